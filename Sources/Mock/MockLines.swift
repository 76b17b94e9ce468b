package import Bytes
import GraphQL

/// Answers requests that come one JSON object a line, each with its schema:
/// `{"schema", "document", "variables", "operationName"}`.
package struct MockLines {
    private var schemas = SchemaCache()
    private let limits: MockLimits

    package init(limits: MockLimits = .bench) {
        self.limits = limits
    }

    /// Appends the GraphQL response to one line, without a line end.
    package mutating func answer(_ line: UnsafeRawBufferPointer, into output: inout ByteBuffer) {
        do throws(ErrorList) {
            let request = try Request(line)
            let schema = try schemas.schema(request.schema)
            let execution = MockExecution(schema: schema, limits: limits)
            let result = try execution.execute(
                try execution.document(request.document),
                operationName: request.operationName,
                variables: request.variables
            )
            output.appendResponse(result)
        } catch {
            output.appendRequestErrors(error.errors)
        }
    }

    private struct Request {
        var schema = ""
        var document = ""
        var variables: JSONValue?
        var operationName: String?

        init(_ line: UnsafeRawBufferPointer) throws(ErrorList) {
            var members: Set<String> = []
            do throws(JSONError) {
                var reader = JSONReader(line)
                try reader.object { name, reader throws(JSONError) in
                    members.insert(name)
                    switch name {
                    case "schema": schema = try reader.text()
                    case "document": document = try reader.text()
                    case "variables": variables = try reader.value()
                    case "operationName" where reader.peek() == .string: operationName = try reader.text()
                    default: break
                    }
                }
                try reader.end()
            } catch {
                throw ErrorList([error.graphQLError("The line")])
            }
            for name in ["schema", "document"] where !members.contains(name) {
                throw ErrorList([GraphQLError("The line has no member \"\(name)\".", code: .badRequest)])
            }
            if variables == .null { variables = nil }
            if let variables, case .object = variables {
            } else if variables != nil {
                throw ErrorList([GraphQLError("\"variables\" must be an object.", code: .badRequest)])
            }
        }
    }
}
