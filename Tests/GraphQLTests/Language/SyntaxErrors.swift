@testable import GraphQL

/// What a body throws, as `line:column message`; `nil` if it throws nothing.
func syntaxError(_ body: () throws(GraphQLError) -> Void) -> String? {
    do throws(GraphQLError) {
        try body()
        return nil
    } catch {
        let places = error.locations.map { "\($0.line):\($0.column)" }.joined(separator: " ")
        return "\(places) \(error.message)"
    }
}

/// The error that parsing a document ends with, as `line:column message`.
func syntaxError(in document: String, limits: ParserLimits = .requests) -> String? {
    syntaxError { () throws(GraphQLError) in _ = try Parser.parseDocument(document, limits: limits) }
}
