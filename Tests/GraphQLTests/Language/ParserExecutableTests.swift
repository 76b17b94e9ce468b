import Testing

@testable import GraphQL

/// The operation of a document that holds only one.
private func operation(_ document: String) throws -> AST.OperationDefinition {
    let definition = try #require(try Parser.parseDocument(document).definitions.first)
    guard case .operation(let operation) = definition else { throw WrongDefinition() }
    return operation
}

private struct WrongDefinition: Error {}

@Test func theShortFormIsAnAnonymousQuery() throws {
    let query = try operation("{ a }")
    #expect(query.operation == .query)
    #expect(query.name == nil && query.description == nil)
    #expect(query.variables.isEmpty && query.directives.isEmpty)
}

@Test(arguments: AST.OperationType.allCases)
func operationsMayHaveEveryPart(_ type: AST.OperationType) throws {
    let operation = try operation("\"about\" \(type.rawValue) Q(\"v\" $a: Int = 1 @c, $b: [T!]!) @d(e: $a) { f }")
    #expect(operation.operation == type)
    #expect(operation.description?.text == "about")
    #expect(operation.name?.text == "Q")
    #expect(operation.variables.map(\.name.text) == ["a", "b"])
    #expect(operation.variables[0].description?.text == "v")
    #expect(operation.variables[0].directives.map(\.name.text) == ["c"])
    #expect(operation.variables[1].type.description == "[T!]!")
    #expect(operation.directives.map(\.name.text) == ["d"])
}

@Test func fieldsHaveAliasArgumentsDirectivesAndSelections() throws {
    let selections = try operation("{ x: a(b: 1, c: $d) @e @e(f: 2) { g } }").selectionSet.selections
    guard case .field(let field) = selections.first else { throw WrongDefinition() }
    #expect(field.responseName == "x")
    #expect(field.name.text == "a")
    #expect(field.arguments.map(\.name.text) == ["b", "c"])
    #expect(field.directives.map { $0.arguments.count } == [0, 1])
    #expect(field.selectionSet?.selections.count == 1)
}

@Test func spreadsAndInlineFragmentsAreToldApart() throws {
    let text = "{ ...F @a ... on T @b { c } ... @d { e } ... { f } ...onward ...query }"
    let kinds = try operation(text).selectionSet.selections.map { selection in
        switch selection {
        case .field(let field): "field \(field.name.text)"
        case .fragmentSpread(let spread): "spread \(spread.name.text) \(spread.directives.count)"
        case .inlineFragment(let inline): "inline \(inline.typeCondition?.text ?? "-") \(inline.directives.count)"
        }
    }
    #expect(kinds == ["spread F 1", "inline T 1", "inline - 1", "inline - 0", "spread onward 0", "spread query 0"])
}

@Test func everyNodeKnowsWhereItStands() throws {
    let query = try operation("query Q($a: [Int]) @b {\n  x: c(d: $a)\n  ...F\n  ... on T { e }\n}")
    #expect(query.location == SourceLocation(line: 1, column: 1))
    #expect(query.name?.location == SourceLocation(line: 1, column: 7))
    #expect(query.variables[0].name.location == SourceLocation(line: 1, column: 9))
    #expect(query.variables[0].type.namedType.location == SourceLocation(line: 1, column: 14))
    #expect(query.directives[0].location == SourceLocation(line: 1, column: 20))
    #expect(query.selectionSet.location == SourceLocation(line: 1, column: 23))
    guard case .field(let field) = query.selectionSet.selections[0],
        case .fragmentSpread(let spread) = query.selectionSet.selections[1],
        case .inlineFragment(let inline) = query.selectionSet.selections[2]
    else { throw WrongDefinition() }
    #expect(field.location == SourceLocation(line: 2, column: 3))
    #expect(field.name.location == SourceLocation(line: 2, column: 6))
    #expect(field.arguments[0].value.location == SourceLocation(line: 2, column: 11))
    #expect(spread.location == SourceLocation(line: 3, column: 3))
    #expect(inline.location == SourceLocation(line: 4, column: 3))
}

