/// Growable memory that responses, requests and statements are written into and read from.
///
///     storage:  [ consumed | readable ........ | free ]
///               0          start               end     capacity
///
/// A buffer has one owner and cannot be copied, so that appending is a bounds check and a
/// store. `clear()` keeps the memory for the next use; `shrink(to:)` gives it back.
package struct ByteBuffer: ~Copyable {
    @usableFromInline var storage: UnsafeMutableRawPointer
    @usableFromInline private(set) package var capacity: Int
    /// Offset of the first readable byte.
    @usableFromInline private(set) package var start: Int
    /// Offset just behind the last readable byte.
    @usableFromInline private(set) package var end: Int

    package init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        storage = .allocate(byteCount: self.capacity, alignment: 16)
        start = 0
        end = 0
    }

    deinit { storage.deallocate() }

    /// Number of readable bytes.
    @inlinable @inline(__always) package var count: Int { end - start }
    @inlinable package var isEmpty: Bool { end == start }

    /// The readable bytes. Valid until the next mutation.
    @inlinable package var readable: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: storage + start, count: end - start)
    }

    /// The readable bytes, to be changed in place. Valid until the next mutation.
    @inlinable package var mutableReadable: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: storage + start, count: end - start)
    }

    /// Makes sure that `count` bytes can be appended without another allocation.
    @inlinable @inline(__always) package mutating func reserve(_ count: Int) {
        if capacity - end < count { grow(count) }
    }

    @usableFromInline mutating func grow(_ count: Int) {
        let used = end - start
        if start > 0 && capacity - used >= count && used <= capacity / 2 {
            storage.copyMemory(from: storage + start, byteCount: used)
        } else {
            let larger = max(capacity * 2, used + count)
            let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
            moved.copyMemory(from: storage + start, byteCount: used)
            storage.deallocate()
            storage = moved
            capacity = larger
        }
        start = 0
        end = used
    }

    @inlinable @inline(__always) package mutating func append(_ byte: UInt8) {
        reserve(1)
        storage.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
        end += 1
    }

    @inlinable @inline(__always) package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        (storage + end).copyMemory(from: base, byteCount: bytes.count)
        end += bytes.count
    }

    @inlinable package mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inlinable package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends an integer in decimal digits.
    @inlinable package mutating func appendDecimal(_ value: Int64) {
        reserve(20)
        var magnitude = value.magnitude
        if value < 0 {
            storage.storeBytes(of: UInt8(ascii: "-"), toByteOffset: end, as: UInt8.self)
            end += 1
        }
        var length = 1
        var rest = magnitude / 10
        while rest > 0 {
            length += 1
            rest /= 10
        }
        var at = end + length
        repeat {
            at -= 1
            let digit = magnitude % 10
            storage.storeBytes(
                of: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit),
                toByteOffset: at,
                as: UInt8.self
            )
            magnitude /= 10
        } while magnitude > 0
        end += length
    }

    /// Appends what `body` writes into free memory of at least `count` bytes; it returns how many it wrote.
    @inlinable package mutating func append(upTo count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int) {
        reserve(count)
        let written = body(UnsafeMutableRawBufferPointer(start: storage + end, count: capacity - end))
        precondition(written >= 0 && written <= capacity - end, "wrote past the reserved memory")
        end += written
    }

    /// Drops readable bytes from the front.
    @inlinable package mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= end - start, "consumed more than is readable")
        start += count
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Drops readable bytes from the back, down to a former `count`.
    @inlinable package mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= end - start, "cannot truncate to more than is readable")
        end = start + count
    }

    @inlinable package mutating func clear() {
        start = 0
        end = 0
    }

    /// Empties the buffer and gives memory above `capacity` bytes back to the system.
    package mutating func shrink(to capacity: Int) {
        start = 0
        end = 0
        guard self.capacity > capacity else { return }
        storage.deallocate()
        self.capacity = max(capacity, 16)
        storage = .allocate(byteCount: self.capacity, alignment: 16)
    }
}

extension ByteBuffer {
    /// A copy of the readable bytes.
    package var array: [UInt8] { Array(readable) }
    /// The readable bytes as text; bytes that are not UTF-8 are replaced.
    package var text: String { String(decoding: readable, as: UTF8.self) }
}
