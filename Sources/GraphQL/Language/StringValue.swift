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
    static func block(_ token: Token, in lexer: Lexer) -> String {
        var lines: [[UInt8]] = [[]]
        var index = token.start + 3
        let end = token.end - 3
        while index < end {
            let byte = lexer.byte(at: index)
            switch byte {
            case UInt8(ascii: "\\") where index + 3 < end && isTripleQuote(lexer, index + 1):
                lines[lines.count - 1] += [0x22, 0x22, 0x22]
                index += 4
            case 0x0D, 0x0A:
                index += byte == 0x0D && lexer.byte(at: index + 1) == 0x0A ? 2 : 1
                lines.append([])
            default:
                lines[lines.count - 1].append(byte)
                index += 1
            }
        }
        return unindented(lines)
    }

    private static func isTripleQuote(_ lexer: Lexer, _ index: Int) -> Bool {
        lexer.byte(at: index) == 0x22 && lexer.byte(at: index + 1) == 0x22 && lexer.byte(at: index + 2) == 0x22
    }

    private static func unindented(_ lines: [[UInt8]]) -> String {
        func indent(_ line: [UInt8]) -> Int { line.prefix { $0 == 0x20 || $0 == 0x09 }.count }
        func isBlank(_ line: [UInt8]) -> Bool { indent(line) == line.count }
        let common = lines.dropFirst().filter { !isBlank($0) }.map(indent).min() ?? 0
        // Trimmed by index: taking lines away one by one would take quadratic time.
        let first = lines.firstIndex { !isBlank($0) } ?? lines.count
        let last = lines.lastIndex { !isBlank($0) } ?? first - 1
        let result = (first..<last + 1).map { index in
            index == 0 ? lines[0][...] : lines[index].dropFirst(common)
        }
        return String(decoding: Array(result.joined(separator: [0x0A])), as: UTF8.self)
    }
}
