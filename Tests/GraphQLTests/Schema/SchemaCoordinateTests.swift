import Testing

@testable import GraphQL

/// Schema coordinates (specification, section 2.14).
struct SchemaCoordinateTests {
    /// The schema of the specification's own examples, and an interface.
    private static let sdl = """
        type Query { searchBusiness(criteria: SearchCriteria!): [Business] }
        input SearchCriteria { name: String filter: SearchFilter }
        enum SearchFilter { OPEN_NOW DELIVERS_TAKEOUT }
        interface Named { name(short: Boolean): String }
        type Business implements Named { name(short: Boolean): String email: String @private(scope: "loggedIn") }
        union Found = Business
        directive @private(scope: String!) on FIELD_DEFINITION
        """

    private func schema() throws -> Schema { try SchemaBuilder.build([try Parser.parseDocument(Self.sdl)]) }

    @Test(arguments: [
        ("Business", SchemaCoordinate.type("Business")), ("Business.name", .member("name", of: "Business")),
        ("Query.searchBusiness(criteria:)", .argument("criteria", field: "searchBusiness", of: "Query")),
        ("@private", .directive("private")), ("@private(scope:)", .directiveArgument("scope", of: "private")),
        ("_.type", .member("type", of: "_")),
    ])
    func coordinatesAreReadAndWritten(_ text: String, _ coordinate: SchemaCoordinate) throws {
        #expect(try SchemaCoordinate(text) == coordinate)
        #expect(coordinate.description == text)
    }

    @Test(arguments: [
        ("", 1), (" Business", 1), ("Business ", 9), ("Business .name", 9), ("Business.", 10), ("Business.name.x", 14),
        ("Business.name(", 15), ("Business.name()", 15), ("Business.name(a)", 16), ("Business.name(a:", 17),
        ("Business.name(a:)x", 18), ("Business.name(a: )", 17), ("Business(a:)", 9), ("@", 2), ("@a.b", 3), ("@a()", 4),
        ("@ a", 2), ("1a", 1), ("Café", 4), ("A,", 2), ("A#", 2), ("\u{FEFF}A", 1), ("A...b", 3),
    ])
    func whatIsNoCoordinateIsRefusedWhereItGoesWrong(_ text: String, _ column: UInt32) {
        #expect {
            _ = try SchemaCoordinate(text)
        } throws: {
            ($0 as? GraphQLError)?.locations == [SourceLocation(line: 1, column: column)]
        }
    }

    @Test func builtInTypesAreNamedToo() throws {
        let sdl = try schema().element(at: SchemaCoordinate("String"))?.sdl
        #expect(sdl?.hasSuffix("scalar String\n") == true)
    }

    @Test(arguments: [
        ("Found", "union Found = Business\n"),
        ("Business.email", "type Business {\n  email: String\n}\n"),
        ("Named.name(short:)", "interface Named {\n  name(short: Boolean): String\n}\n"),
        ("SearchCriteria.filter", "input SearchCriteria {\n  filter: SearchFilter\n}\n"),
        ("SearchFilter.OPEN_NOW", "enum SearchFilter {\n  OPEN_NOW\n}\n"),
        (
            "Query.searchBusiness(criteria:)",
            "type Query {\n  searchBusiness(criteria: SearchCriteria!): [Business]\n}\n"
        ),
        ("@private", "directive @private(scope: String!) on FIELD_DEFINITION\n"),
        ("@private(scope:)", "directive @private(scope: String!) on FIELD_DEFINITION\n"),
    ])
    func coordinatesNameElements(_ text: String, _ sdl: String) throws {
        #expect(try schema().element(at: SchemaCoordinate(text))?.sdl == sdl)
    }

    @Test(arguments: [
        ("Nothing", nil), ("Business.nothing", nil), ("Business.name(nothing:)", nil), ("SearchFilter.CLOSED", nil),
        ("SearchCriteria.nothing", nil), ("@nothing", nil), ("@private(nothing:)", nil), ("__Type", nil),
        ("Busines.name", "There is no type `Busines`. Did you mean `Business`?"),
        ("Found.name", "`Found` has no members of its own."), ("String.x", "`String` has no members of its own."),
        ("Business.nam(short:)", "`Business` has no field `nam`. Did you mean `name`?"),
        (
            "SearchFilter.OPEN_NOW(a:)",
            "Only fields of objects and interfaces have arguments; `SearchFilter` is neither."
        ),
        ("@privat(scope:)", "There is no directive `@privat`. Did you mean `private`?"),
    ])
    func anUnknownLeafIsNothingAndAnUnknownContainerAnError(_ text: String, _ message: String?) throws {
        let coordinate = try SchemaCoordinate(text)
        let schema = try schema()
        do throws(GraphQLError) {
            let element = try schema.element(at: coordinate)
            #expect(element == nil && message == nil)
        } catch {
            #expect(error.message == message)
        }
    }
}
