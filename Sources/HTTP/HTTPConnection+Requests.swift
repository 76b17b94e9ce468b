import Bytes
import EventLoop
import Glibc

/// Bytes to requests.
extension HTTPConnection {
    func receive() {
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

    var takesRequests: Bool { state == .idle || state == .head || state == .body }

    /// Goes on with the bytes that have come.
    func process() {
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
    func consume(_ bytes: UnsafeRawBufferPointer) -> Int {
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

    func continueChunked() {
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

    func begin(_ next: State, _ timeout: Duration) {
        if state != next { deadline = server.loop.now + timeout }
        state = next
    }

    func sendContinue() {
        server.prepareOutput(for: self)
        server.out.append("HTTP/1.1 100 Continue\r\n\r\n")
        server.flush()
    }

    func handle(_ bytes: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer) {
        state = .answering
        closesAfterAnswer = !head.keepsAlive
        let exchange = HTTPExchange(connection: self, isHead: head.method == .head)
        self.exchange = exchange
        let request = HTTPRequest(head: head, bytes: bytes, body: body, remoteAddress: remoteAddress)
        server.handler.handle(request, exchange)
    }
}
