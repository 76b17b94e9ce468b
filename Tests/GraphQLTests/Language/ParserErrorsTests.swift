import Testing

@testable import GraphQL

@Test(arguments: [
    ("", "1:1 Syntax error: the document is empty; expected an operation, such as `{ viewer { email } }`."),
    ("{ }", "1:3 Syntax error: `{}` is empty; expected at least one field."),
    (
        "{ a() }",
        "1:5 Syntax error: `()` is empty; expected an argument, such as `first: 10`; leave the brackets out if there is none."
    ),
    (
        "query Q {\n  a {\n    b\n",
        "4:1 Syntax error: the text ends, but the `{` at line 2, column 5 is not closed; expected a field's name."
    ),
    (
        "{ a(b: 1 }",
        "1:10 Syntax error: expected an argument's name, found `}`. The `(` at line 1, column 4 is not closed."
    ),
    (
        "{ a } }",
        "1:7 Syntax error: expected an operation, a fragment or a type definition, found `}`. No `{` is open here."
    ),
    (
        "{ a(b = 1) }",
        "1:7 Syntax error: expected `:` and the value of `b`, found `=`. A value follows its name after `:`."
    ),
    ("{ a(b 1) }", "1:7 Syntax error: expected `:` and the value of `b`, found the number 1."),
    ("query Q(id: ID!) { a }", "1:9 Syntax error: expected `$` before the variable's name, found the name `id`."),
    (
        "{ \"query\": \"{ a }\" }",
        "1:3 Syntax error: expected a field's name, found a string. "
            + "If this is a JSON body, send it as the body of the request and the document in its `query`."
    ),
    (
        "[{ \"query\": 1 }]",
        "1:1 Syntax error: expected an operation, a fragment or a type definition, found `[`. "
            + "If this is a JSON body, send it as the body of the request and the document in its `query`."
    ),
    (
        "{ a(b: {\"c\": 1}) }",
        "1:9 Syntax error: expected the name of an input field, found a string. Names are written without quotation marks."
    ),
    ("query Q($a: Int!!) { a }", "1:17 Syntax error: a type takes one `!` at most."),
    (
        "\"about\" { a }",
        "1:1 Syntax error: there is a description, but behind it `{`. An operation with a description is written with its keyword, `query`."
    ),
    ("query Q($a: Int = $b) { a }", "1:19 Syntax error: a variable may not stand here; expected a constant value."),
    (
        "\"about\" extend type A { b: C }",
        "1:1 Syntax error: there is a description, but behind it the name `extend`. An extension has no description."
    ),
    (
        "\"about\" order { a }",
        "1:1 Syntax error: there is a description, but behind it the name `order`. Descriptions stand before operations, fragments and type definitions."
    ),
    (
        "fragment on on T { a }",
        "1:10 Syntax error: expected a fragment's name, which may not be `on`, found the name `on`."
    ),
    ("directive @d on FIELDS", "1:17 Syntax error: `FIELDS` is not a directive location."),
    ("enum E { A true }", "1:12 Syntax error: `true` cannot be an enum value."),
    ("{ a(b: 'c') }", "1:8 Syntax error: found `'`; strings are written in double quotes, \"…\"."),
])
func mistakesAreExplainedWhereTheyStand(_ document: String, _ expected: String) {
    #expect(syntaxError(in: document) == expected)
}

@Test func tokensBeyondTheLimitAreCounted() throws {
    let document = "{ " + String(repeating: "a ", count: 30) + "}"
    #expect(syntaxError(in: document, limits: ParserLimits(tokens: 32)) == nil)
    #expect(
        syntaxError(in: document, limits: ParserLimits(tokens: 10))
            == "1:21 The document has 32 tokens; the limit is 10. Split it into several requests."
    )
}

@Test(arguments: [
    ("{ a { b { c { d } } } }", 4),
    ("{ a(b: [[[[1]]]]) }", 5),
    ("{ a(b: {c: {d: {e: 1}}}) }", 4),
    ("query Q($a: [[[[Int]]]]) { a }", 4),
    ("query Q($a: Int = [[[[[]]]]]) { a }", 5),
    ("type A { a(b: [[Int]] = [[[1]]]): [[[[Int]]]] }", 5),
    ("{ ...on A { ... @b(c: [1]) { d } } }", 3),
])
func nestingIsLimited(_ document: String, _ depth: Int) {
    #expect(syntaxError(in: document, limits: ParserLimits(nesting: depth)) == nil)
    let message = syntaxError(in: document, limits: ParserLimits(nesting: depth - 1))
    #expect(message?.hasSuffix("The document nests \(depth) levels deep; the limit is \(depth - 1).") == true)
}

@Test func limitsHaveTheirOwnCodeAndFigures() {
    #expect {
        try Parser.parseDocument("{ a { b } }", limits: ParserLimits(nesting: 1))
    } throws: { error in
        guard let error = error as? GraphQLError else { return false }
        return error.code == .limitExceeded
            && error.details == [JSONMember("limit", .integer(1)), JSONMember("actual", .integer(2))]
    }
}
