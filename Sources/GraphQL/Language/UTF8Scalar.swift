/// Well-formed UTF-8, byte sequence by byte sequence (Unicode standard, table 3-7).
package enum UTF8Scalar {
    /// How many bytes the scalar at `index` has; 0 if the bytes there are not well-formed.
    package static func length(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let first = bytes[index]
        if first < 0x80 { return 1 }
        func isContinuation(_ at: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            at < bytes.count && range.contains(bytes[at])
        }
        switch first {
        case 0xC2...0xDF: return isContinuation(index + 1) ? 2 : 0
        case 0xE0...0xEF:
            let second: ClosedRange<UInt8> = first == 0xE0 ? 0xA0...0xBF : first == 0xED ? 0x80...0x9F : 0x80...0xBF
            return isContinuation(index + 1, second) && isContinuation(index + 2) ? 3 : 0
        case 0xF0...0xF4:
            let second: ClosedRange<UInt8> = first == 0xF0 ? 0x90...0xBF : first == 0xF4 ? 0x80...0x8F : 0x80...0xBF
            return isContinuation(index + 1, second) && isContinuation(index + 2) && isContinuation(index + 3) ? 4 : 0
        default: return 0
        }
    }

    static func decode(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UnicodeScalar? {
        let length = length(in: bytes, at: index)
        guard length > 0 else { return nil }
        return String(decoding: bytes[index..<index + length], as: UTF8.self).unicodeScalars.first
    }

    /// Whether all of the bytes are well-formed.
    package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let length = length(in: bytes, at: index)
            if length == 0 { return false }
            index += length
        }
        return true
    }
}
