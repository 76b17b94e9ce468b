package import Bytes

/// Values in PostgreSQL's binary format, written as plain text: what JSON has in quotes, without them.
package enum PlainText {
    /// Appends a value.
    ///
    /// - Returns: `false` if the type is a text, or is written as one: nothing is appended then, and the value's own
    ///   bytes are its text (JSON for `json`, `jsonb` and arrays: see `JSONEncoding`).
    package static func append(
        _ bytes: UnsafeRawBufferPointer,
        type: UInt32,
        to buffer: inout ByteBuffer
    ) -> Bool {
        switch type {
        case JSONEncoding.OID.int4, JSONEncoding.OID.int8, JSONEncoding.OID.int2, JSONEncoding.OID.bool:
            return JSONEncoding.append(bytes, type: type, quoted: false, to: &buffer)
        case JSONEncoding.OID.numeric: NumericText.append(bytes, to: &buffer)
        case JSONEncoding.OID.date:
            CalendarText.appendDate(days: Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)), to: &buffer)
        case JSONEncoding.OID.timestamptz:
            CalendarText.appendTimestamp(
                microseconds: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)),
                to: &buffer
            )
        case JSONEncoding.OID.float4, JSONEncoding.OID.float8, JSONEncoding.OID.uuid:
            var quoted = ByteBuffer(capacity: 64)
            _ = JSONEncoding.append(bytes, type: type, quoted: true, to: &quoted)
            buffer.append(UnsafeRawBufferPointer(rebasing: quoted.readable.dropFirst().dropLast()))
        default: return false
        }
        return true
    }
}
