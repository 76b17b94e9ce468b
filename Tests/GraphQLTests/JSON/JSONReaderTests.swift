import Bytes
import Testing

@testable import GraphQL

/// Reads a whole text as one value.
func readJSON(_ bytes: [UInt8], maximumDepth: Int = 200) throws -> JSONValue {
    try bytes.withUnsafeBytes { memory in
        var reader = JSONReader(memory, maximumDepth: maximumDepth)
        let value = try reader.value()
        try reader.end()
        return value
    }
}

func readJSON(_ text: String) throws -> JSONValue { try readJSON(Array(text.utf8)) }

/// What skipping the text ends with; `nil` if it is accepted.
private func skipJSON(_ bytes: [UInt8]) -> String? {
    bytes.withUnsafeBytes { memory in
        var reader = JSONReader(memory)
        do throws(JSONError) {
            try reader.skip()
            try reader.end()
            return nil
        } catch {
            return error.message
        }
    }
}

@Test(arguments: [
    ("null", JSONValue.null),
    (" \t\r\n true ", .boolean(true)),
    ("false", .boolean(false)),
    ("0", .integer(0)),
    ("-1", .integer(-1)),
    ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number("9223372036854775808")),
    ("1.50", .number("1.50")),
    ("1e3", .number("1e3")),
    ("-0.0E-7", .number("-0.0E-7")),
    ("\"\"", .string("")),
    ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", .string("a\"\\/\u{8}\u{C}\n\r\té")),
    ("\"\\uD83D\\uDE00 😀\"", .string("😀 😀")),
    ("[]", .array([])),
    ("[1 , [ ] ]", .array([.integer(1), .array([])])),
    ("{}", .object([])),
    ("{\"b\":1,\"a\":{}}", .object([JSONMember("b", .integer(1)), JSONMember("a", .object([]))])),
])
func valuesAreRead(_ text: String, _ expected: JSONValue) throws {
    #expect(try readJSON(text) == expected)
    #expect(skipJSON(Array(text.utf8)) == nil)
}

@Test(arguments: [
    ("", "the text ends where a value is expected", 1),
    ("01", "a number is malformed", 1),
    ("1.", "a number is malformed", 1),
    (".5", "expected a value", 1),
    ("+1", "expected a value", 1),
    ("-", "a number is malformed", 1),
    ("1e", "a number is malformed", 1),
    ("0x1", "there is text behind the value", 2),
    ("nul", "expected `null`", 4),
    ("NaN", "expected a value", 1),
    ("true false", "there is text behind the value", 6),
    ("[1,]", "expected a value", 4),
    ("[1 2]", "expected `,` or `]` in an array", 4),
    ("[1", "expected `,` or `]` in an array", 3),
    ("{\"a\":1,}", "expected a member's name in double quotes", 8),
    ("{a:1}", "expected a member's name in double quotes", 2),
    ("{'a':1}", "expected a member's name in double quotes", 2),
    ("{\"a\" 1}", "expected `:` after a member's name", 6),
    ("{\"a\":}", "expected a value", 6),
    ("{\"a\":1,\"\\u0061\":2}", "the member \"a\" comes twice", 8),
    ("\"a", "a string is not closed", 3),
    ("\"\\", "a string is not closed", 3),
    ("\"\\x\"", "a string has an unknown escape", 2),
    ("\"\\u12\"", "\\u needs four hexadecimal digits", 6),
    ("\"\\uD800\"", "a surrogate stands alone", 2),
    ("\"é\\uDE00\"", "a surrogate stands alone", 3),
    ("\"\\uD83D\\u0041\"", "a surrogate stands alone", 2),
    ("\"a\tb\"", "a control character in a string must be escaped", 3),
    ("\u{FEFF}{}", "expected a value", 1),
    ("/**/{}", "expected a value", 1),
])
func whatIsNotJSONIsRefused(_ text: String, _ message: String, _ column: Int) {
    let error = #expect(throws: JSONError.self) { try readJSON(text) }
    #expect(error?.message == message)
    #expect(error?.column == column)
    #expect(skipJSON(Array(text.utf8)) == message)
}

