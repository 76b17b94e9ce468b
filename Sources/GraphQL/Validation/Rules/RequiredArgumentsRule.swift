/// [5.4.3](https://spec.graphql.org/September2025/#sec-Required-Arguments): every required argument is given.
struct RequiredArgumentsRule: ValidationRule {
    mutating func arguments(_ arguments: [AST.Argument], of owner: ArgumentOwner, _ context: inout ValidationContext) {
        for definition in owner.definitions ?? [] where definition.isRequired {
            guard !arguments.contains(where: { $0.name.text == definition.name }) else { continue }
            context.report(
                "\(owner) needs the argument `\(definition.name)` (\(definition.type)).",
                .requiredArguments,
                at: [owner.location]
            )
        }
    }
}
