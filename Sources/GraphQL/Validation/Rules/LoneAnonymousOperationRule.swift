/// [5.2.3.1](https://spec.graphql.org/September2025/#sec-Lone-Anonymous-Operation): an operation without a name is the
/// only one of its document.
struct LoneAnonymousOperationRule: ValidationRule {
    private var isAlone = true

    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {
        isAlone = document.definitions.filter { if case .operation = $0 { true } else { false } }.count <= 1
    }

    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        guard operation.name == nil && !isAlone else { return }
        context.report(
            "An operation without a name must be the only one in its document. Name it.",
            .loneAnonymousOperation,
            at: [operation.start]
        )
    }
}
