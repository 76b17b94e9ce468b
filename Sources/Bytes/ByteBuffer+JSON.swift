extension ByteBuffer {
    /// Appends UTF-8 bytes as a JSON string in quotes, escaping what RFC 8259, section 7, requires.
    @inlinable package mutating func appendJSONString(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count + 2)
        append(UInt8(ascii: "\""))
        var run = 0
        var index = JSONText.plainPrefix(of: bytes)
        while index < bytes.count {
            let byte = bytes[index]
            if JSONText.mustEscape(byte) {
                append(UnsafeRawBufferPointer(rebasing: bytes[run..<index]))
                appendJSONEscape(byte)
                run = index + 1
            }
            index += 1
        }
        append(UnsafeRawBufferPointer(rebasing: bytes[run...]))
        append(UInt8(ascii: "\""))
    }

    @usableFromInline mutating func appendJSONEscape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        default:
            append("u00")
            append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0F
            append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    /// Appends a text as a JSON string in quotes.
    package mutating func appendJSONString(_ text: String) {
        var text = text
        text.withUTF8 { appendJSONString(UnsafeRawBufferPointer($0)) }
    }
}

/// Which bytes of a text may stand in a JSON string as they are.
@usableFromInline enum JSONText {
    @inlinable static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// How many bytes at the front, in steps of eight, need no look one by one: nearly all texts are plain.
    @inlinable static func plainPrefix(of bytes: UnsafeRawBufferPointer) -> Int {
        var index = 0
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            // A byte below 0x20 has none of the upper three bits; an exclusive or makes the others zero.
            let found =
                zeroBytes(word & 0xE0E0_E0E0_E0E0_E0E0) | zeroBytes(word ^ 0x2222_2222_2222_2222)
                | zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
            if found != 0 { break }
            index += 8
        }
        return index
    }

    /// Not 0 if one of the eight bytes is 0 (Warren, Hacker's Delight, 6-1).
    @inlinable static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
