/// [5.4.1](https://spec.graphql.org/September2025/#sec-Argument-Names) and
/// [5.4.2](https://spec.graphql.org/September2025/#sec-Argument-Uniqueness): arguments exist and come once.
struct ArgumentNamesRule: ValidationRule {
    mutating func arguments(
        _ arguments: [AST.Argument],
        of definitions: [InputValueDefinition],
        owner: String,
        at location: SourceLocation,
        _ context: inout ValidationContext
    ) {
        var first: [String: SourceLocation] = [:]
        for argument in arguments {
            let name = argument.name.text
            if let other = first[name] {
                context.report(
                    "The argument `\(name)` is given twice.",
                    rule: "unique-argument-names",
                    at: [other, argument.name.location]
                )
                continue
            }
            first[name] = argument.name.location
            guard !definitions.contains(where: { $0.name == name }) else { continue }
            context.report(
                "`\(owner)` has no argument `\(name)`.\(suggestion(name, among: definitions.map(\.name)))",
                rule: "known-argument-names",
                at: [argument.name.location]
            )
        }
    }
}
