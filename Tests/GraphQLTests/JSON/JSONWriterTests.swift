import Bytes
import Testing

@testable import GraphQL

private func written(_ value: JSONValue) -> String {
    var buffer = ByteBuffer()
    buffer.appendJSON(value)
    return buffer.text
}

private func written(_ error: GraphQLError) -> String {
    var buffer = ByteBuffer()
    buffer.appendJSON(error)
    return buffer.text
}

@Test(arguments: [
    (JSONValue.null, "null"), (.boolean(true), "true"), (.integer(-1), "-1"), (.number("1.50"), "1.50"),
    (.string("a\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}é😀"), "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u{7F}é😀\""),
    (.array([]), "[]"), (.array([.null, .integer(2)]), "[null,2]"), (.object([]), "{}"),
    (.object([JSONMember("b", .null), JSONMember("a", .array([]))]), "{\"b\":null,\"a\":[]}"),
])
func valuesAreWritten(_ value: JSONValue, _ expected: String) throws {
    #expect(written(value) == expected)
    #expect(try readJSON(expected) == value)
}

@Test func errorsShowOnlyWhatTheyHave() {
    #expect(
        written(GraphQLError("No \"a\".", code: .badRequest))
            == #"{"message":"No \"a\".","extensions":{"code":"BAD_REQUEST"}}"#
    )
    let full = GraphQLError(
        "m",
        code: .validationFailed,
        at: [SourceLocation(line: 1, column: 2, source: 3), SourceLocation(line: 4, column: 5)],
        path: [.key("a"), .index(0)],
        rule: "known-fragment-names",
        details: [JSONMember("limit", .integer(7))]
    )
    #expect(
        written(full)
            == #"{"message":"m","locations":[{"line":1,"column":2},{"line":4,"column":5}],"path":["a",0],"#
            + #""extensions":{"code":"GRAPHQL_VALIDATION_FAILED","rule":"known-fragment-names","limit":7}}"#
    )
    #expect(written(GraphQLError("m", code: .timeout, path: [])).contains(#""path":[]"#))
}
