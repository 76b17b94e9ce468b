import GraphQL
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("\u{E9}", "e\u{301}"),
        ("\u{212B}", "\u{C5}"),
        ("a\u{301}\u{323}", "a\u{323}\u{301}"),
    ])
    func textsThatOnlyLookAlikeAreDifferent(one: String, other: String) {
        #expect(one == other, "as Swift sees it")
        #expect(JSONValue.string(one) != .string(other))
        #expect(JSONValue.array([.string(one)]) != .array([.string(other)]))
        #expect(JSONValue.object([JSONMember(one, .null)]) != .object([JSONMember(other, .null)]))
        #expect(JSONValue.object([JSONMember("a", .string(one))]) == .object([JSONMember("a", .string(one))]))
    }

    @Test func valuesOfDifferentKindsAreDifferent() {
        let values: [JSONValue] = [
            .null, .boolean(false), .integer(0), .number("0"), .string("0"), .array([]), .object([]),
        ]
        for (index, one) in values.enumerated() {
            for (place, other) in values.enumerated() { #expect((one == other) == (index == place)) }
        }
    }
}
