import Dispatch
import HTTP
import Testing

private let server: EchoServer = try! EchoServer()

@Test func streamOfKnownLengthSaysItAndLeavesTheConnectionOpen() throws {
    let client = try RawClient(server.address)
    client.send(request("GET", "/stream/2500") + request("GET", "/echo"))
    let response = try client.response()
    #expect(response.status == 206)
    #expect(response.fields["content-length"] == "2500")
    #expect(response.fields["transfer-encoding"] == nil)
    #expect(response.body.count == 2500)
    #expect(try client.response().text == "get /echo? from 127.0.0.1\n")
}

@Test func streamOfNothingIsAnAnswer() throws {
    let client = try RawClient(server.address)
    client.send(request("GET", "/stream/0") + request("GET", "/echo"))
    #expect(try client.response().fields["content-length"] == "0")
    #expect(try client.response().status == 200)
}

@Test func headOfAStreamHasItsLengthAndNoBody() throws {
    let client = try RawClient(server.address)
    client.send(request("HEAD", "/stream/2500") + request("GET", "/echo"))
    let head = try client.response(toHead: true)
    #expect(head.status == 206)
    #expect(head.fields["content-length"] == "2500")
    #expect(try client.response().text == "get /echo? from 127.0.0.1\n")
}

@Test func oldClientKeepsItsConnectionWhereTheLengthIsKnown() throws {
    let client = try RawClient(server.address)
    for _ in 1...2 {
        client.send(request("GET", "/stream/2500", version: "HTTP/1.0", fields: ["Connection: keep-alive"]))
        let response = try client.response()
        #expect(response.body.count == 2500)
        #expect(response.fields["connection"] == "keep-alive")
    }
}

/// Where the length is not known, an old client takes what comes up to the connection's end.
@Test func oldClientIsClosedOnWhereTheLengthIsUnknown() throws {
    let client = try RawClient(server.address)
    client.send(request("GET", "/pieces/0", version: "HTTP/1.0", fields: ["Connection: keep-alive"]))
    let response = try client.response()
    #expect(response.closes)
    #expect(response.fields["content-length"] == nil)
    #expect(try client.isEnded())
}

/// Fewer bytes than were promised: the client must not take them for the whole.
@Test func streamThatEndsTooEarlyEndsItsConnection() throws {
    let client = try RawClient(server.address)
    client.send(request("GET", "/short/2500") + request("GET", "/echo"))
    #expect(throws: (any Error).self) { try client.response() }
}

/// The client has gone, and the loop does not know it yet: only the head, when it is sent, finds nobody.
@Test func streamIsNotBegunForAClientThatIsGone() throws {
    try withServer { server in
        let client = try RawClient(server.address)
        client.send(request("GET", "/hold"))
        #expect(server.record.reaches("held", 1))
        let (isStanding, isGone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        server.run { handler in
            isStanding.signal()
            isGone.wait()
            handler.releaseInPieces()
        }
        isStanding.wait()
        client.reset()
        isGone.signal()
        #expect(server.record.reaches("closed", 1))
        #expect(server.record["nobody"] == 1)
        #expect(server.record["begun"] == 0)
    }
}

@Test func streamWaitsForWhoReadsSlowly() throws {
    let client = try RawClient(server.address, receiveBuffer: 4096)
    client.send(request("GET", "/stream/8000000"))
    #expect(client.hasAnswer(within: 120_000))
    let response = try client.response()
    #expect(response.body.count == 8_000_000)
    #expect(response.body.allSatisfy { $0 == UInt8(ascii: "x") })
}
