import Bytes
import Check
import GraphQL
import Testing

private func source(_ name: String, _ text: String) -> SourceText { SourceText(name: name, text: Array(text.utf8)) }

private func check(
    schema: [String],
    documents: [String] = [],
    variables: String? = nil,
    operationName: String? = nil
) throws -> CheckReport {
    SchemaCheck(
        schema: schema.enumerated().map { source("s\($0).graphql", $1) },
        documents: documents.enumerated().map { source("d\($0).graphql", $1) },
        variables: try variables.map { try JSONReader.value(of: $0) },
        operationName: operationName
    ).run()
}

/// `file:line:column … [rule]` of each error, without the message.
private func outline(_ report: CheckReport) -> [String] {
    report.text.split(separator: "\n").map { line in
        let place = line.prefix { $0 != " " }
        let rule = line.suffix(from: line.lastIndex(of: "[") ?? line.endIndex)
        return "\(place) \(rule)"
    }
}

private let valid = "type Query { a(b: Int!): Int c: Item } type Item { d: String }"

@Test func whatIsRightHasNoErrors() throws {
    #expect(
        try check(
            schema: [valid],
            documents: ["{ a(b: 1) }", "query A { c { d } } query B { ...F } fragment F on Query { a(b: 2) }"]
        ).text.isEmpty
    )
}

@Test func severalSchemaFilesAreOneSchema() throws {
    let files = ["type Query { a: Item }", "extend type Item { c: Int }\ntype Item { b: Int }"]
    #expect(try check(schema: files, documents: ["{ a { b c } }"]).text.isEmpty)
    #expect(
        try outline(check(schema: files + ["type Item {\n e: Missing }"])) == [
            "s2.graphql:1:6: [unique-type-names]", "s2.graphql:2:5: [known-type-names]",
        ]
    )
}

@Test func everyFileIsParsedWhateverTheOthersSay() throws {
    let report = try check(schema: ["type Query {", "type A { ] }"], documents: ["{ a("])
    #expect(outline(report) == ["s0.graphql:1:13: [syntax]", "s1.graphql:1:10: [syntax]", "d0.graphql:1:5: [syntax]"])
}

@Test func documentErrorsNameTheirOwnFile() throws {
    let report = try check(schema: [valid], documents: ["{ a(b: 1) }", "{\n  x\n}"])
    #expect(outline(report).first?.hasPrefix("d1.graphql:2:3:") == true, "\(report.text)")
}

@Test func aSchemaWithoutAPlaceForItsErrorIsBlamedAtItsBeginning() throws {
    #expect(try outline(check(schema: ["type A { a: Int }"])).first?.hasPrefix("s0.graphql:1:1:") == true)
}

@Test func withoutASchemaDocumentsAreOnlyParsed() throws {
    #expect(try check(schema: [], documents: ["{ anything(at: ALL) }", "type T { a: B }"]).text.isEmpty)
    #expect(try outline(check(schema: [], documents: ["{ a"])) == ["d0.graphql:1:4: [syntax]"])
}

@Test func variablesAreCoercedForEveryOperationOrTheNamedOne() throws {
    let document = "query A($b: Int!) { a(b: $b) } query B($c: Int!) { a(b: $c) }"
    let all = try check(schema: [valid], documents: [document], variables: #"{"b": "x"}"#)
    #expect(outline(all) == ["d0.graphql:1:9: [variable-values]", "d0.graphql:1:40: [variable-values]"])
    let one = try check(schema: [valid], documents: [document], variables: #"{"c": 1}"#, operationName: "B")
    #expect(one.text.isEmpty)
    let none = try check(schema: [valid], documents: [document], variables: #"{"c": 1}"#, operationName: "C")
    #expect(outline(none) == ["d0.graphql:1:1: [operation-name]"])
}

@Test func theReportIsJSON() throws {
    var buffer = ByteBuffer()
    try check(schema: [valid], documents: ["{ c"]).append(to: &buffer)
    let json = try JSONReader.value(of: buffer.text)
    guard case .array(let errors)? = json["errors"] else { throw GraphQLError("no errors", code: .badRequest) }
    #expect(errors.count == 1)
    #expect(errors.first?["rule"] == .string("syntax"))
    #expect(
        errors.first?["locations"]
            == .array([
                .object([
                    JSONMember("line", .integer(1)), JSONMember("column", .integer(4)),
                    JSONMember("file", .string("d0.graphql")),
                ])
            ])
    )
}
