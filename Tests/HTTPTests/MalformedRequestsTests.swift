import HTTP
import Testing

/// One server for all requests that must be refused.
private let server: EchoServer = try! EchoServer()

/// Each of these is answered with its status and `Connection: close`, is never handled, and the connection ends
/// after the answer.
private func expectRefusal(_ bytes: String, _ status: Int, _ location: SourceLocation = #_sourceLocation) throws {
    let client = try RawClient(server.address)
    client.send(bytes + request("GET", "/smuggled"))
    let responses = try client.responses()
    #expect(responses.map(\.status) == [status], sourceLocation: location)
    #expect(responses.first?.closes == true, sourceLocation: location)
    #expect(responses.first?.body.isEmpty == false, "the answer says what is wrong", sourceLocation: location)
}

@Test(arguments: [
    // RFC 9112, section 3: the request line
    (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
    ("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /\r\nHost: a\r\n\r\n", 400),
    ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / http/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.x\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/11\r\nHost: a\r\n\r\n", 400),
    ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /#part HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET graphql HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET httpx://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET http:/a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    ("get / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    ("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    ("\u{16}\u{3}\u{1}", 400),
])
func malformedRequestLineIsRefused(_ bytes: String, _ status: Int) throws {
    try expectRefusal(bytes, status)
}

@Test(arguments: [
    // RFC 9112, section 5: field lines
    "X : a", " X: a", "X: a\r\n b", "X: a\r\n\tb", ": a", "nocolon", "X: a\rb", "X: a\nb", "X: a\u{0}b", "X: a\u{7F}",
    "X: \u{1B}[0m", "X\u{0}: a", "X(): a", "Ünicode: a", "X\r: a", "X: a\r\r", "\"X\": a",
])
func malformedFieldLineIsRefused(_ line: String) throws {
    try expectRefusal(request(fields: [line]), 400)
}

@Test func linesThatEndInLineFeedAloneAreRefused() throws {
    try expectRefusal("GET / HTTP/1.1\nHost: a\n\n", 400)
    try expectRefusal("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400)
    try expectRefusal("GET / HTTP/1.1\r\nHost: a\r\n\n", 400)
}

@Test(arguments: [
    // RFC 9110, section 7.2: exactly one Host, and a host
    "GET / HTTP/1.1\r\n\r\n", request(fields: ["Host: other"]), request(fields: ["host: localhost"]),
    request(host: "a b"), request(host: "a/b"), request(host: "user@a"), request(host: "a\"b"), request(host: "é"),
])
func missingOrMalformedHostIsRefused(_ bytes: String) throws {
    try expectRefusal(bytes, 400)
}

@Test(arguments: [
    // Two lengths, or a length that two parsers may read differently
    (["Content-Length: 5", "Content-Length: 6"], 400), (["Content-Length: 5", "Content-Length: 5"], 400),
    (["Content-Length: 5, 5"], 400), (["Content-Length: 5,6"], 400), (["Content-Length: +5"], 400),
    (["Content-Length: -5"], 400), (["Content-Length: 0x5"], 400), (["Content-Length: 5 5"], 400),
    (["Content-Length: five"], 400), (["Content-Length:"], 400), (["Content-Length: 5.0"], 400),
    (["Content-Length: 18446744073709551621"], 400), (["Content-Length: \u{B}5"], 400),
    // A length and a coding
    (["Content-Length: 5", "Transfer-Encoding: chunked"], 400),
    (["Transfer-Encoding: chunked", "Content-Length: 5"], 400),
    (["Transfer-Encoding: chunked", "content-length: 0"], 400),
    // Codings that are not exactly `chunked`, once
    (["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], 400),
    (["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], 400),
    (["Transfer-Encoding : chunked"], 400), (["Transfer-Encoding\t: chunked"], 400),
    (["Transfer-Encoding:\u{B}chunked"], 400), (["Transfer-Encoding: chunked\u{0}"], 400),
    (["X: a\r\n Transfer-Encoding: chunked"], 400), (["X: a\nTransfer-Encoding: chunked"], 400),
    (["X: a\rTransfer-Encoding: chunked"], 400),
    (["Transfer-Encoding: gzip"], 501), (["Transfer-Encoding: gzip, chunked"], 501),
    (["Transfer-Encoding: chunked, chunked"], 501), (["Transfer-Encoding: chunked, identity"], 501),
    (["Transfer-Encoding: identity"], 501), (["Transfer-Encoding: xchunked"], 501),
    (["Transfer-Encoding: \"chunked\""], 501), (["Transfer-Encoding: chunked;q=1"], 501),
    (["Transfer-Encoding:"], 501),
    (["Expect: 100-continue-please"], 417),
])
func ambiguousFramingIsRefused(_ fields: [String], _ status: Int) throws {
    try expectRefusal(request("POST", fields: fields, body: "hello"), status)
}

@Test func transferCodingOfAnOldClientIsRefused() throws {
    try expectRefusal(
        request("POST", version: "HTTP/1.0", fields: ["Transfer-Encoding: chunked"], body: "0\r\n\r\n"),
        400
    )
}

@Test(arguments: [
    // RFC 9112, section 7.1: chunks
    ("g\r\nhello\r\n0\r\n\r\n", 400), ("\r\nhello\r\n0\r\n\r\n", 400), ("-5\r\nhello\r\n0\r\n\r\n", 400),
    ("0x5\r\nhello\r\n0\r\n\r\n", 400), (" 5\r\nhello\r\n0\r\n\r\n", 400), ("5 5\r\nhello\r\n0\r\n\r\n", 400),
    ("5\nhello\r\n0\r\n\r\n", 400), ("5\r\rhello\r\n0\r\n\r\n", 400), ("5\r\nhello0\r\n\r\n", 400),
    ("5\r\nhello\n0\r\n\r\n", 400), ("4\r\nhello\r\n0\r\n\r\n", 400), ("5;a\u{0}\r\nhello\r\n0\r\n\r\n", 400),
    ("5\u{0}\r\nhello\r\n0\r\n\r\n", 400), ("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", 400),
    ("5\r\nhello\r\n0\r\nno trailer\r\n\r\n", 400), ("5\r\nhello\r\n0\r\nX : a\r\n\r\n", 400),
    ("5\r\nhello\r\n0\r\n X: a\r\n\r\n", 400), ("5\r\nhello\r\n0\r\nX: \u{1}\r\n\r\n", 400),
    ("5\r\nhello\r\n0\r\nX: a\n\r\n", 400),
    ("100001\r\n", 413), ("FFFFFFFF\r\n", 413), ("123456789\r\n", 413), ("FFFFFFFFFFFFFFFFF\r\n", 413),
])
func malformedChunkIsRefused(_ chunks: String, _ status: Int) throws {
    try expectRefusal(chunkedRequest(chunks), status)
}

@Test func endlessChunkExtensionsAndTrailersAreRefused() throws {
    let long = String(repeating: "a", count: 4096)
    try expectRefusal(chunkedRequest("5;\(long)\r\nhello\r\n0\r\n\r\n"), 431)
    try expectRefusal(chunkedRequest("0\r\nX: \(long)\r\n\r\n"), 431)
    let shorter = String(repeating: "a", count: 3000)
    try expectRefusal(chunkedRequest(String(repeating: "1;\(shorter)\r\nx\r\n", count: 6)), 431)
    try expectRefusal(chunkedRequest("0\r\n" + String(repeating: "X: \(shorter)\r\n", count: 6)), 431)
}

@Test func nothingThatWasRefusedIsHandled() throws {
    let own = try EchoServer()
    defer { own.stop() }
    let client = try RawClient(own.address)
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + request()
    )
    #expect(try client.responses().map(\.status) == [400])
    #expect(own.record["handled"] == 0)
}

// MARK: Limits

private func smallLimits() -> HTTPLimits {
    var limits = HTTPLimits()
    limits.head = 1000
    limits.headers = 5
    limits.target = 100
    limits.body = 200
    return limits
}

private let limited: EchoServer = try! EchoServer(limits: smallLimits())

@Test(arguments: [
    (
        request("GET", "/" + String(repeating: "a", count: 100)), 414,
        "The request target has 101 bytes; the limit is 100."
    ),
    (
        request(fields: (1...5).map { "X\($0): a" }), 431,
        "The request has at least 6 header fields; the limit is 5."
    ),
    (
        request(fields: ["X: " + String(repeating: "a", count: 1000)]), 431,
        "The request head has at least 1040 bytes; the limit is 1000."
    ),
    (
        request("POST", body: String(repeating: "a", count: 201)), 413,
        "The request body has 201 bytes; the limit is 200."
    ),
    (
        request("POST", fields: ["Content-Length: 999999999999999"]), 413,
        "The request body has 999999999999999 bytes; the limit is 200."
    ),
    (chunkedRequest("c9\r\n"), 413, "The request body has at least 201 bytes; the limit is 200."),
    (
        chunkedRequest("c8\r\n" + String(repeating: "a", count: 200) + "\r\n1\r\n"), 413,
        "The request body has at least 201 bytes; the limit is 200."
    ),
])
func whatIsTooLargeIsRefusedWithFigureAndLimit(_ bytes: String, _ status: Int, _ reason: String) throws {
    let client = try RawClient(limited.address)
    client.send(bytes)
    let responses = try client.responses()
    #expect(responses.map(\.status) == [status])
    #expect(responses.first?.text == reason)
    #expect(responses.first?.closes == true)
}

@Test(arguments: [
    request("GET", "/" + String(repeating: "a", count: 99)), request(fields: (1...4).map { "X\($0): a" }),
    request("POST", body: String(repeating: "a", count: 200)),
    chunkedRequest("c8\r\n" + String(repeating: "a", count: 200) + "\r\n0\r\n\r\n"),
])
func whatIsJustWithinTheLimitsIsTaken(_ bytes: String) throws {
    let client = try RawClient(limited.address)
    client.send(bytes)
    #expect(try client.response().status == 200)
}

@Test func headThatNeverEndsIsRefusedAtTheLimit() throws {
    let client = try RawClient(limited.address)
    client.send("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 1000))
    #expect(try client.responses().map(\.status) == [431])
}

@Test func clientThatIsStillSendingReadsWhyItIsRefused() throws {
    let client = try RawClient(server.address)
    client.send(request("POST", fields: ["Content-Length: 900000000"]))
    // More than the system keeps for a reader that is gone: without lingering this would end in a reset.
    client.send([UInt8](repeating: 0x61, count: 3 << 20))
    #expect(try client.responses().map(\.status) == [413])
}
