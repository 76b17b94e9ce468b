import Bytes
import EventLoop
import Glibc

/// One client's connection: bytes to requests, one request at a time, and answers to bytes.
///
/// States and what leads out of them:
///
///     idle ── first bytes ──▸ head ── complete ──▸ body ── complete ──▸ answering ── answered ──▸ idle
///     any  ── malformed ──▸ lingering ── end of input or time ──▸ closed
final class HTTPConnection: ReadinessHandler {
    private enum State {
        case idle
        case head
        case body
        case answering
        /// An answer that ends the connection is sent; input is read and dropped, so that
        /// the client gets to read the answer (RFC 9112, section 9.6).
        case lingering
        case closed
    }

    let descriptor: Int32
    let remoteAddress: String
    private unowned let server: HTTPServer
    private var state = State.idle
    /// Bytes that have come but were not consumed yet. Empty, and nearly without memory, between requests.
    private var input = ByteBuffer(capacity: 16)
    /// Bytes of answers that the socket did not take at once.
    private var output = ByteBuffer(capacity: 16)
    private var chunked: (head: [UInt8], body: ChunkedBody)?
    private var content = ByteBuffer(capacity: 16)
    private var head = RequestHead()
    private var exchange: HTTPExchange?
    /// The answer that is being sent piece by piece.
    private var stream: HTTPStream?
    private var closesAfterAnswer = false
    /// While a request is handled: how many bytes came behind it.
    private var bytesBehind = 0
    private var peerHasEnded = false
    private var isProcessing = false
    private var interest: Interest = .read
    /// When what is going on must have ended.
    private(set) var deadline: ContinuousClock.Instant

    init(descriptor: Int32, remoteAddress: String, server: HTTPServer) {
        self.descriptor = descriptor
        self.remoteAddress = remoteAddress
        self.server = server
        deadline = server.loop.now + server.limits.idleTimeout
    }

    var isIdle: Bool { state == .idle && output.isEmpty }

    // MARK: Events

    func ready(_ events: Interest) {
        if events.contains(.hangUp) && state == .answering { return close() }
        if events.contains(.write) && !output.isEmpty {
            drainOutput()
            if output.isEmpty { process() }
        }
        // Backpressure: who does not read answers is not read from.
        guard events.contains(.read), state != .closed, output.isEmpty else { return }
        receive()
    }

    /// Ends what has taken too long; called by the server's clock.
    func expire() {
        if state != .closed && !output.isEmpty { return close() }
        switch state {
        case .closed, .answering: break
        case .head: fail(HTTPFault(408, "The request's head did not arrive in time."))
        case .body: fail(HTTPFault(408, "The request's body did not arrive in time."))
        case .idle, .lingering: close()
        }
    }

    // MARK: Input

