import Bytes

/// Answers that are sent piece by piece.
extension HTTPConnection {
    var pendingBytes: Int { output.count }

    /// - Returns: `nil` if there is nobody to answer, or no body is wanted; then the head is the whole answer.
    func begin(
        _ exchange: HTTPExchange,
        status: Int,
        length: Int?,
        contentType: StaticString,
        headers: [(name: StaticString, value: String)]
    ) -> HTTPStream? {
        guard self.exchange === exchange, state == .answering else { return nil }
        self.exchange = nil
        let framing = length.map { StreamFraming.length($0) } ?? (head.minorVersion > 0 ? .chunks : .untilClose)
        if framing == .untilClose { closesAfterAnswer = true }
        closeIfDraining()
        server.prepareOutput(for: self)
        server.head.appendStreamed(
            to: &server.out,
            status: status,
            contentType: contentType,
            headers: headers,
            framing: framing,
            connection: closesAfterAnswer ? "close" : head.minorVersion == 0 ? "keep-alive" : nil
        )
        if exchange.isHead {
            answered()
            return nil
        }
        let stream = HTTPStream(connection: self, framing: framing)
        self.stream = stream
        if !isProcessing { server.flush() }
        // The head may not have found its client any more.
        return state == .closed ? nil : stream
    }

    func write(_ body: (inout ByteBuffer) -> Void) {
        guard state == .answering else { return }
        server.prepareOutput(for: self)
        body(&server.out)
        server.flush()
    }

    func finish(isChunked: Bool) {
        guard state == .answering else { return }
        stream = nil
        server.prepareOutput(for: self)
        if isChunked { server.out.append("0\r\n\r\n") }
        answered()
    }

    func abort() {
        stream = nil
        close()
    }
}
