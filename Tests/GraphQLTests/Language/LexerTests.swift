import Testing

@testable import GraphQL

/// The tokens of a text as `kind text` in short, or the error.
private func tokens(_ bytes: [UInt8]) throws(GraphQLError) -> [String] {
    try bytes.withUnsafeBufferPointer { (bytes) throws(GraphQLError) in
        var lexer = Lexer(bytes, source: 0)
        var result: [String] = []
        while true {
            let token = try lexer.next()
            switch token.kind {
            case .endOfFile: return result
            case .punctuator, .spread: result.append(lexer.text(token))
            case let kind: result.append("\(kind) \(lexer.text(token))")
            }
        }
    }
}

private func tokens(_ text: String) throws(GraphQLError) -> [String] { try tokens(Array(text.utf8)) }

private func lexicalError(_ text: String) -> String? {
    syntaxError { () throws(GraphQLError) in _ = try tokens(text) }
}

/// Where the tokens of a text begin, as `line:column`.
private func places(_ text: String) throws -> [String] {
    try Array(text.utf8).withUnsafeBufferPointer { bytes in
        var lexer = Lexer(bytes, source: 0)
        var result: [String] = []
        while true {
            let token = try lexer.next()
            if token.kind == .endOfFile { return result }
            result.append("\(token.location.line):\(token.location.column)")
        }
    }
}

@Test func everyPunctuatorIsAToken() throws {
    let all = ["!", "$", "&", "(", ")", "...", ":", "=", "@", "[", "]", "{", "|", "}"]
    #expect(try tokens(all.joined()) == all)
    #expect(try tokens(all.joined(separator: " ")) == all)
}

@Test(arguments: [
    "a b", "a\tb", "a,b", "a,,,, ,b", "a\nb", "a\rb", "a\r\nb", "a#comment\nb", "a#\u{0}\u{7F}é😀\rb",
    "\u{FEFF}a b", "a\u{FEFF}b", "a \u{FEFF}, b\u{FEFF}", "#only\u{FEFF}comment\na b#last",
])
func whatSeparatesTokensIsIgnored(_ text: String) throws {
    #expect(try tokens(text) == ["name a", "name b"])
}

@Test(arguments: ["", " ", "\n", ",", "\u{FEFF}", "#", "# comment"])
func textsWithoutTokensEndAtOnce(_ text: String) throws {
    #expect(try tokens(text).isEmpty)
}