    private func receive() {
        let scratch = server.scratch
        let count = recv(descriptor, scratch.baseAddress, scratch.count, 0)
        if count < 0 {
            if errno != EAGAIN && errno != EINTR { close() }
            return
        }
        if state == .lingering {
            if count == 0 { close() }
            return
        }
        if count == 0 {
            // A client may end its side and still read the answers to what it has sent.
            peerHasEnded = true
            if state == .answering, stream != nil || exchange?.endsWithInput == true { return close() }
            return settle()
        }
        let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(scratch)[..<count])
        if state == .answering {
            // The next request of a pipeline: it waits, and so does the client if it sends more.
            input.append(bytes)
            return settle()
        }
        guard input.isEmpty, chunked == nil else {
            input.append(bytes)
            return process()
        }
        let used = consume(bytes)
        if state != .closed && used < bytes.count {
            input.append(UnsafeRawBufferPointer(rebasing: bytes[used...]))
        }
        if state == .idle || chunked != nil { return process() }
        server.flush()
        settle()
    }

    private var takesRequests: Bool { state == .idle || state == .head || state == .body }

    /// Goes on with the bytes that have come.
    private func process() {
        while takesRequests && output.isEmpty {
            if chunked != nil {
                continueChunked()
                if chunked != nil { break }
                continue
            }
            if input.isEmpty { break }
            let used = consume(input.readable)
            if used == 0 { break }
            input.consume(used)
        }
        if input.isEmpty && state != .closed { input.shrink(to: 64) }
        server.flush()
        settle()
    }

    /// Handles the requests at the front of `bytes`.
    ///
    /// - Returns: how many bytes were used up.
    private func consume(_ bytes: UnsafeRawBufferPointer) -> Int {
        isProcessing = true
        defer { isProcessing = false }
        var used = 0
        do throws(HTTPFault) {
            while used < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
                // Empty lines before a request are allowed (RFC 9112, section 2.2).
                if state != .body && rest[0] == 0x0D && (rest.count == 1 || rest[1] == 0x0A) {
                    guard rest.count > 1 else { return used }
                    used += 2
                    continue
                }
                if state != .body {
                    guard try server.parser.parse(rest, into: &head) else {
                        begin(.head, server.limits.headTimeout)
                        return used
                    }
                }
                if head.isChunked {
                    chunked = (Array(rest[..<head.length]), ChunkedBody(limit: server.limits.body))
                    begin(.body, server.limits.bodyTimeout)
                    if head.expectsContinue && rest.count == head.length { sendContinue() }
                    return used + head.length
                }
                let length = head.length + (head.contentLength ?? 0)
                guard rest.count >= length else {
                    begin(.body, server.limits.bodyTimeout)
                    if head.expectsContinue && rest.count == head.length {
                        head.expectsContinue = false
                        sendContinue()
                    }
                    return used
                }
                let body = UnsafeRawBufferPointer(rebasing: rest[head.length..<length])
                used += length
                bytesBehind = bytes.count - used
                handle(UnsafeRawBufferPointer(rebasing: rest[..<head.length]), body: body)
                if state == .idle && server.out.count > 64 << 10 { server.flush() }
                if state != .idle || !output.isEmpty { return used }
            }
        } catch {
            fail(error)
            return bytes.count
        }
        return used
    }

    private func continueChunked() {
        guard let (head, started) = chunked else { return }
        var body = started
        do throws(HTTPFault) {
            let isComplete = try body.take(from: &input, into: &content)
            chunked = isComplete ? nil : (head, body)
            guard isComplete else { return }
            isProcessing = true
            bytesBehind = input.count
            head.withUnsafeBytes { handle($0, body: content.readable) }
            isProcessing = false
            content.shrink(to: 64)
        } catch {
            chunked = nil
            fail(error)
        }
    }

    private func begin(_ next: State, _ timeout: Duration) {
        if state != next { deadline = server.loop.now + timeout }
        state = next
    }

    private func sendContinue() {
        server.prepareOutput(for: self)
        server.out.append("HTTP/1.1 100 Continue\r\n\r\n")
        server.flush()
    }

    private func handle(_ bytes: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer) {
        state = .answering
        closesAfterAnswer = !head.keepsAlive
        let exchange = HTTPExchange(connection: self, isHead: head.method == .head)
        self.exchange = exchange
        let request = HTTPRequest(head: head, bytes: bytes, body: body, remoteAddress: remoteAddress)
        server.handler.handle(request, exchange)
    }

    // MARK: Output

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
    private func closeIfDraining() {
        if server.isDraining && (isProcessing ? bytesBehind : input.count) == 0 { closesAfterAnswer = true }
    }

    /// The answer's last byte is written: on to the next request, or to the end.
    private func answered() {
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
    private func fail(_ fault: HTTPFault) {
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

    private func drainOutput() {
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

    // MARK: Interest

    /// Watches for what can happen next, and closes where nothing can.
    private func settle() {
        if state == .closed || state == .lingering { return }
        guard output.isEmpty else { return setInterest(.write) }
        if state == .answering {
            // With a request in waiting, or after the client's last byte, there is nothing to read for now.
            return setInterest(peerHasEnded || !input.isEmpty ? [] : .read)
        }
        if peerHasEnded || (server.isDraining && isIdle) { return close() }
        setInterest(.read)
    }

    private func setInterest(_ wanted: Interest) {
        guard wanted != interest, state != .closed else { return }
        interest = wanted
        server.loop.update(descriptor, interest: wanted)
    }

    // MARK: The end

    private func linger() {
        if peerHasEnded { return close() }
        state = .lingering
        deadline = server.loop.now + .seconds(1)
        shutdown(descriptor, Int32(SHUT_WR))
        setInterest(.read)
    }

    func close() {
        guard state != .closed else { return }
        state = .closed
        if let exchange {
            self.exchange = nil
            server.handler.abandoned(exchange)
        }
        server.forget(self)
        Glibc.close(descriptor)
        if let stream {
            self.stream = nil
            stream.lost()
        }
    }
}

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
        return stream
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
