package import Bytes

/// Why a text is not JSON that the gateway takes.
package struct JSONError: Error, Sendable {
    package let message: String
    /// Offset of the byte at fault.
    package let offset: Int
    /// The text nests deeper than allowed, rather than being malformed.
    package var isLimit = false
}

/// A strict pull reader of JSON text (RFC 8259).
///
/// The caller asks for what it wants and nothing else is built: the request's envelope is
/// read without a tree, and the document's text goes straight into a buffer.
///
///     var reader = JSONReader(bytes)
///     try reader.object { name, reader throws(JSONError) in
///         if name == "query" { try reader.string(into: &document) } else { _ = try reader.value() }
///     }
///     try reader.end()
package struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    package private(set) var offset = 0
    private var depth = 0
    private let maximumDepth: Int

    package init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int = 200) {
        self.bytes = bytes.bindMemory(to: UInt8.self)
        self.maximumDepth = maximumDepth
    }

    package enum Kind: Sendable {
        case null
        case boolean
        case number
        case string
        case array
        case object
        case end
        case other
    }

    /// What kind of value stands next.
    package mutating func peek() -> Kind {
        skipWhitespace()
        guard offset < bytes.count else { return .end }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: return .other
        }
    }

    /// Reads an object; `member` must read each value. A name that comes twice is an error.
    package mutating func object(
        _ member: (String, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try open(UInt8(ascii: "{"), "an object")
        var names: Set<String> = []
        if !take(UInt8(ascii: "}")) {
            repeat {
                let at = offset
                guard peek() == .string else { throw fail("expected a member's name in double quotes") }
                let name = try text()
                guard names.insert(name).inserted else {
                    throw JSONError(message: "the member \"\(name.prefix(60))\" comes twice", offset: at)
                }
                guard take(UInt8(ascii: ":")) else { throw fail("expected `:` after a member's name") }
                try member(name, &self)
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw fail("expected `,` or `}` in an object") }
        }
        depth -= 1
    }

    /// Reads an array; `item` must read each value.
    package mutating func array(_ item: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
        try open(UInt8(ascii: "["), "an array")
        if !take(UInt8(ascii: "]")) {
            repeat { try item(&self) } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw fail("expected `,` or `]` in an array") }
        }
        depth -= 1
    }

    /// Reads any value.
    package mutating func value() throws(JSONError) -> JSONValue {
        switch peek() {
        case .null:
            try literal("null")
            return .null
        case .boolean:
            if bytes[offset] == UInt8(ascii: "t") {
                try literal("true")
                return .boolean(true)
            }
            try literal("false")
            return .boolean(false)
        case .number: return try number()
        case .string: return .string(try text())
        case .array:
            var items: [JSONValue] = []
            try array { reader throws(JSONError) in items.append(try reader.value()) }
            return .array(items)
        case .object:
            var members: [JSONMember] = []
            try object { name, reader throws(JSONError) in members.append(JSONMember(name, try reader.value())) }
            return .object(members)
        case .end: throw fail("the text ends where a value is expected")
        case .other: throw fail("expected a value")
        }
    }

    /// Reads a string and appends its unescaped UTF-8 bytes to `buffer`.
    package mutating func string(into buffer: inout ByteBuffer) throws(JSONError) {
        guard take(UInt8(ascii: "\"")) else { throw fail("expected a string") }
        var run = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                append(run, &buffer)
                offset += 1
                return
            case UInt8(ascii: "\\"):
                append(run, &buffer)
                offset += 1
                try escape(into: &buffer)
                run = offset
            case 0..<0x20: throw fail("a control character in a string must be escaped")
            case 0x20..<0x80: offset += 1
            default:
                let length = UTF8Scalar.length(in: bytes, at: offset)
                guard length > 0 else { throw fail("the text is not valid UTF-8") }
                offset += length
            }
        }
        throw fail("a string is not closed")
    }

    /// Reads a string.
    package mutating func text() throws(JSONError) -> String {
        skipWhitespace()
        // Most strings have no escape and are taken as they stand.
        var end = offset + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"),
            (0x20..<0x80).contains(bytes[end])
        { end += 1 }
        if end < bytes.count, bytes[end] == UInt8(ascii: "\""), bytes[offset] == UInt8(ascii: "\"") {
            let text = String(decoding: bytes[offset + 1..<end], as: UTF8.self)
            offset = end + 1
            return text
        }
        var buffer = ByteBuffer(capacity: 64)
        try string(into: &buffer)
        return buffer.text
    }

    /// Checks that nothing but white space is left.
    package mutating func end() throws(JSONError) {
        guard peek() == .end else { throw fail("there is text behind the value") }
    }

    // MARK: Inside

    private func fail(_ message: String) -> JSONError { JSONError(message: message, offset: offset) }

    private mutating func skipWhitespace() {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipWhitespace()
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func open(_ byte: UInt8, _ what: String) throws(JSONError) {
        guard take(byte) else { throw fail("expected \(what)") }
        depth += 1
        guard depth <= maximumDepth else {
            throw JSONError(
                message: "the value nests \(depth) levels deep; the limit is \(maximumDepth)",
                offset: offset,
                isLimit: true
            )
        }
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount {
            guard offset < bytes.count, bytes[offset] == word.utf8Start[index] else { throw fail("expected `\(word)`") }
            offset += 1
        }
    }

    private func append(_ start: Int, _ buffer: inout ByteBuffer) {
        buffer.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<offset]))
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        var isInteger = true
        func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }
        func digits(_ at: Int) -> Int {
            var at = at
            while byte(at).isDigit { at += 1 }
            return at
        }
        var end = start + (byte(start) == UInt8(ascii: "-") ? 1 : 0)
        let afterInteger = digits(end)
        if afterInteger == end || (byte(end) == UInt8(ascii: "0") && afterInteger > end + 1) {
            throw fail("a number is malformed")
        }
        end = afterInteger
        if byte(end) == UInt8(ascii: ".") {
            isInteger = false
            let fraction = digits(end + 1)
            if fraction == end + 1 { throw fail("a number is malformed") }
            end = fraction
        }
        if byte(end) | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            end += 1
            if byte(end) == UInt8(ascii: "+") || byte(end) == UInt8(ascii: "-") { end += 1 }
            let exponent = digits(end)
            if exponent == end { throw fail("a number is malformed") }
            end = exponent
        }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        offset = end
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        return .number(text)
    }

    private mutating func escape(into buffer: inout ByteBuffer) throws(JSONError) {
        guard offset < bytes.count else { throw fail("a string is not closed") }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"):
            var value = try fourDigits()
            if (0xD800..<0xDC00).contains(value), offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
                bytes[offset + 1] == UInt8(ascii: "u")
            {
                offset += 2
                let trailing = try fourDigits()
                guard (0xDC00...0xDFFF).contains(trailing) else { throw fail("a surrogate stands alone") }
                value = 0x10000 + (value - 0xD800) << 10 + (trailing - 0xDC00)
            }
            guard let scalar = UnicodeScalar(value) else { throw fail("a surrogate stands alone") }
            buffer.append(String(scalar))
        default: throw fail("a string has an unknown escape")
        }
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard offset < bytes.count, let digit = bytes[offset].hexValue else {
                throw fail("\\u needs four hexadecimal digits")
            }
            value = value << 4 | digit
            offset += 1
        }
        return value
    }
}
