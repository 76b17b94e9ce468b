import EventLoop
import Glibc
import HTTP
import Testing

// MARK: Time

@Test func headThatDoesNotComeInTimeIsRefused() throws {
    var limits = HTTPLimits()
    limits.headTimeout = .milliseconds(50)
    try withServer(limits: limits) { server in
        let client = try RawClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost:")
        let responses = try client.responses()
        #expect(responses.map(\.status) == [408])
        #expect(responses.first?.closes == true)
    }
}

@Test func headThatComesDropByDropIsRefusedAllTheSame() throws {
    var limits = HTTPLimits()
    limits.headTimeout = .milliseconds(200)
    limits.headers = 20_000
    try withServer(limits: limits) { server in
        let client = try RawClient(server.address)
        var bytes = "GET / HTTP/1.1\r\n"
        while !client.hasAnswer(within: 20) && bytes.utf8.count < 60_000 {
            client.send(bytes)
            bytes = "X: a\r\n"
        }
        #expect(try client.response().status == 408)
    }
}

@Test(arguments: [request("POST", fields: ["Content-Length: 5"], body: "hell"), chunkedRequest("5\r\nhell")])
func bodyThatDoesNotComeInTimeIsRefused(_ part: String) throws {
    var limits = HTTPLimits()
    limits.bodyTimeout = .milliseconds(50)
    try withServer(limits: limits) { server in
        let client = try RawClient(server.address)
        client.send(request() + part)
        #expect(try client.responses().map(\.status) == [200, 408])
    }
}

@Test func idleConnectionIsClosedWithoutAWord() throws {
    var limits = HTTPLimits()
    limits.idleTimeout = .milliseconds(50)
    try withServer(limits: limits) { server in
        let silent = try RawClient(server.address)
        let once = try server.client(sending: request())
        #expect(try once.response().status == 200)
        #expect(try once.isEnded())
        #expect(try silent.isEnded())
    }
}

@Test func answerMayTakeLongerThanAnyTimeout() throws {
    var limits = HTTPLimits()
    limits.idleTimeout = .milliseconds(50)
    limits.headTimeout = .milliseconds(50)
    limits.bodyTimeout = .milliseconds(50)
    limits.writeTimeout = .milliseconds(50)
    try withServer(limits: limits) { server in
        let client = try server.client(sending: request("POST", "/later/1200", body: "x"))
        #expect(try client.response().status == 200)
    }
}

@Test func clientThatDoesNotReadItsAnswerIsClosed() throws {
    var limits = HTTPLimits()
    limits.writeTimeout = .milliseconds(50)
    try withServer(limits: limits) { server in
        let client = try RawClient(server.address, receiveBuffer: 4096)
        client.send(request("GET", "/big/20000000"))
        #expect(server.record.reaches("closed", 1))
    }
}

// MARK: Backpressure

