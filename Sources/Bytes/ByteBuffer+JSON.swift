extension ByteBuffer {
    /// Appends UTF-8 bytes as a JSON string in quotes, escaping what RFC 8259, section 7, requires.
    @inlinable package mutating func appendJSONString(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, JSONText.isPlain(bytes) else { return appendEscapedJSONString(bytes) }
        let count = bytes.count
        append(upTo: count + 2) { memory in
            memory.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
            memory.baseAddress.map { ($0 + 1).copyMemory(from: base, byteCount: count) }
            memory.storeBytes(of: UInt8(ascii: "\""), toByteOffset: count + 1, as: UInt8.self)
            return count + 2
        }
    }

    @usableFromInline mutating func appendEscapedJSONString(_ bytes: UnsafeRawBufferPointer) {
        append(UInt8(ascii: "\""))
        var run = 0
        var index = 0
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

    /// Whether all bytes may stand as they are, as those of nearly all texts do: looked at eight at a time.
    @inlinable static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let count = bytes.count
        guard count >= 8 else { return !bytes.contains(where: mustEscape) }
        var found: UInt64 = 0
        var index = 0
        while index + 8 <= count {
            found |= escapes(in: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        // The last eight bytes overlap those before.
        return found | escapes(in: bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)) == 0
    }

    /// Not 0 if one of the eight bytes must be escaped. One below 0x20 has none of the upper three bits; an exclusive
    /// or makes the two others zero.
    @inlinable static func escapes(in word: UInt64) -> UInt64 {
        zeroBytes(word & 0xE0E0_E0E0_E0E0_E0E0) | zeroBytes(word ^ 0x2222_2222_2222_2222)
            | zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
    }

    /// Not 0 if one of the eight bytes is 0 (Warren, Hacker's Delight, 6-1).
    @inlinable static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
