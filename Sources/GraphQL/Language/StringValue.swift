/// The value of string tokens: escapes resolved, block strings with their indentation removed.
enum StringValue {
    /// `StringValue : " StringCharacter* "` (2.10.4). The token was scanned, so only escapes can be wrong.
    static func unescape(_ token: Token, in lexer: Lexer) throws(GraphQLError) -> String {
        var result: [UInt8] = []
        var index = token.start + 1
        let end = token.end - 1
        result.reserveCapacity(end - index)
        while index < end {
            let byte = lexer.byte(at: index)
            if byte != UInt8(ascii: "\\") {
                result.append(byte)
                index += 1
                continue
            }
            let escape = index
            index += 1
            switch lexer.byte(at: index) {
            case UInt8(ascii: "\""): result.append(0x22)
            case UInt8(ascii: "\\"): result.append(0x5C)
            case UInt8(ascii: "/"): result.append(0x2F)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = try unicodeEscape(at: &index, of: escape, in: token, end: end, lexer: lexer)
                result += Array(String(scalar).utf8)
                continue
            default:
                throw lexer.error(
                    "this string has an unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX and \\u{…}.",
                    at: lexer.location(at: escape, in: token)
                )
            }
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `\uXXXX`, a surrogate pair of two of them, or `\u{X…}`; `index` is at the `u` and ends up behind the escape.
    private static func unicodeEscape(
        at index: inout Int,
        of escape: Int,
        in token: Token,
        end: Int,
        lexer: Lexer
    ) throws(GraphQLError) -> UnicodeScalar {
        // Only here is the place counted: it takes a look at the whole string.
        func fail(_ message: String) -> GraphQLError { lexer.error(message, at: lexer.location(at: escape, in: token)) }
        func fourDigits(_ start: Int) -> UInt32? {
            guard start + 4 <= end else { return nil }
            var value: UInt32 = 0
            for offset in 0..<4 {
                guard let digit = lexer.byte(at: start + offset).hexValue else { return nil }
                value = value << 4 | digit
            }
            return value
        }
        index += 1
        if lexer.byte(at: index) == UInt8(ascii: "{") {
            index += 1
            var value: UInt32 = 0
            var count = 0
            while index < end, let digit = lexer.byte(at: index).hexValue {
                value = min(value << 4 | digit, 0x110000)
                count += 1
                index += 1
            }
            guard count > 0, index < end, lexer.byte(at: index) == UInt8(ascii: "}"), let scalar = UnicodeScalar(value)
            else { throw fail("\\u{…} needs the hexadecimal number of a Unicode scalar value, at most 10FFFF.") }
            index += 1
            return scalar
        }
        guard let leading = fourDigits(index) else { throw fail("\\u needs four hexadecimal digits, or \\u{…}.") }
        index += 4
        guard (0xD800...0xDFFF).contains(leading) else {
            // Every value outside the surrogates is a scalar value.
            return UnicodeScalar(leading) ?? "\u{FFFD}"
        }
        guard leading < 0xDC00, lexer.byte(at: index) == UInt8(ascii: "\\"),
            lexer.byte(at: index + 1) == UInt8(ascii: "u"),
            let trailing = fourDigits(index + 2), (0xDC00...0xDFFF).contains(trailing),
            let scalar = UnicodeScalar(0x10000 + (leading - 0xD800) << 10 + (trailing - 0xDC00))
        else { throw fail("a surrogate stands alone; write both halves, \\uD83D\\uDE00, or \\u{1F600}.") }
        index += 6
        return scalar
    }

    /// `BlockStringValue(rawValue)` (2.10.4).
    ///
    /// Looks at the text twice instead of keeping its lines, for there may be very many.
    static func block(_ token: Token, in lexer: Lexer) -> String {
        var common: Int?
        var first: Int?
        var last = 0
        forEachLine(of: token, in: lexer) { number, start, end in
            let text = indented(lexer, start, end)
            if text == end { return }
            if number > 0 { common = min(common ?? .max, text - start) }
            first = first ?? number
            last = number
        }
        guard let first else { return "" }
        var result: [UInt8] = []
        result.reserveCapacity(token.end - token.start)
        forEachLine(of: token, in: lexer) { number, start, end in
            guard (first...last).contains(number) else { return }
            if number > first { result.append(0x0A) }
            var index = number == 0 ? start : min(start + (common ?? 0), end)
            while index < end {
                // A backslash escapes three quotation marks and nothing else.
                if lexer.byte(at: index) == UInt8(ascii: "\\"), index + 3 < end, isTripleQuote(lexer, index + 1) {
                    index += 1
                    result += [0x22, 0x22]
                    index += 2
                }
                result.append(lexer.byte(at: index))
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Calls back with the number, the start and the end of each line between the quotation marks.
    private static func forEachLine(of token: Token, in lexer: Lexer, _ body: (Int, Int, Int) -> Void) {
        let end = token.end - 3
        var number = 0
        var start = token.start + 3
        var index = start
        while index < end {
            let byte = lexer.byte(at: index)
            index += 1
            guard byte == 0x0A || byte == 0x0D else { continue }
            body(number, start, index - 1)
            if byte == 0x0D && index < end && lexer.byte(at: index) == 0x0A { index += 1 }
            number += 1
            start = index
        }
        body(number, start, end)
    }

    /// Where the white space at the front of a line ends.
    private static func indented(_ lexer: Lexer, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, lexer.byte(at: index) == 0x20 || lexer.byte(at: index) == 0x09 { index += 1 }
        return index
    }

    private static func isTripleQuote(_ lexer: Lexer, _ index: Int) -> Bool {
        lexer.byte(at: index) == 0x22 && lexer.byte(at: index + 1) == 0x22 && lexer.byte(at: index + 2) == 0x22
    }
}
