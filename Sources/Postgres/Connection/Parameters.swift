/// The values of one statement's parameters, in one piece of memory, in binary format.
package struct Parameters: Sendable {
    private var bytes: [UInt8] = []
    /// Start of each value in `bytes`; -1 for null.
    private var starts: [Int32] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    package init() {}

    package var count: Int { starts.count }

    private mutating func append(format: Int32 = 1, _ body: (inout [UInt8]) -> Void) {
        starts.append(Int32(bytes.count))
        body(&bytes)
        lengths.append(Int32(bytes.count) - (starts.last ?? 0))
        formats.append(format)
        // A value in text format ends at its NUL.
        if format == 0 { bytes.append(0) }
    }

    package mutating func null() {
        starts.append(-1)
        lengths.append(0)
        formats.append(1)
    }

    package mutating func int8(_ value: Int64) { append { $0.appendBigEndian(value) } }
    package mutating func int4(_ value: Int32) { append { $0.appendBigEndian(value) } }
    package mutating func bool(_ value: Bool) { append { $0.append(value ? 1 : 0) } }
    package mutating func text(_ value: String) { append { $0 += value.utf8 } }
    package mutating func optionalText(_ value: String?) { if let value { text(value) } else { null() } }
    package mutating func binary(_ value: some Sequence<UInt8>) { append { $0 += value } }

    /// A value as PostgreSQL reads it as text; must hold no NUL.
    package mutating func textFormat(_ value: String) { append(format: 0) { $0 += value.utf8 } }

    /// An array in binary format (`array_recv`): one dimension, elements in binary format.
    package mutating func array(
        elementType: UInt32,
        count: Int,
        _ element: (Int) -> UnsafeRawBufferPointer
    ) {
        append { bytes in
            bytes.appendBigEndian(Int32(count > 0 ? 1 : 0))
            bytes.appendBigEndian(Int32(0))
            bytes.appendBigEndian(elementType)
            if count == 0 { return }
            bytes.appendBigEndian(Int32(count))
            bytes.appendBigEndian(Int32(1))
            for index in 0..<count {
                let value = element(index)
                bytes.appendBigEndian(Int32(value.count))
                bytes += value
            }
        }
    }

    package mutating func int8Array(_ values: [Int64]) {
        let encoded = values.map(\.bigEndian)
        encoded.withUnsafeBytes { all in
            array(elementType: 20, count: values.count) { UnsafeRawBufferPointer(rebasing: all[$0 * 8..<$0 * 8 + 8]) }
        }
    }

    package mutating func textArray(_ values: [String]) {
        let encoded = values.map { Array($0.utf8) }
        append { bytes in
            bytes.appendBigEndian(Int32(values.isEmpty ? 0 : 1))
            bytes.appendBigEndian(Int32(0))
            bytes.appendBigEndian(UInt32(25))
            if values.isEmpty { return }
            bytes.appendBigEndian(Int32(values.count))
            bytes.appendBigEndian(Int32(1))
            for value in encoded {
                bytes.appendBigEndian(Int32(value.count))
                bytes += value
            }
        }
    }

    /// Calls `body` with the arrays that libpq takes.
    func withPointers<Value>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> Value
    ) -> Value {
        bytes.withUnsafeBufferPointer { memory in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: max(1, count)) { values in
                // A non-null pointer even for an empty value: null would mean SQL null.
                let base = memory.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
                for index in starts.indices {
                    values[index] = starts[index] < 0 ? nil : (base ?? emptyValue).advanced(by: Int(starts[index]))
                }
                return lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        guard let valueBase = values.baseAddress else {
                            preconditionFailure("an allocation has an address")
                        }
                        return body(
                            Int32(count),
                            valueBase,
                            lengths.baseAddress ?? emptyLengths,
                            formats.baseAddress ?? emptyLengths
                        )
                    }
                }
            }
        }
    }
}

/// Constant memory to point at where there are no bytes; never written.
private nonisolated(unsafe) let emptyLengths = UnsafePointer(UnsafeMutablePointer<Int32>.allocate(capacity: 1))
private nonisolated(unsafe) let emptyValue = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))

extension [UInt8] {
    mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
