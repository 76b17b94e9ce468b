/// [5.4.1](https://spec.graphql.org/September2025/#sec-Argument-Names): a given argument is defined by its field or directive.
struct KnownArgumentNamesRule: ValidationRule {
    mutating func arguments(_ arguments: [AST.Argument], of owner: ArgumentOwner, _ context: inout ValidationContext) {
        guard let definitions = owner.definitions else { return }
        for argument in arguments where !definitions.contains(where: { $0.name == argument.name.text }) {
            let name = argument.name.text
            context.report(
                "\(owner) has no argument `\(name)`.\(suggestion(name, among: definitions.map(\.name)))",
                .knownArgumentNames,
                at: [argument.name.location]
            )
        }
    }
}
