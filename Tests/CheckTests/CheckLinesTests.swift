import Bytes
import Check
import GraphQL
import Testing

private func answer(_ lines: CheckLines, _ line: String) -> (String, CheckLines) {
    var lines = lines
    var output = ByteBuffer()
    Array(line.utf8).withUnsafeBytes { lines.answer($0, into: &output) }
    return (output.text, lines)
}

/// Each error as `line:column rule`.
private func outline(_ line: String) throws -> [String] {
    let json = try JSONReader.value(of: answer(CheckLines(), line).0)
    guard case .array(let errors)? = json["errors"] else { throw GraphQLError("no errors", code: .badRequest) }
    return errors.map { error in
        var place = "-"
        if case .array(let locations)? = error["locations"], let first = locations.first,
            case .integer(let line)? = first["line"], case .integer(let column)? = first["column"]
        {
            place = "\(line):\(column)"
        }
        guard case .string(let rule)? = error["rule"] else { return place }
        return "\(place) \(rule)"
    }
}

@Test(
    arguments: [
        (#"{"schema":"type Query { a: Int }","document":"{ a }"}"#, []),
        (#"{"schema":"type Query { a: Int }"}"#, []),
        (#"{"schema":"type Query { a: Int }","document":null}"#, []),
        (#"{"document":"{ whatever }"}"#, []),
        (#"{"schema":null,"document":"{ a"}"#, ["1:4 syntax"]),
        (#"{"schema":"type Query {"}"#, ["1:13 syntax"]),
        (#"{"schema":"type Query {","document":"{"}"#, ["1:13 syntax", "1:2 syntax"]),
        (#"{"schema":"type Query { a: Int }","document":"query A { a } query B { a }"}"#, []),
        (
            #"{"schema":"type Query { a(b: Int): Int }","document":"query($b: Int) { a(b: $b) }","variables":{"b":"x"}}"#,
            ["1:7 variable-values"]
        ),
        (#"{"schema":"type Query { a: Int }","document":"{ a }","variables":{}}"#, []),
        (#"{"schema":"type Query { a: Int }","document":"{ a }","variables":[]}"#, ["- request"]),
        ("{}", ["- request"]), ("nothing", ["- request"]), ("", ["- request"]),
    ] as [(String, [String])]
)
func linesAreAnswered(_ line: String, _ expected: [String]) throws {
    #expect(try outline(line) == expected)
}

@Test func theSameSchemaGivesTheSameAnswerEachTime() {
    let line = #"{"schema":"type Query { a: Missing }","document":"{ a }"}"#
    let (first, lines) = answer(CheckLines(), line)
    let (second, _) = answer(lines, line)
    #expect(first == second)
    #expect(first.contains("Missing"))
}

@Test func moreSchemasThanTheCacheHoldsAreAnswered() {
    var lines = CheckLines()
    for round in 0..<2 {
        for number in 0..<200 {
            let line = #"{"schema":"type Query { a\#(number): Int }","document":"{ a\#(number) }"}"#
            let (text, next) = answer(lines, line)
            lines = next
            #expect(text == #"{"errors":[]}"#, "\(round) \(number)")
        }
    }
}