@Test(
    arguments: [
        [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0xFF],
    ] as [[UInt8]]
)
func bytesThatAreNotUTF8AreRefused(_ bytes: [UInt8]) {
    let text: [UInt8] = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
    let error = #expect(throws: JSONError.self) { try readJSON(text) }
    #expect(error?.message == "the text is not valid UTF-8")
    #expect(skipJSON(text) == "the text is not valid UTF-8")
}

@Test func namesThatUnicodeHoldsEquivalentAreTwoNames() throws {
    let value = try readJSON("{\"\u{E9}\":1,\"e\u{301}\":2}")
    guard case .object(let members) = value else { return #expect(Bool(false)) }
    #expect(members.count == 2)
}

/// If each were compared with all others, nobody would wait for the end.
@Test func duplicatesAreFoundInLargeObjects() throws {
    let members = (0..<100_000).map { "\"name\($0)\":0" }.joined(separator: ",")
    #expect(throws: Never.self) { try readJSON("{\(members)}") }
    let error = #expect(throws: JSONError.self) { try readJSON("{\(members),\"name7\":1}") }
    #expect(error?.message == "the member \"name7\" comes twice")
}

@Test func namesMayComeAgainInOtherObjects() throws {
    #expect(throws: Never.self) { try readJSON("{\"a\":{\"b\":1},\"b\":2}") }
    #expect(throws: Never.self) { try readJSON("{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]},\"b\":{\"a\":1}}") }
    #expect(throws: JSONError.self) { try readJSON("{\"a\":{\"b\":1},\"a\":2}") }
}

@Test func nestingIsLimitedWithTheActualFigure() throws {
    let brackets = { (depth: Int) in
        Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(throws: Never.self) { try readJSON(brackets(200)) }
    let error = #expect(throws: JSONError.self) { try readJSON(brackets(345)) }
    #expect(error?.isLimit == true)
    #expect(error?.message == "the value nests 345 levels deep; the limit is 200")
    #expect(error?.graphQLError().code == .limitExceeded)
    #expect(throws: JSONError.self) { try readJSON(Array("{\"a\":{\"b\":[]}}".utf8), maximumDepth: 2) }
}

@Test func errorsSayWhereTheyAre() {
    let error = #expect(throws: JSONError.self) { try readJSON("{\r\n \"ü\": 1,\n\"b\": x}") }
    #expect(error?.graphQLError().message == "The body is not valid JSON at line 3, column 6: expected a value.")
    #expect(error?.graphQLError().code == .badRequest)
}

@Test func anEnvelopeIsReadWithoutATree() throws {
    let body = Array(
        #"{"query":"{ a(b: \"c\") }", "variables": {"x": [1]}, "unknown": {"y": 1}, "operationName": null}"#.utf8
    )
    try body.withUnsafeBytes { memory in
        var reader = JSONReader(memory)
        var document = ByteBuffer()
        var variables: JSONValue?
        try reader.object { name, reader throws(JSONError) in
            switch name {
            case "query": try reader.string(into: &document)
            case "variables": variables = try reader.value()
            case "operationName": try reader.null()
            default: _ = reader.peek()
            }
        }
        try reader.end()
        #expect(document.text == "{ a(b: \"c\") }")
        #expect(variables == .object([JSONMember("x", .array([.integer(1)]))]))
    }
}

@Test func textsCutOrChangedAnywhereAreReadWithoutACrash() {
    let text = Array(#" {"a": [1, -2.5e+3, true, false, null, {"é\n\u00e9\uD83D\uDE00": "😀"}], "b": {}} "#.utf8)
    #expect(throws: Never.self) { try readJSON(text) }
    for count in 0..<text.count - 1 {
        #expect(throws: JSONError.self) { try readJSON(Array(text[..<count])) }
    }
    var random = SeededGenerator(state: 1)
    for _ in 0..<5_000 {
        var changed = text
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        // Skipping accepts what reading accepts.
        #expect((try? readJSON(changed)) == nil ? skipJSON(changed) != nil : skipJSON(changed) == nil)
    }
}
