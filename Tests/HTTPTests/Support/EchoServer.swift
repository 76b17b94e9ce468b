import Bytes
import Dispatch
import EventLoop
import Glibc
import HTTP
import Synchronization

/// A server on a thread of its own whose answer says what the request was. Paths ask for more:
///
///     /later/MS    answered after so many milliseconds
///     /hold        answered when the test says so
///     /big/N       N bytes
///     /status/N    that status
///     /stream/N    N bytes in pieces, with their length beforehand and the status 206
///     /pieces/N    N bytes in pieces, without
///     /short/N     as /stream, but a byte is missing
final class EchoServer: Sendable {
    let address: ListenAddress
    let record = Record()
    private let thread: LoopThread
    private let mailbox: Mailbox<Work>
    private let ownDescriptors: Bool
    private let box: Box

    typealias Work = @Sendable (EchoHandler) -> Void

    /// What happened, for tests to look at from their own threads.
    final class Record: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func count(_ what: String) { counts.withLock { $0[what, default: 0] += 1 } }
        func set(_ what: String, _ value: Int) { counts.withLock { $0[what] = value } }
        subscript(_ what: String) -> Int { counts.withLock { $0[what] ?? 0 } }

        /// Waits until a count has come; `false` if it does not.
        func reaches(_ what: String, _ count: Int) -> Bool {
            for _ in 0..<60_000 {
                if self[what] >= count { return true }
                usleep(5000)
            }
            return false
        }
    }

    /// - Parameter ownDescriptors: the thread gets a table of open descriptors of its own (unshare(2)), so that a
    ///   test can use them up without harm to others.
    init(
        _ address: ListenAddress = .tcp(host: "127.0.0.1", port: 0),
        limits: HTTPLimits = HTTPLimits(),
        ownDescriptors: Bool = false
    ) throws {
        let started = DispatchSemaphore(value: 0)
        let record = record
        let box = Box()
        self.box = box
        self.ownDescriptors = ownDescriptors
        thread = try LoopThread(name: "echo") {
            if ownDescriptors { separateDescriptors() }
            do throws(SystemError) {
                let loop = try EventLoop()
                let handler = EchoHandler(loop: loop, record: record)
                let server = HTTPServer(loop: loop, limits: limits, handler: handler)
                let listener = try HTTPListener(
                    address,
                    loop: loop,
                    hasRoom: { server.connectionCount < limits.connections },
                    deal: { accepted in
                        record.count("accepted")
                        server.adopt(accepted) { record.count("closed") }
                    }
                )
                handler.server = server
                handler.listener = listener
                let mailbox: Mailbox<Work> = loop.mailbox { $0(handler) }
                loop.onTurnEnd { record.count("turns") }
                if ownDescriptors { box.work(for: handler) }
                box.outcome.withLock { $0 = .success((listener.address, mailbox)) }
                started.signal()
                loop.run()
            } catch {
                box.outcome.withLock { $0 = .failure(error) }
                started.signal()
            }
        }
        started.wait()
        guard let result = box.outcome.withLock({ $0 }) else { preconditionFailure("the thread has said nothing") }
        (self.address, mailbox) = try result.get()
    }

    /// What the two threads share.
    private final class Box: Sendable {
        let outcome = Mutex<Result<(ListenAddress, Mailbox<Work>), SystemError>?>(nil)
        let work = Mutex<[Work]>([])

        func work(for handler: EchoHandler) {
            let all = work.withLock { work in
                defer { work = [] }
                return work
            }
            for work in all { work(handler) }
            handler.record.count("ticks")
            handler.loop.schedule(after: .milliseconds(20)) { self.work(for: handler) }
        }
    }

    /// Runs something on the server's thread.
    func run(_ work: @escaping Work) {
        // With a table of its own, the loop's wake-up is not this thread's to write to: the loop looks by itself.
        if ownDescriptors { box.work.withLock { $0.append(work) } } else { mailbox.post(work) }
    }

    func release() { run { $0.release() } }

    /// Stops listening and ends gracefully.
    func drain() {
        let record = record
        run { handler in
            handler.listener?.close()
            handler.server?.drain {
                record.count("drained")
                handler.loop.stop()
            }
        }
    }

    /// Drains, at the latest after a second by force, and waits for the thread.
    func stop() {
        release()
        drain()
        run { handler in handler.loop.schedule(after: .seconds(1)) { handler.loop.stop() } }
        thread.join()
    }

    /// A connection whose request has reached the handler. Where connections may be idle for a moment only, one can be
    /// closed before its request is there; then there is another.
    func client(sending bytes: String) throws -> RawClient {
        for _ in 0..<200 {
            let before = record["handled"]
            let client = try RawClient(address)
            client.send(bytes)
            while record["handled"] == before {
                // An answer, which the handler has given, or the end.
                if client.hasAnswer(within: 5) { break }
            }
            if record["handled"] > before { return client }
        }
        throw RawClient.Timeout()
    }
}

