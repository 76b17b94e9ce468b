/// base64url without padding (RFC 4648, section 5), written byte by byte.
package struct Base64URL {
    private var pending: UInt32 = 0
    private var count = 0

    package init() {}

    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    /// Appends the characters that one more byte completes.
    package mutating func append(_ byte: UInt8, to buffer: inout ByteBuffer) {
        pending = pending << 8 | UInt32(byte)
        count += 1
        guard count == 3 else { return }
        for shift: UInt32 in [18, 12, 6, 0] { Base64URL.put(pending >> shift & 63, &buffer) }
        pending = 0
        count = 0
    }

    /// Appends what is left, without padding.
    package mutating func finish(_ buffer: inout ByteBuffer) {
        if count == 0 { return }
        let bits = pending << (count == 1 ? 4 : 2)
        for shift in stride(from: count * 6, through: 0, by: -6) {
            Base64URL.put(bits >> UInt32(shift) & 63, &buffer)
        }
    }

    private static func put(_ value: UInt32, _ buffer: inout ByteBuffer) {
        buffer.append(alphabet.utf8Start[Int(value)])
    }

    /// The bytes of a text; `nil` if it is not exactly what encoding them gives.
    package static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var isExact = false
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { memory, count in
            if let length = decode(text, into: UnsafeMutableRawBufferPointer(memory)) {
                isExact = true
                count = length
            }
        }
        return isExact ? bytes : nil
    }

    /// Writes the bytes of a text into memory of at least three bytes for each four characters.
    ///
    /// - Returns: how many bytes; `nil` if the text is not exactly what encoding them gives.
    package static func decode(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Int? {
        precondition(bytes.count >= text.count * 3 / 4, "no room for what the text may hold")
        var length = 0
        var bits: UInt32 = 0
        var count = 0
        for character in text {
            guard let value = value(of: character) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes[length] = UInt8(truncatingIfNeeded: bits >> UInt32(count))
                length += 1
                bits &= (1 << UInt32(count)) - 1
            }
        }
        return count < 6 && bits == 0 ? length : nil
    }

    /// The bytes of a text; `nil` if it is not exactly what encoding them gives.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode(UnsafeRawBufferPointer($0)) }
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
