package import GraphQL

/// One schema with its values: takes a request from text to result as the gateway does, without a database.
package struct MockExecution: Sendable {
    package let schema: Schema
    private let resolver: MockResolver
    private let limits: MockLimits

    package init(schema: Schema, own: OwnValues = OwnValues(), limits: MockLimits) {
        self.schema = schema
        self.limits = limits
        resolver = MockResolver(schema: schema, own: own)
    }

    /// Parses and validates a document within the limits.
    package func document(_ text: String) throws(ErrorList) -> AST.Document {
        let document: AST.Document
        do throws(GraphQLError) {
            document = try Parser.parseDocument(text, limits: limits.parser)
        } catch {
            throw ErrorList([error])
        }
        let errors = Validator.validate(document, schema: schema, limits: limits.operation)
        guard errors.isEmpty else { throw ErrorList(errors) }
        return document
    }

    /// Executes a document that has passed validation.
    ///
    /// - Throws: request errors; nothing was executed then.
    package func execute(
        _ document: AST.Document,
        operationName: String? = nil,
        variables: JSONValue? = nil
    ) throws(ErrorList) -> ExecutionResult {
        try Executor.execute(
            document,
            operationName: operationName,
            variables: variables,
            schema: schema,
            source: resolver,
            maximumBytes: limits.responseBytes
        )
    }
}

/// Bounds on what one request of the mock may cost. All are settings.
package struct MockLimits: Sendable {
    package var parser: ParserLimits
    package var operation: OperationLimits
    /// Lists of lists double with each level, so a short document may ask for very much.
    package var responseBytes: Int

    package init(parser: ParserLimits, operation: OperationLimits, responseBytes: Int) {
        self.parser = parser
        self.operation = operation
        self.responseBytes = responseBytes
    }

    /// What the gateway allows its callers.
    package static let server = MockLimits(
        parser: .requests,
        operation: OperationLimits(),
        responseBytes: 16 << 20
    )

    /// For test benches: whatever the machine bears.
    package static let bench = MockLimits(
        parser: ParserLimits(tokens: nil),
        operation: OperationLimits(depth: 500, rootFields: .max, aliases: .max),
        responseBytes: 256 << 20
    )
}
