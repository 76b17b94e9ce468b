import Bytes
import Planning
import Postgres

/// Ids and cursors: a tag that says what they belong to, and values in PostgreSQL's binary format, as base64url.
///
///     tag (4 bytes) { length (LEB128, 1 more than the bytes; 0 for null), bytes } …
///
/// Opaque to callers. Nothing in it is secret or trusted: a statement's tenant condition holds whatever they say.
enum OpaqueKey {
    /// Appends the key of a row's columns, without quotes.
    static func append(
        tag: UInt32,
        columns: some Sequence<Int32>,
        of row: Int,
        in cells: ResultCells,
        to buffer: inout ByteBuffer
    ) {
        var encoder = Base64URL()
        for shift: UInt32 in [24, 16, 8, 0] { encoder.append(UInt8(truncatingIfNeeded: tag >> shift), to: &buffer) }
        for column in columns {
            if cells.isNull(row, Int(column)) {
                encoder.append(0, to: &buffer)
                continue
            }
            let bytes = cells.bytes(row, Int(column))
            append(length: bytes.count + 1, &encoder, to: &buffer)
            for byte in bytes { encoder.append(byte, to: &buffer) }
        }
        encoder.finish(&buffer)
    }

    /// The id of a row whose key is made of integers, as `append` writes it.
    static func text(type: String, key: [Int64]) -> String {
        text(tag: Fingerprint.of(type), values: key.map { withUnsafeBytes(of: $0.bigEndian) { Array($0) } })
    }

    /// The id of a row whose key has these values, none of them null.
    static func text(tag: UInt32, values: [[UInt8]]) -> String {
        var encoder = Base64URL()
        var buffer = ByteBuffer(capacity: 64)
        for shift: UInt32 in [24, 16, 8, 0] { encoder.append(UInt8(truncatingIfNeeded: tag >> shift), to: &buffer) }
        for value in values {
            append(length: value.count + 1, &encoder, to: &buffer)
            for byte in value { encoder.append(byte, to: &buffer) }
        }
        encoder.finish(&buffer)
        return String(decoding: buffer.array, as: UTF8.self)
    }

    @inline(__always)
    private static func append(length: Int, _ encoder: inout Base64URL, to buffer: inout ByteBuffer) {
        var length = length
        while length >= 0x80 {
            encoder.append(UInt8(truncatingIfNeeded: length) | 0x80, to: &buffer)
            length >>= 7
        }
        encoder.append(UInt8(length), to: &buffer)
    }

    /// The values of a key; `nil` if it is malformed, has another tag, or other types. A null value is `nil`.
    static func decode(_ text: String, tag: UInt32, types: [ColumnType]) -> [[UInt8]?]? {
        guard let bytes = Base64URL.decode(text), bytes.count >= 4 else { return nil }
        let found = bytes[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard found == tag else { return nil }
        var values: [[UInt8]?] = []
        var index = 4
        for type in types {
            guard let length = number(bytes, &index) else { return nil }
            if length == 0 {
                values.append(nil)
                continue
            }
            guard index + length - 1 <= bytes.count else { return nil }
            let value = Array(bytes[index..<index + length - 1])
            index += length - 1
            guard isPossible(value, of: type) else { return nil }
            values.append(value)
        }
        return index == bytes.count ? values : nil
    }

    private static func number(_ bytes: [UInt8], _ index: inout Int) -> Int? {
        var result = 0
        for shift in stride(from: 0, to: 28, by: 7) {
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            index += 1
            result |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        return nil
    }

    /// Whether PostgreSQL's receive function takes such bytes, as far as it can be told cheaply.
    private static func isPossible(_ bytes: [UInt8], of type: ColumnType) -> Bool {
        if let labels = type.labels { return labels.contains(String(decoding: bytes, as: UTF8.self)) }
        return switch type.oid {
        case JSONEncoding.OID.int8, JSONEncoding.OID.float8: bytes.count == 8
        case JSONEncoding.OID.timestamptz:
            // Microseconds since 2000; from 4713 BC to 294276 AD, or an infinity (`timestamp.h`).
            number(bytes, as: Int64.self, in: -211_813_488_000_000_000..<9_223_371_331_200_000_000)
        case JSONEncoding.OID.int4, JSONEncoding.OID.float4: bytes.count == 4
        case JSONEncoding.OID.date:
            // Days since 2000; to 5874897 AD.
            number(bytes, as: Int32.self, in: -2_451_545..<2_145_031_949)
        case JSONEncoding.OID.int2: bytes.count == 2
        case JSONEncoding.OID.bool: bytes.count == 1
        case JSONEncoding.OID.uuid: bytes.count == 16
        case JSONEncoding.OID.numeric: isNumeric(bytes)
        default: !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        }
    }
}

extension OpaqueKey {
    private static func number<Number: FixedWidthInteger>(
        _ bytes: [UInt8],
        as type: Number.Type,
        in range: Range<Number>
    ) -> Bool {
        guard bytes.count == MemoryLayout<Number>.size else { return false }
        let value = bytes.reduce(Number.zero) { $0 << 8 | Number(truncatingIfNeeded: $1) }
        return range.contains(value) || value == .min || value == .max
    }

    /// Whether these are a count of digits, a weight, a sign, a scale, and so many digits below 10,000 (`numeric_recv`).
    private static func isNumeric(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 8, bytes.count.isMultiple(of: 2) else { return false }
        let words = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        let signs: [UInt16] = [0, 0x4000, 0xC000, 0xD000, 0xF000]
        return Int(words[0]) == words.count - 4 && signs.contains(words[2]) && words[3] <= 0x3FFF
            && words[4...].allSatisfy { $0 < 10_000 }
    }
}
