import Testing

@testable import GraphQL

/// Handling execution errors (6.4.4): where the null ends, and which error tells of it.
private let schema = """
    type Query { ok: String item: Item itemN: Item! items: [Item] itemsN: [Item!] itemsNN: [Item!]! deep: [[Int!]!] }
    type Item { ok: String bad: String badN: String! item: Item itemN: Item! nullN: String! items: [Item!] }
    """

private func item(_ fields: [String: ResolvedValue<Record>] = [:]) -> ResolvedValue<Record> {
    let own: [String: ResolvedValue<Record>] = [
        "ok": .text("ok"), "bad": .error("bad"), "badN": .error("badN"), "nullN": .null,
    ]
    return .record("Item", own.merging(fields) { $1 })
}

private func run(_ document: String) throws -> ResponseOutline {
    let nested = item(["itemN": item(), "item": item(["itemN": item()]), "items": .list([item(), item()])])
    let execution = Execution(
        schema: schema,
        query: Record(
            "Query",
            [
                "ok": .text("ok"), "item": nested, "itemN": nested,
                "items": .list([item(), .error("gone"), item()]), "itemsN": .list([item(), item()]),
                "itemsNN": .list([item(), .null]),
                "deep": .list([.list([.number(1)]), .list([.number(2), .null]), .list([.text("x")])]),
            ]
        )
    )
    return try ResponseOutline(execution.run(document))
}

@Test(
    arguments: [
        // In a nullable position: null there, all else stays.
        ("{ ok item { bad ok } }", #"{"ok":"ok","item":{"bad":null,"ok":"ok"}}"#, ["item.bad"]),
        // In a non-null one: the nearest nullable position around.
        ("{ ok item { ok badN } }", #"{"ok":"ok","item":null}"#, ["item.badN"]),
        ("{ ok item { nullN } }", #"{"ok":"ok","item":null}"#, ["item.nullN"]),
        ("{ ok item { itemN { badN } ok } }", #"{"ok":"ok","item":null}"#, ["item.itemN.badN"]),
        ("{ item { ok item { itemN { badN } ok } } }", #"{"item":{"ok":"ok","item":null}}"#, ["item.item.itemN.badN"]),
        // Up to the root: no data.
        ("{ ok itemN { badN } }", "null", ["itemN.badN"]),
        ("{ itemN { itemN { badN } } ok }", "null", ["itemN.itemN.badN"]),
        ("{ itemsNN { ok } ok }", "null", ["itemsNN.1"]),
        // Lists: `[T]` keeps the others, `[T!]` does not.
        ("{ items { ok } }", #"{"items":[{"ok":"ok"},null,{"ok":"ok"}]}"#, ["items.1"]),
        ("{ items { badN } }", #"{"items":[null,null,null]}"#, ["items.0.badN", "items.1", "items.2.badN"]),
        ("{ itemsN { ok badN } ok }", #"{"itemsN":null,"ok":"ok"}"#, ["itemsN.0.badN"]),
        ("{ item { items { badN } ok } }", #"{"item":{"items":null,"ok":"ok"}}"#, ["item.items.0.badN"]),
        ("{ deep }", #"{"deep":null}"#, ["deep.1.1"]),
        // The path has response names, not field names.
        ("{ a: item { b: bad } }", #"{"a":{"b":null}}"#, ["a.b"]),
        ("{ x: itemsN { y: itemN { ok } } }", #"{"x":null}"#, ["x.0.y"]),
        // Errors in places that stay are all told, in order.
        ("{ a: item { bad } b: item { bad ok badN } }", #"{"a":{"bad":null},"b":null}"#, ["a.bad", "b.bad", "b.badN"]),
    ] as [(String, String, [String])]
)
func nullGoesToTheNearestNullablePosition(_ document: String, _ data: String, _ errors: [String]) throws {
    #expect(try run(document) == ResponseOutline(data: data, errors: errors))
}

@Test func anErrorNamesEveryPlaceThatAskedForTheField() throws {
    let execution = Execution(schema: "type Query { a: Int }", query: Record("Query", ["a": .error("no")]))
    let response = try execution.run("{ a\n a ...F }\nfragment F on Query { a }")
    #expect(
        response.contains(
            #""locations":[{"line":1,"column":3},{"line":2,"column":2},{"line":3,"column":23}]"#
        )
    )
}

@Test func anErrorWithAPlaceOfItsOwnKeepsIt() throws {
    let error = GraphQLError("no", code: .forbidden, at: [SourceLocation(line: 9, column: 9)], path: [.key("wrong")])
    let execution = Execution(schema: "type Query { a: Int }", query: Record("Query", ["a": .failure(error)]))
    let response = try execution.run("{ a }")
    #expect(response.contains(#""locations":[{"line":9,"column":9}],"path":["a"],"extensions":{"code":"FORBIDDEN"}"#))
}