@Test func whoDoesNotReadAnswersIsNotReadFrom() throws {
    try withServer { server in
        let client = try RawClient(server.address, receiveBuffer: 4096)
        client.send(String(repeating: request("GET", "/big/2000000"), count: 12))
        #expect(server.record.reaches("handled", 1))
        usleep(300_000)
        // What fits into the system's buffers, and one more; how large those are, the system says.
        #expect(server.record["handled"] < 12)
        for _ in 1...12 { #expect(try client.response().body.count == 2_000_000) }
    }
}

@Test func requestsThatWaitForAnAnswerAreNotReadWithoutBound() throws {
    try withServer { server in
        let client = try RawClient(server.address)
        client.send(request("GET", "/hold"))
        #expect(server.record.reaches("held", 1))
        var small: Int32 = 1 << 16
        setsockopt(client.descriptor, SOL_SOCKET, SO_SNDBUF, &small, 4)
        let flood = try Sender(
            client,
            String(repeating: request("POST", body: String(repeating: "x", count: 100_000)), count: 200)
        )
        // Asleep, but for its clock: nothing is read, and nothing is looked at again and again. That is so as soon as
        // the buffers are full.
        var isAsleep = false
        for _ in 0..<100 where !isAsleep {
            let before = server.record["turns"]
            usleep(200_000)
            isAsleep = server.record["turns"] - before < 20
        }
        #expect(isAsleep)
        #expect(server.record["handled"] == 1)
        server.release()
        for _ in 1...201 { #expect(try client.response().status == 200) }
        flood.join()
    }
}

// MARK: Clients that go away

@Test func handlerIsToldOfAClientThatIsGone() throws {
    try withServer { server in
        let client = try RawClient(server.address)
        client.send(request("GET", "/hold"))
        #expect(server.record.reaches("held", 1))
        client.reset()
        #expect(server.record.reaches("abandoned", 1))
        #expect(server.record.reaches("closed", 1))
        // Answering now does nothing.
        server.release()
        let next = try RawClient(server.address)
        next.send(request())
        #expect(try next.response().status == 200)
    }
}

@Test func handlerIsToldOfAClientThatIsGoneWhileTheNextRequestWaits() throws {
    try withServer { server in
        let client = try RawClient(server.address)
        client.send(request("GET", "/hold"))
        #expect(server.record.reaches("held", 1))
        client.send(request("GET", "/next"))
        usleep(20_000)
        client.reset()
        #expect(server.record.reaches("abandoned", 1))
        #expect(server.record["handled"] == 1)
    }
}

@Test func answerToAClientThatHasClosedDoesNoHarm() throws {
    try withServer { server in
        let client = try RawClient(server.address)
        client.send(request("GET", "/hold"))
        #expect(server.record.reaches("held", 1))
        client.close()
        usleep(20_000)
        server.release()
        #expect(server.record.reaches("closed", 1))
    }
}

// MARK: How many

@Test func connectionsBeyondTheCapWait() throws {
    var limits = HTTPLimits()
    limits.connections = 2
    try withServer(limits: limits) { server in
        var clients = try (0..<3).map { _ in try RawClient(server.address) }
        for client in clients { client.send(request()) }
        #expect(try clients[0].response().status == 200)
        #expect(try clients[1].response().status == 200)
        #expect(!clients[2].hasAnswer(within: 200))
        clients.removeFirst()
        #expect(try clients[1].response().status == 200)
    }
}

@Test func listenerWaitsWhileDescriptorsHaveRunOut() throws {
    let server = try EchoServer(ownDescriptors: true)
    defer { server.stop() }
    let first = try RawClient(server.address)
    first.send(request())
    #expect(try first.response().status == 200)
    server.run { handler in
        let record = handler.record
        // `dup` fails as `accept` will: with EMFILE.
        while true {
            let descriptor = dup(0)
            if descriptor < 0 { break }
            handler.filling.append(descriptor)
        }
        record.count("full")
    }
    #expect(server.record.reaches("full", 1))
    let second = try RawClient(server.address)
    second.send(request())
    #expect(server.record.reaches("ticks", server.record["ticks"] + 5))
    let before = (turns: server.record["turns"], ticks: server.record["ticks"])
    #expect(!second.hasAnswer(within: 300))
    let (turns, ticks) = (server.record["turns"] - before.turns, server.record["ticks"] - before.ticks)
    // The server's own clocks are slower than the test's, which ticks every 20 ms.
    #expect(turns <= 3 * ticks + 10, "it tries again now and then, and does not spin")
    first.send(request())
    #expect(try first.response().status == 200, "who is connected is served")
    server.run { handler in
        for descriptor in handler.filling { close(descriptor) }
        handler.filling = []
    }
    #expect(try second.response().status == 200)
}

@Test func manyConnectionsAreServedAtOnce() throws {
    try withServer { server in
        let clients = try (0..<500).map { _ in try RawClient(server.address) }
        for round in 0..<3 {
            for client in clients { client.send(request("GET", "/later/\(round)")) }
            for client in clients { #expect(try client.response().status == 200) }
        }
    }
}

// MARK: Draining

@Test func drainLosesNothingThatWasAccepted() throws {
    let server = try EchoServer()
    let idle = try RawClient(server.address)
    idle.send(request())
    #expect(try idle.response().status == 200)
    let waiting = try RawClient(server.address)
    waiting.send(request("GET", "/hold") + request("GET", "/later/10") + request("GET", "/last"))
    let sending = try RawClient(server.address)
    sending.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
    #expect(server.record.reaches("accepted", 3))
    #expect(server.record.reaches("held", 1))
    server.drain()
    #expect(try idle.isEnded())
    server.release()
    sending.send("llo")
    let answer = try sending.responses()
    #expect(answer.map(\.text) == ["post /? from 127.0.0.1\nhello"])
    #expect(answer.map(\.closes) == [true])
    let answers = try waiting.responses()
    #expect(answers.map(\.status) == [200, 200, 200])
    #expect(answers.map(\.closes) == [false, false, true], "the last one says that it is the last")
    #expect(server.record.reaches("drained", 1))
    #expect(throws: SystemError.self) { try RawClient(server.address) }
    server.stop()
}

@Test func connectionsInTheSystemsQueueAreDrainedToo() throws {
    var limits = HTTPLimits()
    limits.connections = 1
    let server = try EchoServer(limits: limits)
    let first = try RawClient(server.address)
    first.send(request("GET", "/hold"))
    #expect(server.record.reaches("held", 1))
    let queued = try (0..<5).map { _ in try RawClient(server.address) }
    for client in queued { client.send(request("GET", "/queued")) }
    server.drain()
    for client in queued { #expect(try client.responses().map(\.status) == [200]) }
    server.release()
    #expect(try first.responses().map(\.status) == [200])
    #expect(server.record.reaches("drained", 1))
    server.stop()
}

// MARK: On the wire

@Test(arguments: ["/echo", "/big/20000", "/later/1"])
func responseIsOneWrite(_ path: String) throws {
    try withServer { server in
        let client = try RawClient(server.address)
        client.send(request("GET", path))
        #expect(try client.response().status == 200)
        // Loopback's segments hold more than that, and TCP_NODELAY holds nothing back: a write is a segment. One that
        // comes twice, because its acknowledgement was slow, is no write.
        let segments = try (0..<5).map { _ in
            let before = try client.dataSegmentsReceived()
            for _ in 1...10 {
                client.send(request("GET", path))
                #expect(try client.response().status == 200)
            }
            return try client.dataSegmentsReceived() - before
        }
        #expect(segments.min() == 10)
    }
}

@Test func answersOfAPipelineShareAWrite() throws {
    try withServer { server in
        let client = try RawClient(server.address)
        client.send(request())
        #expect(try client.response().status == 200)
        let segments = try (0..<5).map { _ in
            let before = try client.dataSegmentsReceived()
            client.send(String(repeating: request(), count: 20))
            for _ in 1...20 { #expect(try client.response().status == 200) }
            return try client.dataSegmentsReceived() - before
        }
        #expect(segments.min() == 1)
    }
}

// MARK: Unix sockets

private func socketPath() -> String { "/tmp/http-test-\(getpid())-\(UInt32.random(in: 0 ... .max))" }

@Test func unixSocketIsServedAndRemoved() throws {
    let path = socketPath()
    let server = try EchoServer(.unix(path: path))
    let client = try RawClient(server.address)
    client.send(request("POST", body: "hello") + request("GET", "/second"))
    #expect(try client.response().text == "post /? from \nhello")
    #expect(try client.response().text == "get /second? from \n")
    client.send(request("GET", "/hold"))
    #expect(server.record.reaches("held", 1))
    client.close()
    #expect(server.record.reaches("abandoned", 1))
    server.stop()
    #expect(access(path, F_OK) != 0)
}

@Test func socketFileThatNobodyListensOnIsReplaced() throws {
    let path = socketPath()
    // A process that crashed leaves its file behind.
    let stale = try EchoServer(.unix(path: path))
    let copy = path + ".stale"
    #expect(link(path, copy) == 0)
    stale.stop()
    #expect(rename(copy, path) == 0)
    try withServer(.unix(path: path)) { server in
        let client = try RawClient(server.address)
        client.send(request())
        #expect(try client.response().status == 200)
    }
}

@Test func socketThatSomebodyListensOnIsLeftAlone() throws {
    let path = socketPath()
    try withServer(.unix(path: path)) { server in
        #expect(throws: SystemError.self) { try EchoServer(.unix(path: path)) }
        let client = try RawClient(server.address)
        client.send(request())
        #expect(try client.response().status == 200)
    }
}

@Test func fileThatIsNoSocketIsLeftAlone() throws {
    let path = socketPath()
    let file = open(path, O_CREAT | O_WRONLY, 0o600)
    close(file)
    defer { unlink(path) }
    #expect(throws: SystemError.self) { try EchoServer(.unix(path: path)) }
    #expect(access(path, F_OK) == 0)
}

@Test(arguments: ["/nowhere/at/all.sock", String(repeating: "x", count: 200)])
func pathThatCannotBeASocketIsRefused(_ path: String) {
    #expect {
        try EchoServer(.unix(path: path))
    } throws: { error in
        "\(error)".contains(path)
    }
}

@Test func portThatIsTakenIsRefusedByName() throws {
    try withServer { server in
        guard case .tcp(_, let port) = server.address else { preconditionFailure("a port was asked for") }
        #expect {
            try EchoServer(.tcp(host: "127.0.0.1", port: port))
        } throws: { error in
            "\(error)".contains("127.0.0.1:\(port)")
        }
    }
}

@Test(arguments: [
    ("127.0.0.1:8080", "http://127.0.0.1:8080"), (":80", "http://127.0.0.1:80"), ("[::1]:80", "http://[::1]:80"),
    ("localhost:0", "http://localhost:0"), ("unix:/run/a.sock", "unix:/run/a.sock"),
])
func listenAddressIsRead(_ text: String, _ description: String) {
    #expect(ListenAddress(text)?.description == description)
}

@Test(arguments: ["", "localhost", "localhost:", "localhost:http", "localhost:65536", "unix:"])
func listenAddressThatIsNoneIsRefused(_ text: String) {
    #expect(ListenAddress(text) == nil)
}
