/// Splits UTF-8 bytes into tokens (specification, section 2.1 and appendix C.1).
///
/// Makes no `String` per token: a token is a range of bytes, and only the parser asks for
/// the text of names and values. Places are counted while scanning, so an error costs no second pass.
struct Lexer {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let source: UInt32
    private(set) var offset = 0
    private var line: UInt32 = 1
    /// Offset of the first byte of this line.
    private var lineStart = 0
    /// UTF-8 continuation bytes seen in this line: they are no columns of their own.
    private var continuations = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, source: UInt32) {
        self.bytes = bytes
        self.source = source
    }

    /// The bytes of a token as text.
    func text(_ token: Token) -> String {
        String(decoding: bytes[token.start..<token.end], as: UTF8.self)
    }

    func byte(at index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    func matches(_ token: Token, _ word: StaticString) -> Bool {
        guard token.end - token.start == word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[token.start + index] != word.utf8Start[index] {
            return false
        }
        return true
    }

    func location(at index: Int) -> SourceLocation {
        SourceLocation(line: line, column: UInt32(index - lineStart - continuations + 1), source: source)
    }

    /// The place of a byte inside a token of one line, of which only the beginning is known.
    func location(at index: Int, in token: Token) -> SourceLocation {
        var location = token.location
        // A column is a scalar: every byte but UTF-8's continuation bytes.
        for offset in token.start..<index where bytes[offset] & 0xC0 != 0x80 { location.column += 1 }
        return location
    }

    func error(_ message: String, at location: SourceLocation) -> GraphQLError {
        GraphQLError("Syntax error: \(message)", code: .parseFailed, at: [location])
    }

    // MARK: Tokens

    mutating func next() throws(GraphQLError) -> Token {
        try skipIgnored()
        let start = offset
        let location = location(at: start)
        guard start < bytes.count else { return Token(kind: .endOfFile, start: start, end: start, location: location) }
        let byte = bytes[start]
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            offset += 1
            return Token(kind: .punctuator(byte), start: start, end: offset, location: location)
        case UInt8(ascii: "."):
            guard self.byte(at: start + 1) == byte, self.byte(at: start + 2) == byte else {
                throw error(
                    self.byte(at: start + 1).isDigit
                        ? "found `.`; a number has a digit before its decimal point."
                        : "found `.`; a fragment spread has three dots, `...`.",
                    at: location
                )
            }
            offset += 3
            return Token(kind: .spread, start: start, end: offset, location: location)
        case UInt8(ascii: "\""):
            let isBlock = self.byte(at: start + 1) == byte && self.byte(at: start + 2) == byte
            try isBlock ? skipBlockString(from: location) : skipString(from: location)
            return Token(kind: isBlock ? .blockString : .string, start: start, end: offset, location: location)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number(at: location)
        default:
            guard byte.isNameStart else { throw unexpectedCharacter(at: location) }
            repeat { offset += 1 } while offset < bytes.count && bytes[offset].isNameContinue
            return Token(kind: .name, start: start, end: offset, location: location)
        }
    }

    /// White space, line ends, comments, commas and U+FEFF, which may stand between any two tokens (2.1.1 to 2.1.6).
    private mutating func skipIgnored() throws(GraphQLError) {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x2C: offset += 1
            case 0x0A, 0x0D: newLine()
            case 0x23:
                while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D { try skipScalar() }
            case 0xEF where byte(at: offset + 1) == 0xBB && byte(at: offset + 2) == 0xBF:
                offset += 3
                continuations += 2
            default: return
            }
        }
    }

    /// Moves behind LF, CR or CRLF.
    private mutating func newLine() {
        offset += bytes[offset] == 0x0D && byte(at: offset + 1) == 0x0A ? 2 : 1
        line += 1
        lineStart = offset
        continuations = 0
    }

    /// Moves behind one Unicode scalar value; bytes that are not UTF-8 are refused (2.1, `SourceCharacter`).
    private mutating func skipScalar() throws(GraphQLError) {
        let length = UTF8Scalar.length(in: bytes, at: offset)
        guard length > 0 else { throw error("the document is not valid UTF-8.", at: location(at: offset)) }
        offset += length
        continuations += length - 1
    }

    private func unexpectedCharacter(at location: SourceLocation) -> GraphQLError {
        guard let scalar = UTF8Scalar.decode(in: bytes, at: offset) else {
            return error("the document is not valid UTF-8.", at: location)
        }
        switch scalar.value {
        case 0x27: return error("found `'`; strings are written in double quotes, \"…\".", at: location)
        case 0x201C, 0x201D, 0x2018, 0x2019:
            return error(
                "found a typographic quote; strings are written in straight double quotes, \"…\".",
                at: location
            )
        case 0xA0: return error("found a no-break space; use an ordinary space.", at: location)
        case 0x2B: return error("found `+`; a number has no plus sign.", at: location)
        case 0x2026: return error("found `…`; a fragment spread has three single dots, `...`.", at: location)
        case 0x3B: return error("found `;`; GraphQL needs no separators between definitions or fields.", at: location)
        case 0x21...0x7E: return error("found `\(scalar)`, which begins no token.", at: location)
        default:
            return error(
                "found the character U+\(hex(scalar.value)), which may stand only in strings and comments.",
                at: location
            )
        }
    }

    private func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    // MARK: Numbers (2.10.1, 2.10.2)

    private mutating func number(at location: SourceLocation) throws(GraphQLError) -> Token {
        let start = offset
        var isFloat = false
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        if byte(at: offset) == UInt8(ascii: "0") {
            offset += 1
            if byte(at: offset).isDigit { throw error("a number has no leading zeros.", at: location) }
        } else {
            try digits("a number")
        }
        if byte(at: offset) == UInt8(ascii: ".") {
            isFloat = true
            offset += 1
            try digits("the fraction of a number")
        }
        if byte(at: offset) | 0x20 == UInt8(ascii: "e") {
            isFloat = true
            offset += 1
            if byte(at: offset) == UInt8(ascii: "+") || byte(at: offset) == UInt8(ascii: "-") { offset += 1 }
            try digits("the exponent of a number")
        }
        if byte(at: offset) == UInt8(ascii: ".") || byte(at: offset).isNameStart {
            throw error(
                "a number may not be followed by `\(Character(UnicodeScalar(bytes[offset])))`.",
                at: self.location(at: offset)
            )
        }
        return Token(kind: isFloat ? .float : .int, start: start, end: offset, location: location)
    }

    private mutating func digits(_ what: String) throws(GraphQLError) {
        guard byte(at: offset).isDigit else { throw error("\(what) needs a digit here.", at: location(at: offset)) }
        while byte(at: offset).isDigit { offset += 1 }
    }

    // MARK: Strings (2.10.4)

    private mutating func skipString(from location: SourceLocation) throws(GraphQLError) {
        offset += 1
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                // What follows may be a quote; the escape itself is checked when the value is read.
                offset += 1
                if offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D { try skipScalar() }
            case 0x0A, 0x0D:
                throw error(
                    "this string is not closed on its line; a text of several lines is written in \"\"\"…\"\"\".",
                    at: location
                )
            default: try skipScalar()
            }
        }
        throw error("this string is not closed.", at: location)
    }

    private mutating func skipBlockString(from location: SourceLocation) throws(GraphQLError) {
        offset += 3
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\"") where byte(at: offset + 1) == 0x22 && byte(at: offset + 2) == 0x22:
                offset += 3
                return
            case UInt8(ascii: "\\")
            where byte(at: offset + 1) == 0x22 && byte(at: offset + 2) == 0x22 && byte(at: offset + 3) == 0x22:
                offset += 4
            case 0x0A, 0x0D: newLine()
            default: try skipScalar()
            }
        }
        throw error("this block string is not closed; it ends with \"\"\".", at: location)
    }
}

extension UInt8 {
    /// `NameStart` (2.1.8).
    var isNameStart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
    }

    /// `NameContinue` (2.1.8).
    var isNameContinue: Bool { isNameStart || isDigit }

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// The value of a hexadecimal digit.
    var hexValue: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