@Test(arguments: ["a", "_", "__", "A9", "_9z", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
func namesAreAsLongAsPossible(_ name: String) throws {
    #expect(try tokens(name) == ["name \(name)"])
    #expect(try tokens("\(name)!") == ["name \(name)", "!"])
}

@Test(arguments: ["0", "-0", "1", "-1", "10", "9007199254740993123456789"])
func integersAreTokens(_ number: String) throws {
    #expect(try tokens(number) == ["int \(number)"])
    #expect(try tokens("[\(number),]") == ["[", "int \(number)", "]"])
}

@Test(arguments: ["0.0", "-0.5", "1.25", "1e1", "1E-1", "1e+10", "-12.50E007", "0e0"])
func floatsAreTokens(_ number: String) throws {
    #expect(try tokens(number) == ["float \(number)"])
}

@Test(arguments: [
    ("00", "1:1 Syntax error: a number has no leading zeros."),
    ("-01", "1:1 Syntax error: a number has no leading zeros."),
    ("-", "1:2 Syntax error: a number needs a digit here."),
    ("-a", "1:2 Syntax error: a number needs a digit here."),
    ("+1", "1:1 Syntax error: found `+`; a number has no plus sign."),
    (".5", "1:1 Syntax error: found `.`; a number has a digit before its decimal point."),
    ("1.", "1:3 Syntax error: the fraction of a number needs a digit here."),
    ("1.e1", "1:3 Syntax error: the fraction of a number needs a digit here."),
    ("1..2", "1:3 Syntax error: the fraction of a number needs a digit here."),
    ("1e", "1:3 Syntax error: the exponent of a number needs a digit here."),
    ("1e+", "1:4 Syntax error: the exponent of a number needs a digit here."),
    ("1e5.", "1:4 Syntax error: a number may not be followed by `.`."),
    ("1.2.3", "1:4 Syntax error: a number may not be followed by `.`."),
    ("1.2a", "1:4 Syntax error: a number may not be followed by `a`."),
    ("1a", "1:2 Syntax error: a number may not be followed by `a`."),
    ("1_000", "1:2 Syntax error: a number may not be followed by `_`."),
    ("0x1", "1:2 Syntax error: a number may not be followed by `x`."),
])
func malformedNumbersAreRejected(_ text: String, _ expected: String) {
    #expect(lexicalError(text) == expected)
}

@Test(arguments: [
    (".", "1:1 Syntax error: found `.`; a fragment spread has three dots, `...`."),
    ("a ..b", "1:3 Syntax error: found `.`; a fragment spread has three dots, `...`."),
    ("…a", "1:1 Syntax error: found `…`; a fragment spread has three single dots, `...`."),
    ("a;", "1:2 Syntax error: found `;`; GraphQL needs no separators between definitions or fields."),
    ("'a'", "1:1 Syntax error: found `'`; strings are written in double quotes, \"…\"."),
    ("“a”", "1:1 Syntax error: found a typographic quote; strings are written in straight double quotes, \"…\"."),
    ("a\u{A0}b", "1:2 Syntax error: found a no-break space; use an ordinary space."),
    ("a %", "1:3 Syntax error: found `%`, which begins no token."),
    ("a\n é", "2:2 Syntax error: found the character U+00E9, which may stand only in strings and comments."),
    ("\u{0}", "1:1 Syntax error: found the character U+0000, which may stand only in strings and comments."),
    ("\u{7F}", "1:1 Syntax error: found the character U+007F, which may stand only in strings and comments."),
    ("\u{2028}", "1:1 Syntax error: found the character U+2028, which may stand only in strings and comments."),
    ("😀", "1:1 Syntax error: found the character U+1F600, which may stand only in strings and comments."),
    ("\u{B}", "1:1 Syntax error: found the character U+000B, which may stand only in strings and comments."),
])
func strayCharactersAreRejected(_ text: String, _ expected: String) {
    #expect(lexicalError(text) == expected)
}

@Test(arguments: [
    ("\"abc", "1:1 Syntax error: this string is not closed."),
    ("a \"b\\\"", "1:3 Syntax error: this string is not closed."),
    ("\"\\", "1:1 Syntax error: this string is not closed."),
    (
        "\"a\nb\"",
        "1:1 Syntax error: this string is not closed on its line; a text of several lines is written in \"\"\"…\"\"\"."
    ),
    (
        "\"a\rb\"",
        "1:1 Syntax error: this string is not closed on its line; a text of several lines is written in \"\"\"…\"\"\"."
    ),
    ("\n \"\"\"a\n\"\"", "2:2 Syntax error: this block string is not closed; it ends with \"\"\"."),
    ("\"\"\"a\\\"\"\"", "1:1 Syntax error: this block string is not closed; it ends with \"\"\"."),
])
func unterminatedStringsAreReportedWhereTheyBegin(_ text: String, _ expected: String) {
    #expect(lexicalError(text) == expected)
}

@Test func linesEndAtAnyOfTheThreeTerminators() throws {
    #expect(try places("a\nb\rc\r\nd\n\re") == ["1:1", "2:1", "3:1", "4:1", "6:1"])
}

@Test func columnsCountScalars() throws {
    #expect(try places("\"é😀\" a #é\n  b") == ["1:1", "1:6", "2:3"])
    #expect(try places("\"\"\"é\n é\"\"\" a") == ["1:1", "2:7"])
    #expect(try places("\u{FEFF}a") == ["1:2"])
}

@Test(arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
func bytesThatAreNoUTF8AreRejectedEverywhere(_ bytes: [UInt8]) {
    for frame in [("a ", ""), ("a #", "\n"), ("a \"", "\""), ("a \"\"\"", "\"\"\"")] {
        let text = Array(frame.0.utf8) + bytes + Array(frame.1.utf8)
        let error = syntaxError { () throws(GraphQLError) in _ = try tokens(text) }
        #expect(error == "1:\(frame.0.count + 1) Syntax error: the document is not valid UTF-8.")
    }
}

@Test func everyShortTextIsReadWithoutACrash() {
    let alphabet: [UInt8] = Array("a0.-\"\\{\n\r#e".utf8) + [0xEF, 0xBB, 0xBF, 0x00]
    var accepted = 0
    func extend(_ text: [UInt8], _ length: Int) {
        if (try? tokens(text)) != nil { accepted += 1 }
        guard length > 0 else { return }
        for byte in alphabet { extend(text + [byte], length - 1) }
    }
    extend([], 4)
    #expect(accepted > 1_000)
}

@Test func everyTextOfFiveOfTheTrickiestBytesIsReadWithoutACrash() {
    let alphabet = Array("\"\\u.0-\r".utf8)
    var texts: [[UInt8]] = [[]]
    for _ in 0..<5 { texts = texts.flatMap { text in alphabet.map { text + [$0] } } }
    var accepted = 0
    for text in texts where (try? tokens(text)) != nil { accepted += 1 }
    #expect(accepted > 0)
}
