package import GraphQL

/// A file's name as its reader knows it, and its text.
package struct SourceText: Sendable {
    package var name: String
    package var text: [UInt8]

    package init(name: String, text: [UInt8]) {
        self.name = name
        self.text = text
    }
}

/// Checks schema files together, and each document file against them (specification, sections 2, 3 and 5).
package struct SchemaCheck: Sendable {
    package var schema: [SourceText]
    /// Each is a document of its own: fragments are not shared between files.
    package var documents: [SourceText]
    /// Values for the operations' variables, to be coerced (section 6.1.2).
    package var variables: JSONValue?
    /// The operation that the variables are for; `nil`: every operation.
    package var operationName: String?
    package var limits: OperationLimits
    /// Adds to the schema's documents what their author leaves to a tool.
    package var completion: Completion

    package typealias Completion = @Sendable ([AST.Document]) throws(GraphQLError) -> [AST.Document]

    package init(
        schema: [SourceText] = [],
        documents: [SourceText] = [],
        variables: JSONValue? = nil,
        operationName: String? = nil,
        limits: OperationLimits = .none,
        completion: @escaping Completion = { documents throws(GraphQLError) in documents }
    ) {
        self.schema = schema
        self.documents = documents
        self.variables = variables
        self.operationName = operationName
        self.limits = limits
        self.completion = completion
    }

    /// Everything that is wrong. Without schema files documents are only parsed; with a faulty schema too.
    package func run() -> CheckReport {
        var errors: [GraphQLError] = []
        let schema = buildSchema(&errors)
        for (index, document) in documents.enumerated() {
            let source = UInt32(self.schema.count + index)
            do throws(GraphQLError) {
                let parsed = try Parser.parseDocument(document.text, source: source, limits: .schemas)
                guard let schema else { continue }
                errors += DocumentCheck(schema: schema, limits: limits).errors(
                    parsed,
                    variables: variables,
                    operationName: operationName
                ).map { placed($0, in: source) }
            } catch {
                errors.append(error)
            }
        }
        return CheckReport(errors: errors, names: (self.schema + documents).map(\.name))
    }

    /// The schema of the files; `nil` if there are none, or if one has an error.
    package func buildSchema(_ errors: inout [GraphQLError]) -> Schema? {
        var parsed: [AST.Document] = []
        for (index, file) in schema.enumerated() {
            do throws(GraphQLError) {
                parsed.append(try Parser.parseDocument(file.text, source: UInt32(index), limits: .schemas))
            } catch {
                errors.append(error)
            }
        }
        guard !schema.isEmpty, errors.isEmpty else { return nil }
        do throws(SchemaErrors) {
            return try build(parsed)
        } catch {
            errors += error.errors.map { placed($0, in: 0) }
            return nil
        }
    }

    private func build(_ documents: [AST.Document]) throws(SchemaErrors) -> Schema {
        let complete: [AST.Document]
        do throws(GraphQLError) {
            complete = try completion(documents)
        } catch {
            throw SchemaErrors([error])
        }
        return try SchemaBuilder.build(complete)
    }

    /// An error that has no place of its own stands at the beginning of its file.
    private func placed(_ error: GraphQLError, in source: UInt32) -> GraphQLError {
        var error = error
        if error.locations.isEmpty { error.locations = [SourceLocation(line: 1, column: 1, source: source)] }
        return error
    }
}

/// Checks documents against one schema.
struct DocumentCheck {
    let schema: Schema
    let limits: OperationLimits

    /// Faults of a parsed document; if it has none, those of the variables' values.
    func errors(_ document: AST.Document, variables: JSONValue?, operationName: String?) -> [GraphQLError] {
        let errors = Validator.validate(document, schema: schema, limits: limits)
        guard errors.isEmpty, let variables else { return errors }
        do throws(GraphQLError) {
            return try operations(of: document, named: operationName).flatMap { coercionErrors(variables, for: $0) }
        } catch {
            return [error]
        }
    }

    private func operations(
        of document: AST.Document,
        named name: String?
    ) throws(GraphQLError) -> [AST.OperationDefinition] {
        if let name { return [try document.operation(named: name)] }
        return document.definitions.compactMap { if case .operation(let operation) = $0 { operation } else { nil } }
    }

    private func coercionErrors(_ variables: JSONValue, for operation: AST.OperationDefinition) -> [GraphQLError] {
        do throws(ErrorList) {
            _ = try InputCoercion.variables(variables, for: operation, schema: schema)
            return []
        } catch {
            return error.errors
        }
    }
}

extension OperationLimits {
    /// No bounds but the depth that the machine's stack bears.
    package static let none = OperationLimits(depth: 500, rootFields: .max, aliases: .max)
}
