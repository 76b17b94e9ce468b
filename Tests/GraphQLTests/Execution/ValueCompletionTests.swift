import Testing

@testable import GraphQL

/// Completes one value as a field of a type.
private func complete(_ value: ResolvedValue<Record>, as type: String, selecting: String = "") throws -> ResponseOutline
{
    let schema = """
        type Query { field: \(type) }
        scalar Any
        enum Color { RED GREEN }
        type Dog implements Animal { name: String }
        type Cat { name: String }
        interface Animal { name: String }
        union Pet = Dog | Cat
        """
    let execution = Execution(schema: schema, query: Record("Query", ["field": value]))
    return try ResponseOutline(execution.run("{ field \(selecting) }"))
}

private func data(_ field: String) -> ResponseOutline { ResponseOutline(data: #"{"field":\#(field)}"#) }

private let failed = ResponseOutline(data: #"{"field":null}"#, errors: ["field"])

// MARK: Result coercion (3.5, 3.9)

@Test(
    arguments: [
        ("Int", .integer(2), "2"), ("Int", .integer(-2_147_483_648), "-2147483648"), ("Int", .number("1.0"), "1"),
        ("Int", .number("2e2"), "200"), ("Int", .string("123"), "123"),
        ("Float", .integer(1), "1"), ("Float", .number("3.14"), "3.14"), ("Float", .string("123.5"), "123.5"),
        ("String", .string("a\"b"), #""a\"b""#), ("String", .boolean(true), #""true""#),
        ("String", .integer(1), #""1""#),
        ("String", .number("1.5"), #""1.5""#),
        ("Boolean", .boolean(false), "false"), ("Boolean", .integer(2), "true"), ("Boolean", .integer(0), "false"),
        ("Boolean", .number("0.0"), "false"),
        ("ID", .string("x"), #""x""#), ("ID", .integer(4), #""4""#), ("ID", .number("4.0"), #""4""#),
        ("Color", .string("GREEN"), #""GREEN""#),
        ("Any", .array([.integer(1), .null]), "[1,null]"),
        ("Any", .object([JSONMember("a", .boolean(true))]), #"{"a":true}"#),
    ] as [(String, JSONValue, String)]
)
func leavesAreCoerced(_ type: String, _ value: JSONValue, _ expected: String) throws {
    #expect(try complete(.leaf(value), as: type) == data(expected))
    #expect(try complete(.leaf(value), as: "\(type)!") == data(expected))
}

@Test(
    arguments: [
        ("Int", .integer(2_147_483_648)), ("Int", .integer(-2_147_483_649)), ("Int", .number("1.2")),
        ("Int", .string("")), ("Int", .string("1.5")), ("Int", .boolean(true)), ("Int", .array([])),
        ("Int", .number("1e300")),
        ("Float", .number("NaN")), ("Float", .number("1e999")), ("Float", .string("x")), ("Float", .string("0x1p3")),
        ("Float", .boolean(true)), ("Float", .string("1 ")),
        ("String", .array([])), ("String", .object([])),
        ("Boolean", .string("true")), ("Boolean", .array([])), ("Boolean", .number("NaN")),
        ("ID", .number("1.5")), ("ID", .boolean(true)), ("ID", .object([])),
        ("Color", .string("BLUE")), ("Color", .string("red")), ("Color", .integer(1)),
    ] as [(String, JSONValue)]
)
func leavesThatDoNotFitAreErrors(_ type: String, _ value: JSONValue) throws {
    #expect(try complete(.leaf(value), as: type) == failed)
    #expect(try complete(.leaf(value), as: "\(type)!") == ResponseOutline(data: "null", errors: ["field"]))
}

@Test(arguments: ["Int", "Float", "String", "Boolean", "ID", "Color", "Any", "[Int]"])
func nullIsNull(_ type: String) throws {
    #expect(try complete(.null, as: type) == data("null"))
    #expect(try complete(.null, as: "\(type)!") == ResponseOutline(data: "null", errors: ["field"]))
}

@Test func aLeafThatIsNullCountsAsNull() throws {
    #expect(try complete(.leaf(.null), as: "Int") == data("null"))
    #expect(try complete(.leaf(.null), as: "Any!") == ResponseOutline(data: "null", errors: ["field"]))
}

// MARK: Lists (3.11, 6.4.3)

@Test(
    arguments: [
        ("[Int]", .list([.number(1), .null, .number(3)]), data("[1,null,3]")),
        ("[Int]", .list([]), data("[]")),
        ("[[Int]]", .list([.list([.number(1)]), .null, .list([])]), data("[[1],null,[]]")),
        ("[Int]", .number(1), failed),
        ("Int", .list([.number(1)]), failed),
        ("[[Int]]", .list([.number(1)]), ResponseOutline(data: #"{"field":[null]}"#, errors: ["field.0"])),
        (
            "[Int]", .list([.number(1), .text("x"), .text("y")]),
            ResponseOutline(data: #"{"field":[1,null,null]}"#, errors: ["field.1", "field.2"])
        ),
    ] as [(String, ResolvedValue<Record>, ResponseOutline)]
)
func listsAreCompletedItemByItem(_ type: String, _ value: ResolvedValue<Record>, _ expected: ResponseOutline) throws {
    #expect(try complete(value, as: type) == expected)
}

// MARK: Objects and abstract types (6.4.3)

@Test(arguments: [
    ("Dog", "Dog", data(#"{"__typename":"Dog"}"#)), ("Animal", "Dog", data(#"{"__typename":"Dog"}"#)),
    ("Pet", "Cat", data(#"{"__typename":"Cat"}"#)),
    // Cat is no Animal; Animal and Pet are no object types; Bird is no type; the empty one throws.
    ("Animal", "Cat", failed), ("Animal", "Animal", failed), ("Pet", "Pet", failed), ("Pet", "Bird", failed),
    ("Pet", "", failed),
])
func abstractTypesResolveToPossibleObjectTypes(_ type: String, _ actual: String, _ expected: ResponseOutline) throws {
    #expect(try complete(.record(actual), as: type, selecting: "{ __typename }") == expected)
}

@Test func anObjectWhereALeafBelongsIsAnError() throws {
    #expect(try complete(.record("Dog"), as: "Int") == failed)
    #expect(try complete(.number(1), as: "Dog", selecting: "{ name }") == failed)
    #expect(try complete(.list([.record("Dog")]), as: "Dog", selecting: "{ name }") == failed)
}
