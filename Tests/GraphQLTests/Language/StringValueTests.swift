import Testing

@testable import GraphQL

/// The value of a string literal.
private func value(_ literal: String) throws -> String? {
    guard case .string(let text, _) = try Parser.parseConstValue(literal).kind else { return nil }
    return text
}

@Test(arguments: [
    (#""""#, ""),
    (#""a b""#, "a b"),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u00E9""#, "Aéé"),
    (#""\u{41}\u{1F600}\u{00000000000041}\u{10FFFF}""#, "A😀A\u{10FFFF}"),
    (#""\uD83D\uDE00""#, "😀"),
    (#""a\u0000b""#, "a\u{0}b"),
    ("\"\u{0}\u{7}\u{7F}\t\u{2028}\u{FEFF}\"", "\u{0}\u{7}\u{7F}\t\u{2028}\u{FEFF}"),
    ("\"# {not a comment}\"", "# {not a comment}"),
])
func escapesAreResolved(_ literal: String, _ expected: String) throws {
    #expect(try value(literal) == expected)
}

private let unknownEscape =
    #"this string has an unknown escape; known are \" \\ \/ \b \f \n \r \t \uXXXX and \u{…}."#
private let badBraces = #"\u{…} needs the hexadecimal number of a Unicode scalar value, at most 10FFFF."#
private let badDigits = #"\u needs four hexadecimal digits, or \u{…}."#
private let lone = #"a surrogate stands alone; write both halves, \uD83D\uDE00, or \u{1F600}."#

@Test(arguments: [
    (#""ab\q""#, 4, unknownEscape),
    (#""é😀\x41""#, 4, unknownEscape),
    (#""\U0041""#, 2, unknownEscape),
    (#""\u004""#, 2, badDigits),
    (#""\u00G0""#, 2, badDigits),
    (#""\u{}""#, 2, badBraces),
    (#""\u{110000}""#, 2, badBraces),
    (#""\u{D800}""#, 2, badBraces),
    (#""\u{41""#, 2, badBraces),
    (#""\u{FFFFFFFFFFFFFFFFFFFFFFFF}""#, 2, badBraces),
    (#""\uD83D""#, 2, lone),
    (#""a\uDE00""#, 3, lone),
    (#""\uD83D\u0041""#, 2, lone),
    (#""\uD83D\u{DE00}""#, 2, lone),
    (#""\uDE00\uD83D""#, 2, lone),
])
func malformedEscapesAreRejectedWhereTheyStand(_ literal: String, _ column: Int, _ message: String) {
    let error = syntaxError { () throws(GraphQLError) in _ = try Parser.parseConstValue(literal) }
    #expect(error == "1:\(column) Syntax error: \(message)")
}

@Test(arguments: [
    ("", ""),
    ("a", "a"),
    ("  a  ", "  a  "),
    ("\n    Hello,\n      World!\n\n    Yours,\n      GraphQL.\n", "Hello,\n  World!\n\nYours,\n  GraphQL."),
    ("    a\n  b\n    c", "    a\nb\n  c"),
    ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("\n\n  \n  a\n\n\t\n", "a"),
    ("\n\t a\n \tb", "a\nb"),
    ("\n  a\n \n  b", "a\n\nb"),
    ("\n  a\n     \n  b", "a\n   \nb"),
    ("\\n \\u0041 \\ ", "\\n \\u0041 \\ "),
    ("a \\\"\"\" b", "a \"\"\" b"),
    ("a \\\"\"\"", "a \"\"\""),
    ("\"a\" \"\"b", "\"a\" \"\"b"),
    ("\\\\\"\"\"\"a", "\\\"\"\"\"a"),
    ("\u{0}é😀", "\u{0}é😀"),
    (" \n \n", ""),
])
func blockStringsLoseTheirCommonIndentation(_ raw: String, _ expected: String) throws {
    #expect(try value("\"\"\"\(raw)\"\"\"") == expected)
}

@Test func sixQuotesAreOneEmptyBlockString() throws {
    #expect(try value("\"\"\"\"\"\"") == "")
    #expect(outline(try Parser.parseConstValue("[\"\"\"\"\"\" \"\"]")).contains("isBlock:false"))
}
