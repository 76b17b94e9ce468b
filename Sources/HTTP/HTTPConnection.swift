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
    enum State {
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
    unowned let server: HTTPServer
    var state = State.idle
    /// Bytes that have come but were not consumed yet. Empty, and nearly without memory, between requests.
    var input = ByteBuffer(capacity: 16)
    /// Bytes of answers that the socket did not take at once.
    var output = ByteBuffer(capacity: 16)
    var chunked: (head: [UInt8], body: ChunkedBody)?
    var content = ByteBuffer(capacity: 16)
    var head = RequestHead()
    var exchange: HTTPExchange?
    /// The answer that is being sent piece by piece.
    var stream: HTTPStream?
    var closesAfterAnswer = false
    /// While a request is handled: how many bytes came behind it.
    var bytesBehind = 0
    var peerHasEnded = false
    var isProcessing = false
    var interest: Interest = .read
    /// When what is going on must have ended.
    var deadline: ContinuousClock.Instant

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

    // MARK: Interest

    /// Watches for what can happen next, and closes where nothing can.
    func settle() {
        if state == .closed || state == .lingering { return }
        guard output.isEmpty else { return setInterest(.write) }
        if state == .answering {
            // With a request in waiting, or after the client's last byte, there is nothing to read for now.
            return setInterest(peerHasEnded || !input.isEmpty ? [] : .read)
        }
        if peerHasEnded || (server.isDraining && isIdle) { return close() }
        setInterest(.read)
    }

    func setInterest(_ wanted: Interest) {
        guard wanted != interest, state != .closed else { return }
        interest = wanted
        server.loop.update(descriptor, interest: wanted)
    }

    // MARK: The end

    func linger() {
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
