/// [5.2.2.1](https://spec.graphql.org/September2025/#sec-Operation-Name-Uniqueness) and
/// [5.2.3.1](https://spec.graphql.org/September2025/#sec-Lone-Anonymous-Operation): names tell operations apart.
struct OperationNamesRule: ValidationRule {
    private var first: [String: SourceLocation] = [:]
    private var isAlone = true

    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {
        isAlone = document.definitions.filter { if case .operation = $0 { true } else { false } }.count <= 1
    }

    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        guard let name = operation.name else {
            if !isAlone {
                context.report(
                    "An operation without a name must be the only one in its document. Name it.",
                    rule: "lone-anonymous-operation",
                    at: [operation.location]
                )
            }
            return
        }
        if let other = first[name.text] {
            context.report(
                "There are two operations named `\(name.text)`. Rename one.",
                rule: "unique-operation-names",
                at: [other, name.location]
            )
        } else {
            first[name.text] = name.location
        }
    }
}
