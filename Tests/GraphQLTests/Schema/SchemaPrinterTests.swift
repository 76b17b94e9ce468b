import Testing

@testable import GraphQL

/// What a schema's SDL shows and what it leaves out (sections 3.3.1 and 3.5).
struct SchemaPrinterTests {
    @Test(arguments: [
        ("schema { query: Query } type Query { a: Int }", "type Query"),
        ("schema { query: Query mutation: Mutation } type Query { a: Int } type Mutation { a: Int }", "type Mutation"),
        ("schema { query: Query } type Query { a: Mutation } type Mutation { a: Int }", "schema {\n  query: Query\n}"),
        ("schema { query: Q } type Q { a: Int }", "schema {\n  query: Q\n}"),
        ("\"about\" schema { query: Query } type Query { a: Int }", "\"about\"\nschema {\n  query: Query\n}"),
    ])
    func theRootsAreWrittenWhereTheirNamesDoNotSayThem(_ sdl: String, _ first: String) throws {
        let printed = try schema(sdl).sdl
        #expect(printed.hasPrefix(first), "\(printed)")
        let again = try schema(printed)
        let original = try schema(sdl)
        #expect(again.mutationType == original.mutationType && again.queryType == original.queryType)
        #expect(again.sdl == printed)
    }

    @Test func builtInScalarsAreLeftOut() throws {
        let written = try schema("scalar Int scalar Float scalar Date type Query { a: Int d: Date }")
        #expect(written.sdl.contains("scalar Date"))
        #expect(!written.sdl.contains("scalar Int"))
        #expect(!written.sdl.contains("scalar Float"))
        #expect(written.type(named: "Int") != nil)
        #expect(written.type(named: "Float") == nil)
    }
}
