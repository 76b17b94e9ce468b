package import GraphQL

/// One schema with its values: takes a request from text to response as the gateway does, without a database.
package struct MockExecution: Sendable {
    package let schema: Schema
    private let resolver: MockResolver
    private let limits: MockLimits

    package init(schema: Schema, own: OwnValues = OwnValues(), limits: MockLimits) {
        self.schema = schema
        self.limits = limits
        resolver = MockResolver(schema: schema, own: own)
    }

    /// Validates and executes.
    ///
    /// - Throws: request errors; nothing was executed then.
    package func execute(
        _ document: AST.Document,
        operationName: String?,
        variables: JSONValue?
    ) throws(ErrorList) -> ExecutionResult {
        let errors = Validator.validate(document, schema: schema, limits: limits.operation)
        guard errors.isEmpty else { throw ErrorList(errors) }
        return try Executor.execute(
            document,
            operationName: operationName,
            variables: variables,
            schema: schema,
            source: resolver,
            maximumBytes: limits.responseBytes
        )
    }

    /// Parses a document within the limits.
    package func parse(_ document: String) throws(ErrorList) -> AST.Document {
        do throws(GraphQLError) {
            return try Parser.parseDocument(document, limits: limits.parser)
        } catch {
            throw ErrorList([error])
        }
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
