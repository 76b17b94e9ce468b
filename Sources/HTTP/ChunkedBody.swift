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

    private static let lineLimit = 4096
    private static let extraLimit = 16_384

    private var state = State.size
    /// Bytes of chunk extensions and trailers, which carry no content and so are bounded by themselves.
    private var extraBytes = 0
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
                if body.count + size > limit { throw HTTPFault.bodyTooLarge("at least \(body.count + size)", limit) }
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
                try checkTrailer(input, line)
                input.consume(line + 2)
                if line == 0 { state = .done }
            }
        }
    }

    /// Length of the line at the front, without its CRLF; `nil` if it has not ended yet.
    private func line(_ input: borrowing ByteBuffer) throws(HTTPFault) -> Int? {
        let bytes = input.readable
        for index in 0..<min(bytes.count, ChunkedBody.lineLimit) {
            if bytes[index] == 0x0A { throw HTTPFault(400, "A chunk is malformed.") }
            guard bytes[index] == 0x0D else { continue }
            guard index + 1 < bytes.count else { return nil }
            guard bytes[index + 1] == 0x0A else { throw HTTPFault(400, "A chunk is malformed.") }
            return index
        }
        if bytes.count >= ChunkedBody.lineLimit {
            throw HTTPFault(
                431,
                "A chunk's size line or a trailer is longer than \(ChunkedBody.lineLimit) bytes, the limit."
            )
        }
        return nil
    }

    private mutating func countExtra(_ count: Int) throws(HTTPFault) {
        extraBytes += count
        guard extraBytes <= ChunkedBody.extraLimit else {
            throw HTTPFault(
                431,
                "Chunk extensions and trailers are longer than \(ChunkedBody.extraLimit) bytes, the limit."
            )
        }
    }

    /// `trailer-section = *( field-line CRLF )` (section 7.1.2)
    private mutating func checkTrailer(_ input: borrowing ByteBuffer, _ line: Int) throws(HTTPFault) {
        try countExtra(line)
        let bytes = input.readable[..<line]
        if bytes.isEmpty { return }
        let name = bytes.prefix { isTokenCharacter($0) }
        guard !name.isEmpty, name.endIndex < line, bytes[name.endIndex] == UInt8(ascii: ":"),
            !bytes.contains(where: isControl)
        else { throw HTTPFault(400, "A trailer is malformed.") }
    }

    /// `chunk-size [ chunk-ext ]`; an extension begins with `;` and is ignored.
    private mutating func chunkSize(_ input: borrowing ByteBuffer, _ line: Int) throws(HTTPFault) -> Int {
        let bytes = input.readable
        var size = 0
        var index = 0
        while index < line, let digit = hexadecimal(bytes[index]) {
            size = size << 4 | digit
            index += 1
            if index > 8 { throw HTTPFault.bodyTooLarge("at least \(size)", limit) }
        }
        try countExtra(line - index)
        let rest = bytes[index..<line].drop { $0 == 0x20 || $0 == 0x09 }
        guard index > 0, index == line || rest.first == UInt8(ascii: ";"), !rest.contains(where: isControl) else {
            throw HTTPFault(400, "A chunk's size is malformed.")
        }
        return size
    }

    private func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }

    private func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
