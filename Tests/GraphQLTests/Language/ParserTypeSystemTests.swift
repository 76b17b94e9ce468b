import Testing

@testable import GraphQL

/// The document in canonical form.
private func canonical(_ document: String) throws -> String {
    Printer.print(try Parser.parseDocument(document))
}

@Test(arguments: [
    ("schema{query:Q mutation:M subscription:S}", "schema {\n  query: Q\n  mutation: M\n  subscription: S\n}\n"),
    ("\"s\"schema@d{query:Q}", "\"s\"\nschema @d {\n  query: Q\n}\n"),
    ("scalar S@specifiedBy(url:\"u\")", "scalar S @specifiedBy(url: \"u\")\n"),
    ("type A", "type A\n"),
    ("type A implements&B&C@d{e:F}", "type A implements B & C @d {\n  e: F\n}\n"),
    ("type A implements B{e(f:G=1@h):[I!]!@j}", "type A implements B {\n  e(f: G = 1 @h): [I!]! @j\n}\n"),
    ("interface A implements B&C{d:E}", "interface A implements B & C {\n  d: E\n}\n"),
    ("union U=|A|B", "union U = A | B\n"),
    ("union U@d", "union U @d\n"),
    ("enum E{A B@d}", "enum E {\n  A\n  B @d\n}\n"),
    ("input I@oneOf{a:B=[1]@c}", "input I @oneOf {\n  a: B = [1] @c\n}\n"),
    ("directive@d on|FIELD|QUERY", "directive @d on FIELD | QUERY\n"),
    ("directive@d(a:B=c)repeatable on ENUM", "directive @d(a: B = c) repeatable on ENUM\n"),
    ("extend schema@d", "extend schema @d\n"),
    ("extend schema{mutation:M}", "extend schema {\n  mutation: M\n}\n"),
    ("extend scalar S@d", "extend scalar S @d\n"),
    ("extend type A implements B", "extend type A implements B\n"),
    ("extend interface A{b:C}", "extend interface A {\n  b: C\n}\n"),
    ("extend union U=A", "extend union U = A\n"),
    ("extend enum E{A}", "extend enum E {\n  A\n}\n"),
    ("extend input I{a:B}", "extend input I {\n  a: B\n}\n"),
])
func everyDefinitionIsParsed(_ text: String, _ expected: String) throws {
    #expect(try canonical(text) == expected)
}

@Test(arguments: AST.DirectiveLocation.allCases)
func everyDirectiveLocationIsKnown(_ location: AST.DirectiveLocation) throws {
    #expect(try canonical("directive @d on \(location.rawValue)") == "directive @d on \(location.rawValue)\n")
}

@Test func everythingMayBeDescribed() throws {
    let text = """
        "1" schema { query: Q } "2" scalar S "3" type A { "4" b("5" c: D): E } "6" interface F "7" union G
        "8" enum H { "9" I } "10" input J { "11" k: L } "12" directive @m("13" n: O) on FIELD
        """
    let nodes = outline(try Parser.parseDocument(text))
    for number in 1...13 { #expect(nodes.contains("text:\"\(number)\""), "\(number)") }
}

@Test(arguments: [
    ("schema", 7), ("schema { }", 10), ("schema { a: B }", 10), ("schema { query Q }", 16),
    ("type A { }", 10), ("type A { b }", 12), ("type A { b: C = 1 }", 15), ("type A { b(): C }", 12),
    ("type A implements { b: C }", 19), ("type A implements B C", 21), ("type A implements B, C { d: E }", 22),
    ("union U = ", 11), ("union U = A |", 14), ("union U = { A }", 11), ("union U & A", 9),
    ("enum E { }", 10), ("enum E { true }", 10), ("enum E { A false }", 12), ("enum E { null }", 10),
    ("enum E { 1 }", 10), ("input I { }", 11), ("input I { a(b: C): D }", 12), ("input I { a: B = $c }", 18),
    ("scalar S = A", 10), ("scalar", 7), ("scalar S implements A", 10), ("enum E implements A { B }", 8),
    ("directive d on FIELD", 11), ("directive @d", 13), ("directive @d on", 16), ("directive @d on field", 17),
    ("directive @d on repeatable FIELD", 17), ("directive @d on FIELD |", 24), ("directive @d() on FIELD", 14),
    ("type A @d(e: $f)", 14), ("\"about\" extend type A @d", 1), ("extend", 7), ("extend type A", 14),
    ("extend interface A", 19), ("extend union U", 15), ("extend enum E", 14), ("extend input I", 15),
    ("extend scalar S", 16), ("extend schema", 14), ("extend directive @d on FIELD", 8), ("extend query { a }", 8),
    ("extend type A { }", 17), ("typ A { b: C }", 1),
])
func malformedDefinitionsAreRejectedWhereTheyFail(_ document: String, _ column: Int) {
    let error = syntaxError(in: document)
    #expect(error?.hasPrefix("1:\(column) Syntax error: ") == true, "\(error ?? "accepted")")
}
