import Bytes
import Testing

/// JSON strings from UTF-8 (RFC 8259, section 7).
@Suite struct JSONStringTests {
    private func written(_ bytes: [UInt8]) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 16)
        bytes.withUnsafeBytes { buffer.appendJSONString($0) }
        return buffer.array
    }

    /// One byte after the other, as the grammar says.
    private func expected(_ bytes: [UInt8]) -> [UInt8] {
        let short: [UInt8: String] = [8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 0x22: "\\\"", 0x5C: "\\\\"]
        var text: [UInt8] = [0x22]
        for byte in bytes {
            if let escape = short[byte] {
                text += escape.utf8
            } else if byte < 0x20 {
                text += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            } else {
                text.append(byte)
            }
        }
        return text + [0x22]
    }

    @Test func everyByteAtEveryPlaceIsEscapedAsItMustBe() {
        for length in 0...20 {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    bytes[place] = byte
                    if written(bytes) != expected(bytes) {
                        Issue.record("byte \(byte) at \(place) of \(length)")
                        return
                    }
                }
            }
        }
    }

    @Test func mixedTextsAreEscapedAsTheyMustBe() {
        var generator = SystemRandomNumberGenerator()
        let pieces: [[UInt8]] = [[0], [0x1F], [0x20], [0x22], [0x5C], [0x7F], Array("é😀".utf8), Array("plain".utf8)]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...12, using: &generator)
            let bytes = (0..<count).flatMap { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }
            #expect(written(bytes) == expected(bytes))
        }
    }
}
