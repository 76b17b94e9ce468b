package import Bytes

/// Values in PostgreSQL's binary format, written as JSON text (RFC 8259) without a `String` between.
package enum JSONEncoding {
    /// `pg_type.oid` of the types that have a form of their own (manual, `pg_type.dat`).
    package enum OID {
        package static let bool: UInt32 = 16
        package static let int8: UInt32 = 20
        package static let int2: UInt32 = 21
        package static let int4: UInt32 = 23
        package static let json: UInt32 = 114
        package static let float4: UInt32 = 700
        package static let float8: UInt32 = 701
        package static let date: UInt32 = 1082
        package static let timestamptz: UInt32 = 1184
        package static let numeric: UInt32 = 1700
        package static let uuid: UInt32 = 2950
        package static let jsonb: UInt32 = 3802
        /// Stands for any array type, those of enums among them: an array says itself what its elements are.
        package static let anyArray: UInt32 = 2277
        /// Whether values of a type are arrays. A `switch`, since it is asked of every text.
        package static func isArray(_ oid: UInt32) -> Bool {
            switch oid {
            case anyArray, 1000, 1005, 1007, 1016, 1021, 1022, 1009, 1015, 1014, 1231, 2951, 1182, 1185, 3807, 199: true
            default: false
            }
        }
    }

    /// Whether a type's bytes are its text: texts, names, enum labels.
    package static func isText(_ type: UInt32) -> Bool {
        switch type {
        case OID.bool, OID.int2, OID.int4, OID.int8, OID.float4, OID.float8, OID.numeric, OID.date, OID.timestamptz,
            OID.uuid, OID.json, OID.jsonb:
            false
        default: !OID.isArray(type)
        }
    }

    /// Appends a value.
    ///
    /// - Parameter quoted: numbers as JSON strings, so that no client rounds them.
    /// - Returns: `false` if JSON has no form for it (a number that is not finite, unless quoted); nothing is
    ///   appended then. In an array such a number is `null`.
    @inline(__always)
    package static func append(
        _ bytes: UnsafeRawBufferPointer,
        type: UInt32,
        quoted: Bool,
        to buffer: inout ByteBuffer
    ) -> Bool {
        switch type {
        case OID.int4, OID.int8, OID.int2: integer(bytes, quoted: quoted, &buffer)
        case OID.numeric:
            guard quoted || NumericText.isFinite(bytes) else { return false }
            if quoted { buffer.append(UInt8(ascii: "\"")) }
            NumericText.append(bytes, to: &buffer)
            if quoted { buffer.append(UInt8(ascii: "\"")) }
        case OID.date:
            buffer.append(UInt8(ascii: "\""))
            CalendarText.appendDate(days: Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)), to: &buffer)
            buffer.append(UInt8(ascii: "\""))
        case OID.timestamptz:
            buffer.append(UInt8(ascii: "\""))
            CalendarText.appendTimestamp(
                microseconds: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)),
                to: &buffer
            )
            buffer.append(UInt8(ascii: "\""))
        case OID.bool: buffer.append(bytes[0] == 1 ? "true" : "false")
        case OID.float8, OID.float4: return float(bytes, quoted: quoted, &buffer)
        case OID.uuid: uuid(bytes, &buffer)
        case OID.jsonb: buffer.append(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
        case OID.json: buffer.append(bytes)
        default:
            // Text, names, enum labels: their bytes are UTF-8.
            if OID.isArray(type) { return array(bytes, quoted: quoted, &buffer) }
            buffer.appendJSONString(bytes)
        }
        return true
    }

    private static func integer(_ bytes: UnsafeRawBufferPointer, quoted: Bool, _ buffer: inout ByteBuffer) {
        let value: Int64 =
            switch bytes.count {
            case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            default: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
            }
        if quoted { buffer.append(UInt8(ascii: "\"")) }
        buffer.appendDecimal(value)
        if quoted { buffer.append(UInt8(ascii: "\"")) }
    }

    private static func float(_ bytes: UnsafeRawBufferPointer, quoted: Bool, _ buffer: inout ByteBuffer) -> Bool {
        let isDouble = bytes.count == 8
        let double =
            isDouble
            ? Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
            : Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
        guard double.isFinite else {
            // The names that PostgreSQL has for them.
            if quoted { buffer.append(double.isNaN ? "\"NaN\"" : double > 0 ? "\"Infinity\"" : "\"-Infinity\"") }
            return quoted
        }
        if quoted { buffer.append(UInt8(ascii: "\"")) }
        // `description` is the shortest text that reads back as the same number.
        buffer.append(isDouble ? double.description : Float(double).description)
        if quoted { buffer.append(UInt8(ascii: "\"")) }
        return true
    }

    private static func uuid(_ bytes: UnsafeRawBufferPointer, _ buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "\""))
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { buffer.append(UInt8(ascii: "-")) }
            buffer.append(hexadecimal(byte >> 4))
            buffer.append(hexadecimal(byte & 15))
        }
        buffer.append(UInt8(ascii: "\""))
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    private static func array(_ bytes: UnsafeRawBufferPointer, quoted: Bool, _ buffer: inout ByteBuffer) -> Bool {
        let array = BinaryArray(bytes)
        let elementType = array.elementType
        buffer.append(UInt8(ascii: "["))
        var isFirst = true
        // `visitElements` takes a closure, and a closure may not hold `inout` memory that cannot be copied.
        var elements: [UnsafeRawBufferPointer?] = []
        array.visitElements { elements.append($0) }
        for element in elements {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            if let element, append(element, type: elementType, quoted: quoted, to: &buffer) { continue }
            buffer.append("null")
        }
        buffer.append(UInt8(ascii: "]"))
        return true
    }
}
