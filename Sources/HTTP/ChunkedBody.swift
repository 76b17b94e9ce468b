import Bytes

/// Takes a chunked body apart (RFC 9112, section 7.1), whatever pieces it comes in.
struct ChunkedBody {
    private enum State {
        case size
        case data(left: Int)
        case dataEnd
        case trailer
        case done
    }

    private var state = State.size
    private var lineBytes = 0
    let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes bytes off `input` and appends content to `body`.
    ///
    /// - Returns: whether the body has ended.
    mutating func take(from input: inout ByteBuffer, into body: inout ByteBuffer) throws(HTTPFault) -> Bool {
        while true {
            switch state {
            case .done: return true
            case .size:
                guard let line = try line(input) else { return false }
                let size = try chunkSize(input, line)
                input.consume(line + 2)
                if body.count + size > limit { throw HTTPFault.bodyTooLarge(limit) }
                state = size == 0 ? .trailer : .data(left: size)
            case .data(let left):
                let count = min(left, input.count)
                if count == 0 { return false }
                body.append(UnsafeRawBufferPointer(rebasing: input.readable[..<count]))
                input.consume(count)
                state = count == left ? .dataEnd : .data(left: left - count)
            case .dataEnd:
                guard input.count >= 2 else { return false }
                guard input.readable[0] == 0x0D, input.readable[1] == 0x0A else {
                    throw HTTPFault(400, "A chunk is malformed.")
                }
                input.consume(2)
                state = .size
            case .trailer:
                // Trailers are read to their end and dropped.
                guard let line = try line(input) else { return false }
                input.consume(line + 2)
                if line == 0 { state = .done }
            }
        }
    }

    /// Length of the line at the front, without its CRLF; `nil` if it has not ended yet.
    private mutating func line(_ input: borrowing ByteBuffer) throws(HTTPFault) -> Int? {
        let bytes = input.readable
        for index in 0..<min(bytes.count, 4096) {
            if bytes[index] == 0x0A { throw HTTPFault(400, "A chunk is malformed.") }
            guard bytes[index] == 0x0D else { continue }
            guard index + 1 < bytes.count else { return nil }
            guard bytes[index + 1] == 0x0A else { throw HTTPFault(400, "A chunk is malformed.") }
            lineBytes += index
            guard lineBytes <= 16_384 else { throw HTTPFault(431, "Chunk extensions and trailers are too long.") }
            return index
        }
        if bytes.count >= 4096 { throw HTTPFault(431, "A chunk's size line or a trailer is too long.") }
        return nil
    }

    /// `chunk-size [ chunk-ext ]`
    private func chunkSize(_ input: borrowing ByteBuffer, _ line: Int) throws(HTTPFault) -> Int {
        let bytes = input.readable
        var size = 0
        var index = 0
        while index < line, let digit = hexadecimal(bytes[index]) {
            size = size << 4 | digit
            index += 1
            if index > 8 { throw HTTPFault.bodyTooLarge(limit) }
        }
        guard index > 0,
            index == line || bytes[index] == UInt8(ascii: ";") || bytes[index] == 0x20 || bytes[index] == 0x09
        else {
            throw HTTPFault(400, "A chunk's size is malformed.")
        }
        return size
    }

    private func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