@Test func locationsNameTheirSource() throws {
    let document = try Parser.parseDocument("type A", source: 7)
    guard case .type(let type) = document.definitions[0] else { throw WrongDefinition() }
    #expect(type.location.source == 7 && type.name.location.source == 7)
    let error = #expect(throws: GraphQLError.self) { try Parser.parseDocument("%", source: 7) }
    #expect(error?.locations == [SourceLocation(line: 1, column: 1, source: 7)])
}

@Test(arguments: [
    "{ query mutation subscription fragment on true false null type input enum schema extend repeatable }",
    "query query($type: input = {on: enum, fragment: true}) @on(fragment: $type) { on(on: on) }",
    "fragment fragment on on { on }",
    "fragment type on type { a }",
    "{ a(true: 1, null: 2) { on: on ... on on { on } } }",
    "type type implements interface & on { type(input: input): enum union: union }",
    "enum enum { enum on type } input input { input: input = extend } union union = union | type",
    "directive @directive(on: on) on FIELD scalar scalar interface on",
])
func keywordsAreNamesLikeOthers(_ document: String) {
    #expect(syntaxError(in: document) == nil)
}

@Test func definitionsOfAllKindsMayStandInOneDocument() throws {
    let document = try Parser.parseDocument(
        "type A { b: C } query Q { a } { b } fragment F on A { b } extend type A @d"
    )
    #expect(document.definitions.count == 5)
}

@Test(arguments: [
    ("query Q() { a }", "1:9 Syntax error: `()` is empty; expected a variable, such as `$first: Int`."),
    ("query Q { }", "1:11 Syntax error: `{}` is empty; expected at least one field."),
    ("{ a { } }", "1:7 Syntax error: `{}` is empty; expected at least one field."),
    ("query Q", "1:8 Syntax error: expected `{` and the fields to select, found the end of the text."),
    ("query Q Q { a }", "1:9 Syntax error: expected `{` and the fields to select, found the name `Q`."),
    ("query Q @d ($a: B) { a }", "1:13 Syntax error: expected an argument's name, found `$`."),
    ("query Q($a Int) { a }", "1:12 Syntax error: expected `:` and the type of `$a`, found the name `Int`."),
    ("query Q($a: Int @d = 1) { a }", "1:20 Syntax error: expected a variable, such as `$first: Int`, found `=`."),
    ("query Q($: Int) { a }", "1:10 Syntax error: expected the variable's name, found `:`."),
    (
        "query Q($a: Int @d(e: $a)) { a }",
        "1:23 Syntax error: a variable may not stand here; expected a constant value."
    ),
    ("{ a: }", "1:6 Syntax error: expected the field's name after its alias, found `}`."),
    ("{ a: b: c }", "1:7 Syntax error: expected a field's name, found `:`."),
    ("{ a @ }", "1:7 Syntax error: expected a directive's name after `@`, found `}`."),
    ("{ ... }", "1:7 Syntax error: expected a fragment's name, `on` and a type, or `{`, found `}`."),
    ("{ ... on { a } }", "1:10 Syntax error: expected a type's name after `on`, found `{`."),
    ("{ ... on T }", "1:12 Syntax error: expected a fragment's name, `on` and a type, or `{`, found `}`."),
    ("fragment F { a }", "1:12 Syntax error: expected `on` and the type that `F` is for, found `{`."),
    ("fragment F($a: Int) on T { a }", "1:11 Syntax error: expected `on` and the type that `F` is for, found `(`."),
    ("a", "1:1 Syntax error: expected an operation, a fragment or a type definition, found the name `a`."),
    (
        "\"about\"",
        "1:8 Syntax error: expected an operation, a fragment or a type definition, found the end of the text."
    ),
    ("{ a 1 }", "1:5 Syntax error: expected a field's name, found the number 1."),
])
func malformedOperationsAreRejected(_ document: String, _ expected: String) {
    #expect(syntaxError(in: document)?.hasPrefix(expected) == true, "\(syntaxError(in: document) ?? "accepted")")
}
