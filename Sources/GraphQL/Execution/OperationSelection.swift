extension AST.Document {
    /// The operation to run (`GetOperation()`, specification, section 6.1).
    ///
    /// - Throws: `OPERATION_RESOLUTION_FAILURE` if there is none of that name, or several and no name.
    package func operation(named name: String?) throws(GraphQLError) -> AST.OperationDefinition {
        var operations: [AST.OperationDefinition] = []
        for case .operation(let operation) in definitions { operations.append(operation) }
        let names = operations.compactMap { $0.name.map { "`\($0.text)`" } }.joined(separator: ", ")
        if let name {
            if let operation = operations.first(where: { $0.name?.text == name }) { return operation }
            throw GraphQLError(
                "The document has no operation named `\(name)`."
                    + (names.isEmpty ? " Leave `operationName` out." : " It has \(names)."),
                code: .operationResolutionFailure
            )
        }
        guard let first = operations.first else {
            throw GraphQLError(
                "The document has no operation, only fragments: add one, such as `{ viewer { email } }`.",
                code: .operationResolutionFailure
            )
        }
        guard operations.count == 1 else {
            throw GraphQLError(
                "The document has \(operations.count) operations: say in `operationName` which one to run, \(names).",
                code: .operationResolutionFailure
            )
        }
        return first
    }
}
