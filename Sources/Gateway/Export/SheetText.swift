import Bytes

/// A text as a cell of a workbook has it.
enum SheetText {
    /// UTF-16 code units that a cell holds.
    static let maximumLength = 32_767

    /// Whether a cell holds it.
    static func fits(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if bytes.count <= maximumLength { return true }
        // A character begins with a byte that does not go on with another; those of four bytes are two code units.
        return bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) } <= maximumLength
    }

    /// Whether something in it must be written in another way. (Control characters libxlsxwriter takes care of.)
    static func needsEscapes(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.indices.contains { escape(at: $0, of: bytes) != nil }
    }

    /// Appends it with `_xHHHH_` for what XML has no characters for, and so that nothing is taken for that which is a
    /// text as it stands (ECMA-376 part 1, section 22.9.2.19).
    static func append(_ bytes: UnsafeRawBufferPointer, to buffer: inout ByteBuffer) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if let (text, length) = escape(at: index, of: bytes) {
                buffer.append(text)
                index += length
            } else {
                buffer.append(bytes[index])
                index += 1
            }
        }
    }

    /// What is written for the bytes that begin there, and how many these are; `nil`: what stands there.
    private static func escape(at index: Int, of bytes: UnsafeRawBufferPointer) -> (text: String, length: Int)? {
        switch bytes[index] {
        case UInt8(ascii: "_"):
            guard index + 6 < bytes.count, bytes[index + 1] == UInt8(ascii: "x"), bytes[index + 6] == UInt8(ascii: "_"),
                bytes[index + 2..<index + 6].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
            else { return nil }
            return ("_x005F_", 1)
        case 0xEF:
            // U+FFFE and U+FFFF are no characters of XML (XML 1.0, section 2.2).
            guard index + 2 < bytes.count, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBE else { return nil }
            return (bytes[index + 2] == 0xBE ? "_xFFFE_" : "_xFFFF_", 3)
        default: return nil
        }
    }
}
