import Bytes
import EventLoop
import Glibc

/// Answers to bytes.
extension HTTPConnection {
    func respond(
        _ exchange: HTTPExchange,
        status: Int,
        contentType: StaticString,
        headers: [(name: StaticString, value: String)],
        body: (inout ByteBuffer) -> Void
    ) {
        guard self.exchange === exchange, state == .answering else { return }
        self.exchange = nil
        closeIfDraining()
        server.prepareOutput(for: self)
        let place = server.head.append(
            to: &server.out,
            status: status,
            contentType: contentType,
            headers: headers,
            connection: closesAfterAnswer ? "close" : head.minorVersion == 0 ? "keep-alive" : nil
        )
        if let place {
            let start = server.out.count
            body(&server.out)
            ResponseHead.patch(&server.out, at: place, length: server.out.count - start)
            if exchange.isHead { server.out.truncate(to: start) }
        }
        answered()
    }

    /// While draining, what the client has sent already is still answered.
    func closeIfDraining() {
        if server.isDraining && (isProcessing ? bytesBehind : input.count) == 0 { closesAfterAnswer = true }
    }

    /// The answer's last byte is written: on to the next request, or to the end.
    func answered() {
        if closesAfterAnswer {
            server.flush()
            if state != .closed && output.isEmpty { linger() }
            return
        }
        state = .idle
        deadline = server.loop.now + server.limits.idleTimeout
        if isProcessing { return }
        server.flush()
        process()
    }

    /// Answers what cannot be taken as a request, and ends the connection.
    func fail(_ fault: HTTPFault) {
        guard takesRequests else { return }
        chunked = nil
        let (type, bytes) = server.handler.body(for: fault)
        server.prepareOutput(for: self)
        let place = server.head.append(
            to: &server.out,
            status: fault.status,
            contentType: type,
            headers: [],
            connection: "close"
        )
        if let place {
            let start = server.out.count
            server.out.append(bytes)
            ResponseHead.patch(&server.out, at: place, length: server.out.count - start)
        }
        closesAfterAnswer = true
        state = .answering
        server.flush()
        if state != .closed && output.isEmpty { linger() }
    }

    /// Sends bytes; what the socket does not take at once waits here.
    ///
    /// - Returns: whether the connection still stands; if not, it is the caller's to close.
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard state != .closed else { return true }
        if !output.isEmpty {
            output.append(bytes)
            return true
        }
        let sent = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if sent == bytes.count { return true }
        if sent < 0 && errno != EAGAIN && errno != EINTR { return false }
        output.append(UnsafeRawBufferPointer(rebasing: bytes[max(0, sent)...]))
        deadline = server.loop.now + server.limits.writeTimeout
        setInterest(.write)
        return true
    }

    func drainOutput() {
        let sent = Glibc.send(descriptor, output.readable.baseAddress, output.count, Int32(MSG_NOSIGNAL))
        if sent < 0 {
            if errno != EAGAIN && errno != EINTR { close() }
            return
        }
        output.consume(sent)
        deadline = server.loop.now + server.limits.writeTimeout
        guard output.isEmpty else { return }
        output.shrink(to: 64)
        switch state {
        case .answering:
            if let stream { return stream.drained() }
            if closesAfterAnswer && exchange == nil { linger() }
        case .head: deadline = server.loop.now + server.limits.headTimeout
        case .body: deadline = server.loop.now + server.limits.bodyTimeout
        default: deadline = server.loop.now + server.limits.idleTimeout
        }
    }
}
