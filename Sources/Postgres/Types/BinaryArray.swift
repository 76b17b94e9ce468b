/// An array as PostgreSQL sends it in binary format (`array_send`): its elements in order.
package struct BinaryArray {
    private let bytes: UnsafeRawBufferPointer

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// `pg_type.oid` of the elements.
    package var elementType: UInt32 { UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)) }

    /// Calls `body` with each element's bytes, or `nil` for a null.
    package func visitElements(_ body: (UnsafeRawBufferPointer?) -> Void) {
        guard bytes.count >= 12 else { return }
        let dimensions = Int(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        guard dimensions > 0 else { return }
        var count = 1
        for dimension in 0..<dimensions {
            count *= Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12 + dimension * 8, as: Int32.self)))
        }
        var offset = 12 + dimensions * 8
        for _ in 0..<count {
            let length = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
            offset += 4
            if length < 0 {
                body(nil)
            } else {
                body(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]))
                offset += length
            }
        }
    }
}
