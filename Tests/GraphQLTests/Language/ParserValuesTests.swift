import Testing

@testable import GraphQL

@Test(arguments: [
    ("$a", "$a"), ("1", "1"), ("-1.50e3", "-1.50e3"), ("\"a\\u0062\"", "\"ab\""),
    ("\"\"\" a \"\"\"", "\" a \""),
    ("true", "true"), ("false", "false"), ("null", "null"), ("A", "A"), ("truely", "truely"),
    ("[]", "[]"), ("{}", "{}"), ("[1,[2],$a]", "[1, [2], $a]"), ("{a:1 b:{c:null}}", "{ a: 1, b: { c: null } }"),
    ("{a: 1, a: 2}", "{ a: 1, a: 2 }"), ("90071992547409931234567890", "90071992547409931234567890"),
])
func valuesOfEveryKindAreParsed(_ text: String, _ printed: String) throws {
    #expect((try Parser.parseValue(text)).description == printed)
}

@Test(arguments: ["$a", "[$a]", "{a: $a}", "[{a: [$a]}]"])
func constantsHoldNoVariables(_ text: String) {
    #expect(throws: Never.self) { try Parser.parseValue(text) }
    #expect(throws: GraphQLError.self) { try Parser.parseConstValue(text) }
}

@Test(arguments: [
    ("", "1:1 Syntax error: expected a value, found the end of the text."),
    ("1 2", "1:3 Syntax error: expected the end of the text, found the number 2."),
    ("[1", "1:3 Syntax error: the text ends, but the `[` at line 1, column 1 is not closed; expected a value."),
    ("[1}", "1:3 Syntax error: expected a value, found `}`. The `[` at line 1, column 1 is not closed."),
    ("{a}", "1:3 Syntax error: expected `:` and the value of `a`, found `}`."),
    (
        "{a: 1",
        "1:6 Syntax error: the text ends, but the `{` at line 1, column 1 is not closed; "
            + "expected the name of an input field."
    ),
    ("{1: 2}", "1:2 Syntax error: expected the name of an input field, found the number 1."),
    ("$", "1:2 Syntax error: expected the variable's name after `$`, found the end of the text."),
    ("@a", "1:1 Syntax error: expected a value, found `@`."),
])
func malformedValuesAreRejected(_ text: String, _ expected: String) {
    #expect(syntaxError { () throws(GraphQLError) in _ = try Parser.parseValue(text) } == expected)
}

@Test(arguments: ["T", "T!", "[T]", "[T!]", "[T]!", "[T!]!", "[[[T!]!]]!"])
func typesAreParsed(_ text: String) throws {
    #expect(try Parser.parseType(text).description == text)
}

@Test(arguments: ["", "!", "T!!", "[T!]!!", "[T", "T]", "[]", "[T, U]", "[T] U", "$T", "{T}"])
func malformedTypesAreRejected(_ text: String) {
    let error = #expect(throws: GraphQLError.self) { try Parser.parseType(text) }
    #expect(error?.code == .parseFailed)
    #expect(error?.locations.count == 1)
}
