package import Bytes
package import GraphQL

/// Answers checks that come one JSON object a line: `{"schema", "document", "variables", "operationName"}`.
///
/// `document` may be missing (the schema is checked) and `schema` may be missing (the document is only parsed).
/// A schema is built once for all lines that have the same text.
package struct CheckLines {
    private var schemas = SchemaCache()
    private let limits: OperationLimits

    package init(limits: OperationLimits = .none) {
        self.limits = limits
    }

    /// Appends `{"errors":[…]}` for one line, without a line end.
    package mutating func answer(_ line: UnsafeRawBufferPointer, into output: inout ByteBuffer) {
        let errors: [GraphQLError]
        do throws(ErrorList) {
            errors = try check(CheckRequest(line))
        } catch {
            errors = error.errors
        }
        CheckReport(errors: errors, names: []).append(to: &output)
    }

    private mutating func check(_ request: CheckRequest) throws(ErrorList) -> [GraphQLError] {
        // Both are looked at before either is refused, so that the errors of both show.
        var schema: Schema?
        var errors: [GraphQLError] = []
        if let sdl = request.schema {
            do throws(ErrorList) {
                schema = try schemas.schema(sdl)
            } catch {
                errors = error.errors
            }
        }
        guard let text = request.document else { return errors }
        do throws(GraphQLError) {
            let document = try Parser.parseDocument(text, limits: .schemas)
            guard let schema else { return errors }
            return DocumentCheck(schema: schema, limits: limits).errors(
                document,
                variables: request.variables,
                operationName: request.operationName
            )
        } catch {
            return errors + [error]
        }
    }
}

/// One line of input.
private struct CheckRequest {
    var schema: String?
    var document: String?
    var variables: JSONValue?
    var operationName: String?

    init(_ line: UnsafeRawBufferPointer) throws(ErrorList) {
        do throws(JSONError) {
            var reader = JSONReader(line)
            try reader.object { name, reader throws(JSONError) in
                guard reader.peek() != .null else { return }
                switch name {
                case "schema": schema = try reader.text()
                case "document": document = try reader.text()
                case "variables": variables = try reader.value()
                case "operationName": operationName = try reader.text()
                default: break
                }
            }
            try reader.end()
        } catch {
            throw ErrorList([error.graphQLError("The line")])
        }
        guard schema != nil || document != nil else {
            throw ErrorList([
                GraphQLError("The line has neither \"schema\" nor \"document\": give at least one.", code: .badRequest)
            ])
        }
        if let variables, case .object = variables {
        } else if variables != nil {
            throw ErrorList([GraphQLError("\"variables\" must be an object.", code: .badRequest)])
        }
    }
}
