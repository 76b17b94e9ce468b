/// [5.2.1.1](https://spec.graphql.org/September2025/#sec-Operation-Type-Existence): the schema has a root for the operation.
struct OperationTypeExistenceRule: ValidationRule {
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        guard context.schema.rootType(for: operation.operation) == nil else { return }
        context.report(
            "This service has no \(operation.operation.rawValue)s.",
            .operationTypeExistence,
            at: [operation.start]
        )
    }
}
