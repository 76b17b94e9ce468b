/// The values of one statement's parameters, in one piece of memory, in binary format.
package struct Parameters: Sendable, Equatable {
    private var bytes: [UInt8] = []
    private var values: [Value] = []

    /// Where a value stands in `bytes`.
    private struct Value: Equatable {
        /// -1 for null.
        let start: Int32
        let length: Int32
        /// 1 for binary, 0 for text.
        let format: Int32
    }

    package init() {
        bytes.reserveCapacity(64)
        values.reserveCapacity(6)
    }

    package var count: Int { values.count }

    private mutating func append(format: Int32 = 1, _ body: (inout [UInt8]) -> Void) {
        let start = Int32(bytes.count)
        body(&bytes)
        values.append(Value(start: start, length: Int32(bytes.count) - start, format: format))
        // A value in text format ends at its NUL.
        if format == 0 { bytes.append(0) }
    }

    package mutating func null() {
        values.append(Value(start: -1, length: 0, format: 1))
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

    package mutating func textArray(_ values: [String]) { elements(values.map { Array($0.utf8) }, type: 25) }

    /// A `bytea[]`.
    package mutating func binaryArray(_ values: [[UInt8]]) { elements(values, type: 17) }

    private mutating func elements(_ values: [[UInt8]], type: UInt32) {
        append { bytes in
            bytes.appendBigEndian(Int32(values.isEmpty ? 0 : 1))
            bytes.appendBigEndian(Int32(0))
            bytes.appendBigEndian(type)
            if values.isEmpty { return }
            bytes.appendBigEndian(Int32(values.count))
            bytes.appendBigEndian(Int32(1))
            for value in values {
                bytes.appendBigEndian(Int32(value.count))
                bytes += value
            }
        }
    }

    /// Calls `body` with the arrays that libpq takes.
    func withPointers<Value>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> Value
    ) -> Value {
        let count = values.count
        return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count + 1) { pointers in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count + 1) { numbers in
                bytes.withUnsafeBufferPointer { memory in
                    guard let pointers = pointers.baseAddress, let numbers = numbers.baseAddress else {
                        preconditionFailure("an allocation has an address")
                    }
                    // A pointer to something even for an empty value: none would mean SQL's null.
                    let base = UnsafeRawPointer(
                        memory.baseAddress.map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(pointers)
                    )
                    for (index, value) in values.enumerated() {
                        let start = value.start < 0 ? nil : base + Int(value.start)
                        (pointers + index).initialize(to: start?.assumingMemoryBound(to: CChar.self))
                        (numbers + index).initialize(to: value.length)
                        (numbers + count + index).initialize(to: value.format)
                    }
                    return body(
                        Int32(count),
                        UnsafePointer(pointers),
                        UnsafePointer(numbers),
                        UnsafePointer(numbers + count)
                    )
                }
            }
        }
    }
}

extension [UInt8] {
    mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
