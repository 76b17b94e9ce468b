import Testing

@testable import GraphQL

private let schema = """
    type Query {
      echo(int: Int, float: Float, id: ID, flag: Boolean, text: String, color: Color, list: [Int], lists: [[Int]],
           input: Input, choice: Choice, required: Int! = 7): String
    }
    enum Color { RED GREEN }
    input Input { a: Int = 1, b: String, c: [Color!] }
    input Choice @oneOf { number: Int, text: String }
    """

private func echo(_ arguments: String, variables: String? = nil, given: String? = nil) throws -> String {
    let execution = Execution(schema: schema, query: Record("Query", ["echo": .text("done")]))
    let declared = variables.map { "query(\($0))" } ?? ""
    let response = try execution.run("\(declared) { echo\(arguments) }", variables: given)
    return execution.log.all.first ?? response
}

// MARK: GetOperation (6.1)

private let twoOperations = "query A { echo } query B { b: echo }"

@Test(
    arguments: [
        ("{ echo }", nil, ResponseOutline(data: #"{"echo":"x"}"#)),
        ("query A { echo }", nil, ResponseOutline(data: #"{"echo":"x"}"#)),
        (twoOperations, "B", ResponseOutline(data: #"{"b":"x"}"#)),
        (twoOperations, nil, ResponseOutline(data: nil, errors: ["-"])),
        (twoOperations, "C", ResponseOutline(data: nil, errors: ["-"])),
        ("{ echo }", "A", ResponseOutline(data: nil, errors: ["-"])),
        (twoOperations, "", ResponseOutline(data: nil, errors: ["-"])),
    ] as [(String, String?, ResponseOutline)]
)
func theOperationIsChosenByName(_ document: String, _ name: String?, _ expected: ResponseOutline) throws {
    let execution = Execution(schema: schema, query: Record("Query", ["echo": .text("x")]))
    #expect(try ResponseOutline(execution.run(document, operationName: name)) == expected)
}

// MARK: CoerceVariableValues (6.1.2)

@Test(arguments: [
    ("$v: Int", "(int: $v)", #"{"v": 3}"#, "(int: 3, required: 7)"),
    ("$v: Int", "(int: $v)", #"{"v": 3.0}"#, "(int: 3, required: 7)"),
    ("$v: Int", "(int: $v)", #"{"v": null}"#, "(int: null, required: 7)"),
    ("$v: Int", "(int: $v)", "{}", "(required: 7)"),
    ("$v: Int = 5", "(int: $v)", "{}", "(int: 5, required: 7)"),
    ("$v: Int = 5", "(int: $v)", #"{"v": null}"#, "(int: null, required: 7)"),
    ("$v: Int = 5", "(required: $v)", "{}", "(required: 5)"),
    ("$v: Int", "(required: $v)", "{}", "(required: 7)"),
    ("$v: Int", "(int: $v)", #"{"v": 1, "unknown": {}}"#, "(int: 1, required: 7)"),
    ("$v: Float", "(float: $v)", #"{"v": 1}"#, "(float: 1, required: 7)"),
    ("$v: ID", "(id: $v)", #"{"v": 4}"#, #"(id: "4", required: 7)"#),
    ("$v: ID", "(id: $v)", #"{"v": -4.0}"#, #"(id: "-4", required: 7)"#),
    ("$v: ID", "(id: $v)", #"{"v": 123456789012345678901}"#, #"(id: "123456789012345678901", required: 7)"#),
    ("$v: Color", "(color: $v)", #"{"v": "RED"}"#, #"(color: "RED", required: 7)"#),
    ("$v: [Int]", "(list: $v)", #"{"v": 1}"#, "(list: [1], required: 7)"),
    ("$v: [Int]", "(list: $v)", #"{"v": null}"#, "(list: null, required: 7)"),
    ("$v: [[Int]]", "(lists: $v)", #"{"v": 1}"#, "(lists: [[1]], required: 7)"),
    ("$v: [[Int]]", "(lists: $v)", #"{"v": [1, 2, 3]}"#, "(lists: [[1],[2],[3]], required: 7)"),
    ("$v: [[Int]]", "(lists: $v)", #"{"v": [null, [4]]}"#, "(lists: [null,[4]], required: 7)"),
    ("$v: Input", "(input: $v)", #"{"v": {}}"#, #"(input: {"a":1}, required: 7)"#),
    ("$v: Input", "(input: $v)", #"{"v": {"a": null, "c": "RED"}}"#, #"(input: {"a":null,"c":["RED"]}, required: 7)"#),
    ("$v: Choice", "(choice: $v)", #"{"v": {"text": "x"}}"#, #"(choice: {"text":"x"}, required: 7)"#),
    ("$v: Int!", "(choice: {number: $v})", #"{"v": 1}"#, #"(choice: {"number":1}, required: 7)"#),
    ("$v: Int", "(input: {a: $v})", "{}", #"(input: {"a":1}, required: 7)"#),
    ("$v: Int", "(input: {a: $v})", #"{"v": null}"#, #"(input: {"a":null}, required: 7)"#),
    ("$v: Int", "(list: [1, $v])", "{}", "(list: [1,null], required: 7)"),
])
func variablesAreCoerced(_ declared: String, _ arguments: String, _ given: String, _ expected: String) throws {
    #expect(try echo(arguments, variables: declared, given: given) == "Query.echo\(expected)")
}

@Test(arguments: [
    ("$v: Int", "(int: $v)", #"{"v": "1"}"#), ("$v: Int", "(int: $v)", #"{"v": 1.5}"#),
    ("$v: Int", "(int: $v)", #"{"v": 2147483648}"#), ("$v: Int", "(int: $v)", #"{"v": true}"#),
    ("$v: Float", "(float: $v)", #"{"v": "1.5"}"#), ("$v: Float", "(float: $v)", #"{"v": 1e400}"#),
    ("$v: String", "(text: $v)", #"{"v": 1}"#), ("$v: Boolean", "(flag: $v)", #"{"v": 1}"#),
    ("$v: ID", "(id: $v)", #"{"v": 1.5}"#), ("$v: ID", "(id: $v)", #"{"v": true}"#),
    ("$v: Color", "(color: $v)", #"{"v": "BLUE"}"#), ("$v: Color", "(color: $v)", #"{"v": 1}"#),
    ("$v: Int!", "(int: $v)", "{}"), ("$v: Int!", "(int: $v)", #"{"v": null}"#),
    ("$v: Int! = 1", "(int: $v)", #"{"v": null}"#), ("$v: [Int]", "(list: $v)", #"{"v": [1, "b"]}"#),
    ("$v: [Int!]", "(list: $v)", #"{"v": [null]}"#), ("$v: Input", "(input: $v)", #"{"v": {"d": 1}}"#),
    ("$v: Input", "(input: $v)", #"{"v": 1}"#), ("$v: Input", "(input: $v)", #"{"v": {"c": [null]}}"#),
    ("$v: Choice", "(choice: $v)", #"{"v": {}}"#), ("$v: Choice", "(choice: $v)", #"{"v": {"text": null}}"#),
    ("$v: Choice", "(choice: $v)", #"{"v": {"text": "x", "number": 1}}"#),
    ("$v: Choice", "(choice: $v)", #"{"v": {"text": "x", "number": null}}"#),
])
func variablesThatDoNotFitAreRequestErrors(_ declared: String, _ arguments: String, _ given: String) throws {
    let response = try echo(arguments, variables: declared, given: given)
    #expect(try ResponseOutline(response) == ResponseOutline(data: nil, errors: ["-"]), "\(response)")
}

@Test func everyFaultyVariableIsReported() throws {
    let response = try echo("(int: $a, text: $b)", variables: "$a: Int, $b: String", given: #"{"a": "x", "b": 1}"#)
    #expect(try ResponseOutline(response).errors == ["-", "-"])
}

// MARK: CoerceArgumentValues (6.4.1)

@Test(arguments: [
    ("(int: 1, float: 2, id: 3, flag: true)", #"(int: 1, float: 2, id: "3", flag: true, required: 7)"#),
    (
        #"(float: 1.5e3, id: "a", text: "b", color: GREEN)"#,
        #"(float: 1.5e3, id: "a", text: "b", color: "GREEN", required: 7)"#
    ),
    ("(list: 1, lists: [[1], 2])", "(list: [1], lists: [[1],[2]], required: 7)"),
    ("(input: {})", #"(input: {"a":1}, required: 7)"#),
    ("(input: {c: [RED, GREEN], a: null})", #"(input: {"a":null,"c":["RED","GREEN"]}, required: 7)"#),
    ("(int: null, required: 0)", "(int: null, required: 0)"),
    (#"(choice: {text: "x"})"#, #"(choice: {"text":"x"}, required: 7)"#),
    ("", "(required: 7)"),
])
func literalsAreCoerced(_ arguments: String, _ expected: String) throws {
    #expect(try echo(arguments) == "Query.echo\(expected)")
}

@Test func anArgumentThatDoesNotFitIsAnErrorOfItsField() throws {
    let execution = Execution(schema: schema, query: Record("Query", ["echo": .text("x")]))
    // A nullable variable with a default may stand in a non-null position (section 5.8.5), and be given as null.
    let document = "query($v: Int = 1) { a: echo(required: $v) b: echo }"
    let response = try execution.run(document, variables: #"{"v": null}"#)
    #expect(try ResponseOutline(response) == ResponseOutline(data: #"{"a":null,"b":"x"}"#, errors: ["a"]))
}

// MARK: The response (7.1)

@Test func extensionsAreTheLastEntry() throws {
    let execution = Execution(schema: schema, query: Record("Query", ["echo": .text("x")]))
    let extensions = JSONValue.object([JSONMember("trace", .string("t"))])
    #expect(
        try execution.run("{ echo }", extensions: extensions)
            == #"{"data":{"echo":"x"},"extensions":{"trace":"t"}}"#
    )
}

@Test func errorsStandBeforeData() throws {
    let execution = Execution(schema: schema, query: Record("Query", ["echo": .error("broken")]))
    #expect(
        try execution.run("{ a: echo }")
            == #"{"errors":[{"message":"broken","locations":[{"line":1,"column":3}],"path":["a"],"#
            + #""extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":{"a":null}}"#
    )
}

@Test func aResponseBeyondTheLimitEndsWithoutDataAndWithOneError() throws {
    let execution = Execution(
        schema: "type Query { many: [Item] } type Item { text: String }",
        query: Record("Query", ["many": .list((0..<9).map { _ in .record("Item", ["text": .text("0123456789")]) })])
    )
    let response = try execution.run("{ many { text } }", maximumBytes: 60)
    #expect(try ResponseOutline(response) == ResponseOutline(data: "null", errors: ["many.2.text"]))
    #expect(response.contains("LIMIT_EXCEEDED"))
}

// MARK: Descriptions (2.2)

@Test func descriptionsOfDocumentsChangeNothing() throws {
    let execution = Execution(schema: schema, query: Record("Query", ["echo": .text("x")]))
    let plain = "query A($v: Int) { ...F } fragment F on Query { echo(int: $v) } query B { b: echo }"
    let described = """
        "A's" query A("v's" $v: Int) { ...F }
        \"\"\"F's\"\"\" fragment F on Query { echo(int: $v) }
        "B's" query B { b: echo }
        """
    for name in ["A", "B", nil] {
        let expected = try execution.run(plain, variables: #"{"v": 1}"#, operationName: name)
        #expect(try execution.run(described, variables: #"{"v": 1}"#, operationName: name) == expected)
    }
}
