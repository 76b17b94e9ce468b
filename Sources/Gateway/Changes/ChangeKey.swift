import Bytes
import Planning
import Postgres

/// Keys of changed rows, which the change log has as texts and ids have in PostgreSQL's binary format.
///
/// Only for types that have one text each: numbers, UUIDs, texts and enums. The catalog has checked it.
enum ChangeKey {
    /// The key in an id; `nil` if it is none of this type.
    static func key(ofID id: String, _ plan: ChangePlan) -> [String]? {
        guard let values = OpaqueKey.decode(id, tag: plan.tag, types: plan.keyTypes) else { return nil }
        let texts = zip(values, plan.keyTypes).compactMap { value, type in value.map { text($0, type) } }
        return texts.count == plan.keyTypes.count ? texts : nil
    }

    /// The id of a key; `nil` if it does not fit the type.
    static func id(of key: [String], _ plan: ChangePlan) -> String? {
        guard key.count == plan.keyTypes.count else { return nil }
        let values = zip(key, plan.keyTypes).compactMap { bytes($0, $1) }
        return values.count == key.count ? OpaqueKey.text(tag: plan.tag, values: values) : nil
    }

    private static func text(_ bytes: [UInt8], _ type: ColumnType) -> String {
        var buffer = ByteBuffer(capacity: 32)
        let isWritten = bytes.withUnsafeBytes { PlainText.append($0, type: type.oid, to: &buffer) }
        return String(decoding: isWritten ? buffer.array : bytes, as: UTF8.self)
    }

    private static func bytes(_ text: String, _ type: ColumnType) -> [UInt8]? {
        switch type.oid {
        case JSONEncoding.OID.int2: Int16(text).map { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        case JSONEncoding.OID.int4: Int32(text).map { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        case JSONEncoding.OID.int8: Int64(text).map { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        case JSONEncoding.OID.uuid: uuid(text)
        default: Array(text.utf8)
        }
    }

    private static func uuid(_ text: String) -> [UInt8]? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard digits.count == 32 else { return nil }
        let bytes = stride(from: 0, to: 32, by: 2).compactMap { place in
            UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
        }
        return bytes.count == 16 ? bytes : nil
    }
}
