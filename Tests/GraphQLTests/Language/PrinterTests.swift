import Testing

@testable import GraphQL

@Test func documentsArePrintedInCanonicalForm() throws {
    let source = """
        query Q($a:Int=1@c $b:[T!]!)@d(e:"f"){x:a(b:{c:[1,2]}),...F ... on T@g{h}...{i}} fragment F on T{a}
        \"""Says a
          and more\""" type A implements B&C{"Says b" b("Says c" c:Int,d:E=F):[G!]!@deprecated(reason:\"""old\""")}
        {short}
        """
    let expected = """
        query Q($a: Int = 1 @c, $b: [T!]!) @d(e: "f") {
          x: a(b: { c: [1, 2] })
          ...F
          ... on T @g {
            h
          }
          ... {
            i
          }
        }

        fragment F on T {
          a
        }

        \"""
        Says a
        and more
        \"""
        type A implements B & C {
          "Says b"
          b(
            "Says c"
            c: Int
            d: E = F
          ): [G!]! @deprecated(reason: "old")
        }

        query {
          short
        }

        """
    #expect(Printer.print(try Parser.parseDocument(source)) == expected)
    #expect(Printer.print(try Parser.parseDocument("query{a}")) == "{\n  a\n}\n")
}

@Test(arguments: [
    "", "a", " a", "  a b  c", "a\nb", "a\n  b", "  a\nb", "a\n\nb", "a\n  \nb", "\"", "a\"", "\"a\"", "\"\"\"",
    "a\"\"\"\"",
    "\\", "a\\", "\\\"\"\"", "\\n", "\t", "\ta", "a\n\tb", " \n", "\n", "\na", "a\n", "  a\n  b", "a\r\nb", "a\rb",
    "\u{0}", "\u{7F}é😀\u{FEFF}", "a\u{301}", "a\n\u{301}b", "a\n#b", "a\n\"\"\"", "a\nb\\", "a\nb\"", "a\n\u{0}b",
    "\u{80}", "a\n\u{9F}b", "a\n\u{A0}", "\u{A0}\na", "a\u{2028}b\nc",
])
func everyTextSurvivesAsValueAndAsDescription(_ text: String) throws {
    let place = SourceLocation(line: 1, column: 1)
    let literal = AST.Value(.string(text, isBlock: false), at: place).description
    guard case .string(let value, _) = try Parser.parseConstValue(literal).kind else { throw WrongNode() }
    #expect(Array(value.unicodeScalars) == Array(text.unicodeScalars), "\(literal)")

    let field = AST.FieldDefinition(
        description: AST.Description(text, isBlock: true, at: place),
        name: AST.Name("b", at: place),
        type: .named(AST.Name("C", at: place))
    )
    let type = AST.TypeDefinition(
        name: AST.Name("A", at: place),
        kind: .object(interfaces: [], fields: [field]),
        at: place
    )
    let printed = Printer.print(AST.Document(definitions: [.type(type)]))
    guard case .type(let again) = try Parser.parseDocument(printed).definitions[0],
        case .object(_, let fields) = again.kind, let description = fields.first?.description
    else { throw WrongNode() }
    #expect(Array(description.text.unicodeScalars) == Array(text.unicodeScalars), "\(printed)")
}

@Test func controlCharactersAreEscaped() {
    for value in Array(0...0x1F) + Array(0x7F...0x9F) as [UInt8] {
        let text = "a\nb" + String(UnicodeScalar(value))
        for printed in [Printer.quoted(text), Printer.description(text, indent: "")]
        where value != 0x0A && value != 0x09 {
            #expect(!printed.dropLast().unicodeScalars.contains(UnicodeScalar(value)), "\(value)")
        }
    }
}

private struct WrongNode: Error {}

@Test(arguments: 0..<300)
func printedDocumentsParseToTheSameNodes(_ seed: Int) throws {
    var generator = DocumentGenerator(seed: UInt64(seed))
    let document = generator.document()
    let printed = Printer.print(document)
    let parsed = try Parser.parseDocument(printed)
    // How a string was written is not kept, only its value.
    let plain = { (outline: String) in outline.replacing("isBlock:true", with: "isBlock:false") }
    #expect(plain(outline(parsed)) == plain(outline(document)), "\(printed)")
    #expect(Printer.print(parsed) == printed)
}
