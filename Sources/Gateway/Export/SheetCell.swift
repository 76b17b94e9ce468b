import Bytes
import Postgres

/// A value as a cell has it. Serial numbers of days count from 1899-12-31, with a 29th of February 1900 that never was:
/// from March 1900 on they are right (ECMA-376 part 1, section 18.17.4.1).
enum SheetCell: Equatable {
    case number(Double)
    case date(Double)
    /// UTC.
    case time(Double)
    case boolean(Bool)
    /// The bytes are the text.
    case text
    /// To be written as text: what a spreadsheet has no type for, or would round.
    case other

    /// The serial number of 2000-01-01, from which PostgreSQL counts.
    private static let epoch = 36_526.0
    /// March 1900 to the end of 9999: the days that spreadsheets know.
    private static let days = 61.0..<2_958_466.0
    /// The digits that a double keeps.
    private static let digits = 15

    init(_ bytes: UnsafeRawBufferPointer, type: UInt32) {
        self = .other
        switch type {
        case JSONEncoding.OID.bool: self = .boolean(bytes[0] == 1)
        case JSONEncoding.OID.date:
            let serial = SheetCell.epoch + Double(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            if SheetCell.days.contains(serial) { self = .date(serial) }
        case JSONEncoding.OID.timestamptz:
            let microseconds = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            let serial = SheetCell.epoch + Double(microseconds) / 86_400_000_000
            if SheetCell.days.contains(serial) { self = .time(serial) }
        case JSONEncoding.OID.int2, JSONEncoding.OID.int4, JSONEncoding.OID.int8, JSONEncoding.OID.numeric,
            JSONEncoding.OID.float4, JSONEncoding.OID.float8:
            var text = ByteBuffer(capacity: 64)
            guard PlainText.append(bytes, type: type, to: &text) else { return }
            let digits = text.readable.count { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            let isFloat = type == JSONEncoding.OID.float4 || type == JSONEncoding.OID.float8
            guard digits <= SheetCell.digits || isFloat else { return }
            if let number = Double(String(decoding: text.readable, as: UTF8.self)), number.isFinite {
                self = .number(number)
            }
        default: if JSONEncoding.isText(type) { self = .text }
        }
    }
}
