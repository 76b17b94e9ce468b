/// [5.2.2.1](https://spec.graphql.org/September2025/#sec-Operation-Name-Uniqueness): no two operations have one name.
struct UniqueOperationNamesRule: ValidationRule {
    private var first: [String: SourceLocation] = [:]

    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        guard let name = operation.name else { return }
        guard let other = first[name.text] else {
            first[name.text] = name.location
            return
        }
        context.report(
            "There are two operations named `\(name.text)`. Rename one.",
            .uniqueOperationNames,
            at: [other, name.location]
        )
    }
}
