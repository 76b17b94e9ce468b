import Bytes
import GraphQL
import Mock
import Testing

/// The response to a line whose members are given as JSON text.
func answer(schema: String, document: String, rest: String = "") -> String {
    var line = ByteBuffer()
    line.append("{\"schema\":")
    line.appendJSONString(schema)
    line.append(",\"document\":")
    line.appendJSONString(document)
    line.append(rest)
    line.append("}")
    return answer(line.text)
}

func answer(_ line: String) -> String {
    var lines = MockLines()
    var output = ByteBuffer()
    Array(line.utf8).withUnsafeBytes { lines.answer($0, into: &output) }
    return output.text
}

private let schema = """
    type Query implements Root & Node {
      i: Int f: Float s: String b: Boolean id: ID date: Date color: Color
      list: [Int!]! lists: [[Color]] thing: Thing! things: [Thing] pet: Pet node: Node root: Root self: Query
    }
    scalar Date
    enum Color { Z A }
    interface Node { id: ID }
    interface Root implements Node { id: ID }
    interface Empty { id: ID }
    union Pet = Dog | Cat | Aardvark
    type Dog implements Node { id: ID name: String! empty: Empty }
    type Cat implements Node { id: ID lives(of: [Int] = [1]): Int }
    type Aardvark { nose: Float }
    type aardvark implements Node { id: ID }
    type Thing { pet: Pet }
    type Mutation { go(input: In!): Int }
    input In { a: Int! }
    """

@Test(arguments: [
    ("{ i f s b id date color }", #"{"i":2,"f":3.14,"s":"str","b":true,"id":"id","date":"str","color":"Z"}"#),
    ("{ list lists }", #"{"list":[2,2],"lists":[["Z","Z"],["Z","Z"]]}"#),
    // The first member by code is upper case: "Aardvark" before "Cat" and "Dog".
    (
        "{ pet { __typename ... on Aardvark { nose } ... on Dog { name } } }",
        #"{"pet":{"__typename":"Aardvark","nose":3.14}}"#
    ),
    // The last implementing object type: "aardvark" is behind "Query".
    ("{ node { __typename id } }", #"{"node":{"__typename":"aardvark","id":"id"}}"#),
    // An interface that another one implements stands for that one's object types.
    ("{ root { __typename ... on Query { self { i } } } }", #"{"root":{"__typename":"Query","self":{"i":2}}}"#),
    (
        "{ things { pet { ... on Pet { __typename } } } }",
        #"{"things":[{"pet":{"__typename":"Aardvark"}},{"pet":{"__typename":"Aardvark"}}]}"#
    ),
    ("mutation { go(input: {a: 1}) }", #"{"go":2}"#),
])
func everyTypeHasItsValue(_ document: String, _ data: String) {
    #expect(answer(schema: schema, document: document) == #"{"data":\#(data)}"#)
}

@Test func variablesAndOperationNameAreTaken() {
    let document = "query A { i } query B($skip: Boolean!) { i @skip(if: $skip) s }"
    let rest = #","variables":{"skip":true},"operationName":"B""#
    #expect(answer(schema: schema, document: document, rest: rest) == #"{"data":{"s":"str"}}"#)
    let nulls = #","variables":null,"operationName":null"#
    #expect(answer(schema: schema, document: "{ i }", rest: nulls) == #"{"data":{"i":2}}"#)
}

@Test(arguments: [
    ("{", ""), ("{ nothing }", ""), ("query($a: Int!) { i }", ""), ("query($a: Int!) { go: i @skip(if: $a) }", ""),
    ("query($a: In!) { cat: pet { ... on Cat { lives } } i @include(if: true) }", #","variables":{"a":{}}"#),
    ("query A { i } query B { i }", ""), ("{ i }", #","operationName":"X""#), ("{ i }", #","variables":[]"#),
])
func requestErrorsHaveNoData(_ document: String, _ rest: String) throws {
    let response = try JSONReader.value(of: answer(schema: schema, document: document, rest: rest))
    #expect(response["data"] == nil)
    #expect(response["errors"] != nil)
}

@Test(arguments: [
    "", "{", "[]", "{}", #"{"schema":"type Query { a: Int }"}"#, #"{"document":"{ a }"}"#,
    #"{"schema":1,"document":"{ a }"}"#, #"{"schema":"type Query {","document":"{ a }"}"#,
    #"{"schema":"type A { a: Int }","document":"{ a }"}"#,
])
func aLineThatIsNoRequestIsAnsweredWithErrors(_ line: String) throws {
    let response = try JSONReader.value(of: answer(line))
    #expect(response["data"] == nil)
    #expect(response["errors"] != nil)
}

@Test func theGatewaysLimitsOnOperationsDoNotHoldHere() throws {
    let deep = String(repeating: "{ self ", count: 40) + "{ i }" + String(repeating: " }", count: 40)
    #expect(answer(schema: schema, document: deep).hasSuffix(#"{"i":2}"# + String(repeating: "}", count: 41)))
    let wide = "{ " + (0..<200).map { "a\($0): i" }.joined(separator: " ") + " }"
    #expect(answer(schema: schema, document: wide).contains(#""a199":2"#))
}

@Test func anInterfaceThatNobodyImplementsHasNoValue() throws {
    let document = "{ pet { ... on Dog { empty { id } } } }"
    #expect(answer(schema: schema, document: document) == #"{"data":{"pet":{}}}"#)
    let lonely = "type Query { a: Lonely b: Int } interface Lonely { id: ID }"
    let response = try JSONReader.value(of: answer(schema: lonely, document: "{ a { id } b }"))
    #expect(response["data"]?["a"] == .null)
    #expect(response["data"]?["b"] == .integer(2))
}

/// The gateway's own scalars are known by their specification, so a scalar of the same name is anyone's.
@Test(arguments: ["Date", "DateTime", "Decimal", "EmailAddress", "CountryCode", "Locale", "Currency"])
func aScalarOfAnyNameTakesAnything(_ name: String) {
    let schema = "type Query { a(b: \(name)): \(name) } scalar \(name)"
    let document = "query($v: \(name)) { a(b: $v) b: a(b: [{c: X}]) }"
    let response = answer(schema: schema, document: document, rest: #","variables":{"v":{"d":1.5}}"#)
    #expect(response == #"{"data":{"a":"str","b":"str"}}"#)
}
