/// [5.4.3](https://spec.graphql.org/September2025/#sec-Required-Arguments): required arguments are given.
struct RequiredArgumentsRule: ValidationRule {
    mutating func arguments(
        _ arguments: [AST.Argument],
        of definitions: [InputValueDefinition],
        owner: String,
        at location: SourceLocation,
        _ context: inout ValidationContext
    ) {
        for definition in definitions where definition.isRequired {
            guard !arguments.contains(where: { $0.name.text == definition.name }) else { continue }
            context.report(
                "`\(owner)` needs the argument `\(definition.name)` (\(definition.type)).",
                rule: "required-arguments",
                at: [location]
            )
        }
    }
}
