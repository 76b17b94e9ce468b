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
    private var closesAfterAnswer = false
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

    var isIdle: Bool { state == .idle && output.isEmpty && input.isEmpty }

    // MARK: Events

    func ready(_ events: Interest) {
        if events.contains(.hangUp) && state == .answering { return close() }
        if events.contains(.write) && !output.isEmpty {
            drainOutput()
            if state != .closed, state != .answering, output.isEmpty { process() }
        }
        guard events.contains(.read), state != .closed else { return }
        if !output.isEmpty && state != .lingering {
            // Backpressure: who does not read answers is not read from.
            setInterest(.write)
            return
        }
        receive()
    }

    /// Ends what has taken too long; called by the server's clock.
    func expire() {
        switch state {
        case .closed: break
        case .head: fail(HTTPFault(408, "The request's head did not arrive in time."))
        case .body: fail(HTTPFault(408, "The request's body did not arrive in time."))
        case .idle, .lingering: close()
        case .answering: if !output.isEmpty { close() }
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
            // A client may end its side and still read the answer.
            peerHasEnded = true
            if state == .answering { setInterest([]) } else { close() }
            return
        }
        let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(scratch)[..<count])
        if state == .answering {
            // The next request of a pipeline: it waits, and so does the client if it sends more.
            input.append(bytes)
            setInterest([])
            return
        }
        if input.isEmpty && chunked == nil {
            let used = consume(bytes)
            if state != .closed && used < bytes.count {
                input.append(UnsafeRawBufferPointer(rebasing: bytes[used...]))
                if chunked != nil { process() }
            }
        } else {
            input.append(bytes)
            process()
        }
        server.flush()
    }

    /// Goes on with the bytes that have come.
    private func process() {
        if chunked != nil { continueChunked() }
        while state != .answering, state != .closed, state != .lingering, chunked == nil, !input.isEmpty {
            let used = consume(input.readable)
            if state == .closed || used == 0 { break }
            input.consume(used)
            if chunked != nil { continueChunked() }
        }
        if input.isEmpty && state != .closed { input.shrink(to: 64) }
        server.flush()
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
                // Empty lines between requests are allowed (RFC 9112, section 2.2).
                if state == .idle && rest.count >= 2 && rest[0] == 0x0D && rest[1] == 0x0A {
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
                handle(UnsafeRawBufferPointer(rebasing: rest[..<head.length]), body: body)
                if state != .idle { return used }
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
        closesAfterAnswer = !head.keepsAlive || server.isDraining
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
        if server.isDraining { closesAfterAnswer = true }
        server.prepareOutput(for: self)
        let place = server.head.append(
            to: &server.out,
            status: status,
            contentType: contentType,
            headers: headers,
            closes: closesAfterAnswer
        )
        let start = server.out.count
        body(&server.out)
        ResponseHead.patch(&server.out, at: place, length: server.out.count - start)
        if exchange.isHead { server.out.truncate(to: start) }
        if closesAfterAnswer {
            server.flush()
            if state != .closed { output.isEmpty ? linger() : () }
            return
        }
        state = .idle
        deadline = server.loop.now + server.limits.idleTimeout
        if isProcessing { return }
        server.flush()
        guard state == .idle else { return }
        if peerHasEnded { return close() }
        if output.isEmpty && interest != .read { setInterest(.read) }
        if !input.isEmpty { process() }
    }

    /// Answers what cannot be taken as a request, and ends the connection.
    private func fail(_ fault: HTTPFault) {
        guard state != .closed, state != .lingering else { return }
        exchange = nil
        chunked = nil
        let (type, bytes) = server.handler.body(for: fault)
        server.prepareOutput(for: self)
        let place = server.head.append(
            to: &server.out,
            status: fault.status,
            contentType: type,
            headers: [],
            closes: true
        )
        let start = server.out.count
        server.out.append(bytes)
        ResponseHead.patch(&server.out, at: place, length: server.out.count - start)
        closesAfterAnswer = true
        state = .answering
        server.flush()
        if state != .closed && output.isEmpty { linger() }
    }

    /// Sends what the server's buffer holds; what the socket does not take waits here.
    func send(_ bytes: UnsafeRawBufferPointer) {
        guard state != .closed else { return }
        if !output.isEmpty {
            output.append(bytes)
            return
        }
        let sent = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if sent == bytes.count { return }
        if sent < 0 && errno != EAGAIN && errno != EINTR { return close() }
        output.append(UnsafeRawBufferPointer(rebasing: bytes[max(0, sent)...]))
        deadline = server.loop.now + server.limits.writeTimeout
        setInterest(.write)
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
        if closesAfterAnswer && state == .answering && exchange == nil { return linger() }
        if peerHasEnded && state == .idle { return close() }
        if state == .idle { deadline = server.loop.now + server.limits.idleTimeout }
        setInterest(state == .answering ? [] : .read)
    }

    private func setInterest(_ wanted: Interest) {
        guard wanted != interest, state != .closed else { return }
        interest = wanted
        server.loop.update(descriptor, interest: wanted)
    }

    // MARK: The end

    private func linger() {
        state = .lingering
        deadline = server.loop.now + .seconds(1)
        shutdown(descriptor, Int32(SHUT_WR))
        setInterest(.read)
        if peerHasEnded { close() }
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
    }
}
