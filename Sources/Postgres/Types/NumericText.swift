import Bytes

/// `numeric` in binary format (`numeric_send`): groups of four decimal digits, their weight, sign and scale.
enum NumericText {
    /// Whether it is a number: neither `NaN` nor an infinity, which have the sign's two highest bits set.
    static func isFinite(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes[4] & 0xC0 != 0xC0 }

    /// Appends the number with as many fraction digits as its scale says: `12.50`.
    static func append(_ bytes: UnsafeRawBufferPointer, to buffer: inout ByteBuffer) {
        func word(_ index: Int) -> Int {
            Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
        }
        let count = word(0)
        let weight = Int(Int16(truncatingIfNeeded: word(1)))
        let sign = word(2)
        let scale = word(3)
        switch sign {
        case 0xC000: return buffer.append("NaN")
        case 0xD000: return buffer.append("Infinity")
        case 0xF000: return buffer.append("-Infinity")
        case 0x4000: buffer.append(UInt8(ascii: "-"))
        default: break
        }
        func group(_ position: Int) -> Int { position >= 0 && position < count ? word(4 + position) : 0 }
        // The first group is written without leading zeros, the others with four digits.
        buffer.appendDecimal(Int64(weight >= 0 ? group(0) : 0))
        if weight > 0 { for position in 1...weight { four(group(position), 4, &buffer) } }
        guard scale > 0 else { return }
        buffer.append(UInt8(ascii: "."))
        var left = scale
        var position = weight + 1
        while left > 0 {
            four(group(position), min(4, left), &buffer)
            left -= 4
            position += 1
        }
    }

    /// The first `count` of a group's four digits.
    private static func four(_ group: Int, _ count: Int, _ buffer: inout ByteBuffer) {
        var divisor = 1000
        for _ in 0..<count {
            buffer.append(UInt8(ascii: "0") + UInt8(group / divisor % 10))
            divisor /= 10
        }
    }
}
