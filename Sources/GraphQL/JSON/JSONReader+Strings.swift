package import Bytes

extension JSONReader {
    /// Reads a string and appends its unescaped UTF-8 bytes to `buffer`.
    package mutating func string(into buffer: inout ByteBuffer) throws(JSONError) {
        try openString()
        while true {
            let run = offset
            try skipPlain()
            buffer.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[run..<offset]))
            if try closeString() { return }
            let scalar = try escape()
            UTF8.encode(scalar).map { for byte in $0 { buffer.append(byte) } }
        }
    }

    /// Reads a string.
    package mutating func text() throws(JSONError) -> String {
        try openString()
        let start = offset
        try skipPlain()
        // Most strings have no escape and are taken as they stand.
        let head = String(decoding: bytes[start..<offset], as: UTF8.self)
        if try closeString() { return head }
        offset = start - 1
        var buffer = ByteBuffer(capacity: 64)
        try string(into: &buffer)
        return buffer.text
    }

    /// Checks a string without keeping it.
    mutating func skipString() throws(JSONError) {
        try openString()
        while true {
            try skipPlain()
            if try closeString() { return }
            _ = try escape()
        }
    }

    private mutating func openString() throws(JSONError) {
        guard take(UInt8(ascii: "\"")) else { throw fail("expected a string") }
    }

    /// At the end of a run of plain characters: takes the closing quote, or leaves an escape to be read.
    private mutating func closeString() throws(JSONError) -> Bool {
        guard offset < bytes.count else { throw fail("a string is not closed") }
        guard bytes[offset] == UInt8(ascii: "\"") else { return false }
        offset += 1
        return true
    }

    /// Moves to the next quote or backslash: `unescaped = %x20-21 / %x23-5B / %x5D-10FFFF` (RFC 8259, section 7).
    private mutating func skipPlain() throws(JSONError) {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return
            case 0..<0x20: throw fail("a control character in a string must be escaped")
            case 0x20..<0x80: offset += 1
            default:
                let length = UTF8Scalar.length(in: bytes, at: offset)
                guard length > 0 else { throw fail("the text is not valid UTF-8") }
                offset += length
            }
        }
    }

    /// Reads one escape sequence; a surrogate pair is two, and half of one is refused (RFC 8259, sections 7 and 8.2).
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = offset
        offset += 1
        guard offset < bytes.count else { throw fail("a string is not closed") }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var value = try fourDigits()
            if (0xD800..<0xDC00).contains(value), offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
                bytes[offset + 1] == UInt8(ascii: "u")
            {
                offset += 2
                let trailing = try fourDigits()
                guard (0xDC00...0xDFFF).contains(trailing) else { throw fail("a surrogate stands alone", at: start) }
                value = 0x10000 + (value - 0xD800) << 10 + (trailing - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw fail("a surrogate stands alone", at: start) }
            return scalar
        default: throw fail("a string has an unknown escape", at: start)
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