/// Runs `body` with a server, which is stopped afterwards.
func withServer<Value>(
    _ address: ListenAddress = .tcp(host: "127.0.0.1", port: 0),
    limits: HTTPLimits = HTTPLimits(),
    _ body: (EchoServer) throws -> Value
) throws -> Value {
    let server = try EchoServer(address, limits: limits)
    defer { server.stop() }
    return try body(server)
}

final class EchoHandler: HTTPHandler {
    let loop: EventLoop
    var server: HTTPServer?
    var listener: HTTPListener?
    let record: EchoServer.Record
    /// Descriptors that a test has opened to use all of them up.
    var filling: [Int32] = []
    private var held: [(HTTPExchange, [UInt8])] = []

    init(loop: EventLoop, record: EchoServer.Record) {
        self.loop = loop
        self.record = record
    }

    func handle(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange) {
        record.count("handled")
        let path = String(decoding: request.path, as: UTF8.self)
        let parts = path.split(separator: "/")
        let number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        var echo = Array("\(request.method) \(path)?".utf8) + request.query
        echo += Array(" from \(request.remoteAddress)".utf8)
        if let note = request.header("x-note") { echo += Array(" note ".utf8) + note }
        echo += Array("\n".utf8) + request.body
        switch parts.first {
        case "later":
            let answer = echo
            loop.schedule(after: .milliseconds(number)) { self.answer(exchange, answer) }
        case "hold":
            held.append((exchange, echo))
            record.count("held")
        case "big": answer(exchange, Array(repeating: UInt8(ascii: "x"), count: number))
        case "status":
            exchange.respond(status: number, contentType: "text/plain") { $0.append(echo) }
        case "stream": stream(exchange, length: number, status: 206, count: number)
        case "pieces": stream(exchange, length: nil, status: 200, count: number)
        case "short": stream(exchange, length: number, status: 206, count: number - 1)
        default: answer(exchange, echo)
        }
    }

    private func stream(_ exchange: HTTPExchange, length: Int?, status: Int, count: Int) {
        let stream = exchange.begin(status: status, length: length, contentType: "text/plain")
        guard let stream else { return }
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000)
        for start in stride(from: 0, to: count, by: piece.count) {
            piece.withUnsafeBytes {
                stream.write(UnsafeRawBufferPointer(rebasing: $0[..<min(piece.count, count - start)]))
            }
        }
        stream.finish()
    }

    private func answer(_ exchange: HTTPExchange, _ bytes: [UInt8]) {
        exchange.respond(status: 200, contentType: "text/plain") { $0.append(bytes) }
    }

    /// Answers what was held, the last first.
    func release() {
        let all = held
        held = []
        for (exchange, bytes) in all.reversed() { answer(exchange, bytes) }
    }

    /// Answers what was held piece by piece, if there still is somebody to answer.
    func releaseInPieces() {
        let all = held
        held = []
        for (exchange, _) in all {
            let stream = exchange.begin(status: 200, length: nil, contentType: "text/plain")
            record.count(stream == nil ? "nobody" : "begun")
            stream?.finish()
        }
    }

    func abandoned(_ exchange: HTTPExchange) {
        record.count("abandoned")
    }

    func body(for fault: HTTPFault) -> (type: StaticString, bytes: [UInt8]) {
        ("text/plain", Array(fault.reason.utf8))
    }
}

/// unshare(CLONE_FILES), which Glibc's Swift module leaves out.
private func separateDescriptors() {
    typealias Unshare = @convention(c) (Int32) -> Int32
    guard let symbol = dlsym(nil, "unshare") else { preconditionFailure("no unshare(2)") }
    let result = unsafeBitCast(symbol, to: Unshare.self)(0x400)
    precondition(result == 0, "unshare: \(errno)")
    // Copies of other tests' sockets would keep those open.
    for descriptor in 3..<Int32(getdtablesize()) { close(descriptor) }
}
