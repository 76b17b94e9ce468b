import Testing

@testable import GraphQL

/// Each change as `severity KIND coordinate`.
private func changes(_ old: String, _ new: String) throws -> [String] {
    func schema(_ sdl: String) throws -> Schema {
        let query = sdl.contains("Query") ? "" : "type Query { q: Int }\n"
        return try SchemaBuilder.build([try Parser.parseDocument(query + sdl)])
    }
    return try SchemaComparison.changes(from: schema(old), to: schema(new)).map {
        "\($0.severity.rawValue) \($0.kind) \($0.coordinate)"
    }
}

@Test(
    arguments: [
        ("type A { a: Int }", "type A { a: Int }", []),
        // Types.
        ("type A { a: Int }", "", ["breaking TYPE_REMOVED A"]),
        ("", "type A { a: Int }", ["safe TYPE_ADDED A"]),
        ("type A { a: Int }", "interface A { a: Int }", ["breaking TYPE_CHANGED_KIND A"]),
        ("scalar A", "enum A { X }", ["breaking TYPE_CHANGED_KIND A"]),
        (#"scalar A @specifiedBy(url: "https://a.example")"#, "scalar A", ["dangerous SPECIFIED_BY_CHANGED A"]),
        // Fields.
        ("type A { a: Int b: Int }", "type A { a: Int }", ["breaking FIELD_REMOVED A.b"]),
        ("type A { a: Int }", "type A { a: Int b: Int }", ["safe FIELD_ADDED A.b"]),
        ("type A { a: Int }", "type A { a: String }", ["breaking FIELD_CHANGED_KIND A.a"]),
        ("type A { a: Int }", "type A { a: Int! }", ["safe FIELD_CHANGED_KIND_SAFE A.a"]),
        ("type A { a: Int! }", "type A { a: Int }", ["breaking FIELD_CHANGED_KIND A.a"]),
        ("type A { a: [Int] }", "type A { a: [Int!]! }", ["safe FIELD_CHANGED_KIND_SAFE A.a"]),
        ("type A { a: [Int!] }", "type A { a: [Int]! }", ["breaking FIELD_CHANGED_KIND A.a"]),
        ("type A { a: Int }", "type A { a: [Int] }", ["breaking FIELD_CHANGED_KIND A.a"]),
        // Interfaces.
        (
            "interface I { a: Int } type A implements I { a: Int }", "interface I { a: Int } type A { a: Int }",
            ["breaking IMPLEMENTED_INTERFACE_REMOVED A"]
        ),
        (
            "interface I { a: Int } type A { a: Int }", "interface I { a: Int } type A implements I { a: Int }",
            ["dangerous IMPLEMENTED_INTERFACE_ADDED A"]
        ),
        // Unions and enums.
        (
            "type A { a: Int } type B { a: Int } union U = A | B", "type A { a: Int } type B { a: Int } union U = A",
            ["breaking TYPE_REMOVED_FROM_UNION U"]
        ),
        (
            "type A { a: Int } type B { a: Int } union U = A", "type A { a: Int } type B { a: Int } union U = B | A",
            ["dangerous TYPE_ADDED_TO_UNION U"]
        ),
        ("enum E { X Y }", "enum E { X }", ["breaking VALUE_REMOVED_FROM_ENUM E.Y"]),
        ("enum E { X }", "enum E { Y X }", ["dangerous VALUE_ADDED_TO_ENUM E.Y"]),
        // Arguments.
        ("type A { a(x: Int): Int }", "type A { a: Int }", ["breaking ARG_REMOVED A.a(x:)"]),
        ("type A { a: Int }", "type A { a(x: Int): Int }", ["dangerous OPTIONAL_ARG_ADDED A.a(x:)"]),
        ("type A { a: Int }", "type A { a(x: Int! = 1): Int }", ["dangerous OPTIONAL_ARG_ADDED A.a(x:)"]),
        ("type A { a: Int }", "type A { a(x: Int!): Int }", ["breaking REQUIRED_ARG_ADDED A.a(x:)"]),
        ("type A { a(x: Int): Int }", "type A { a(x: String): Int }", ["breaking ARG_CHANGED_KIND A.a(x:)"]),
        ("type A { a(x: Int): Int }", "type A { a(x: Int!): Int }", ["breaking ARG_CHANGED_KIND A.a(x:)"]),
        ("type A { a(x: Int!): Int }", "type A { a(x: Int): Int }", ["safe ARG_CHANGED_KIND_SAFE A.a(x:)"]),
        ("type A { a(x: [Int!]!): Int }", "type A { a(x: [Int]): Int }", ["safe ARG_CHANGED_KIND_SAFE A.a(x:)"]),
        ("type A { a(x: Int): Int }", "type A { a(x: [Int]): Int }", ["breaking ARG_CHANGED_KIND A.a(x:)"]),
        (
            "type A { a(x: Int = 1): Int }", "type A { a(x: Int = 2): Int }",
            ["dangerous ARG_DEFAULT_VALUE_CHANGE A.a(x:)"]
        ),
        ("type A { a(x: Int = 1): Int }", "type A { a(x: Int): Int }", ["dangerous ARG_DEFAULT_VALUE_CHANGE A.a(x:)"]),
        (
            "type A { a(x: Int! = 1): Int }", "type A { a(x: Int!): Int }",
            ["breaking ARG_DEFAULT_VALUE_REMOVED A.a(x:)"]
        ),
        // Input objects.
        ("input I { a: Int b: Int }", "input I { a: Int }", ["breaking FIELD_REMOVED I.b"]),
        ("input I { a: Int }", "input I { a: Int b: Int }", ["dangerous OPTIONAL_INPUT_FIELD_ADDED I.b"]),
        ("input I { a: Int }", "input I { a: Int b: Int! }", ["breaking REQUIRED_INPUT_FIELD_ADDED I.b"]),
        ("input I { a: Int }", "input I { a: Int! }", ["breaking FIELD_CHANGED_KIND I.a"]),
        ("input I { a: Int! }", "input I { a: Int }", ["safe FIELD_CHANGED_KIND_SAFE I.a"]),
        ("input I { a: Int = 1 }", "input I { a: Int = 2 }", ["dangerous INPUT_FIELD_DEFAULT_VALUE_CHANGE I.a"]),
        ("input I { a: Int }", "input I @oneOf { a: Int }", ["breaking ONE_OF_ADDED I"]),
        ("input I @oneOf { a: Int }", "input I { a: Int }", ["safe ONE_OF_REMOVED I"]),
        (
            "input I { a: Int b: Int } type A { f(i: I = {a: 1, b: 2}): Int }",
            "input I { a: Int b: Int } type A { f(i: I = {b: 2, a: 1}): Int }", []
        ),
        // Directives.
        ("directive @d on FIELD", "", ["breaking DIRECTIVE_REMOVED @d"]),
        ("", "directive @d on FIELD", ["safe DIRECTIVE_ADDED @d"]),
        ("directive @d on FIELD | QUERY", "directive @d on FIELD", ["breaking DIRECTIVE_LOCATION_REMOVED @d"]),
        ("directive @d on FIELD", "directive @d on QUERY | FIELD", ["safe DIRECTIVE_LOCATION_ADDED @d"]),
        ("directive @d repeatable on FIELD", "directive @d on FIELD", ["breaking DIRECTIVE_REPEATABLE_REMOVED @d"]),
        ("directive @d on FIELD", "directive @d repeatable on FIELD", ["safe DIRECTIVE_REPEATABLE_ADDED @d"]),
        ("directive @d(a: Int) on FIELD", "directive @d on FIELD", ["breaking DIRECTIVE_ARG_REMOVED @d(a:)"]),
        ("directive @d on FIELD", "directive @d(a: Int!) on FIELD", ["breaking REQUIRED_DIRECTIVE_ARG_ADDED @d(a:)"]),
        ("directive @d on FIELD", "directive @d(a: Int) on FIELD", ["safe OPTIONAL_DIRECTIVE_ARG_ADDED @d(a:)"]),
        ("directive @d(a: Int) on FIELD", "directive @d(a: Int!) on FIELD", ["breaking ARG_CHANGED_KIND @d(a:)"]),
        // Roots, descriptions, deprecations.
        (
            "type Query { a: Int } type M { a: Int } schema { query: Query mutation: M }",
            "type Query { a: Int } type M { a: Int } schema { query: Query }", ["breaking ROOT_TYPE_REMOVED M"]
        ),
        (
            "type Query { a: Int } type M { a: Int }",
            "type Query { a: Int } type M { a: Int } schema { query: M }", ["breaking ROOT_TYPE_CHANGED M"]
        ),
        (
            "type Query { a: Int }", "type Query { a: Int } type Mutation { b: Int }",
            ["safe ROOT_TYPE_ADDED Mutation", "safe TYPE_ADDED Mutation"]
        ),
        (
            "type A { a: Int }", #""x" type A { "y" a: Int }"#,
            ["safe DESCRIPTION_CHANGED A", "safe DESCRIPTION_CHANGED A.a"]
        ),
        ("type A { a: Int }", "type A { a: Int @deprecated }", ["safe DEPRECATION_ADDED A.a"]),
        ("enum E { X Y @deprecated }", "enum E { X Y }", ["safe DEPRECATION_REMOVED E.Y"]),
        // Breaking ones come first.
        (
            "type A { a: Int b: Int } enum E { X }", "type A { b: Int c: Int } enum E { X Y }",
            ["breaking FIELD_REMOVED A.a", "dangerous VALUE_ADDED_TO_ENUM E.Y", "safe FIELD_ADDED A.c"]
        ),
    ] as [(String, String, [String])]
)
func changesAreClassified(_ old: String, _ new: String, _ expected: [String]) throws {
    #expect(try changes(old, new) == expected)
}
