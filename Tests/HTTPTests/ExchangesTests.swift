import HTTP
import Testing

private let server: EchoServer = try! EchoServer()

@Test func requestsOfOneConnectionAreAnsweredOneAfterTheOther() throws {
    let client = try RawClient(server.address)
    for number in 1...5 {
        client.send(request("POST", "/echo?n=\(number)", body: "body \(number)"))
        let response = try client.response()
        #expect(response.status == 200)
        #expect(response.text == "post /echo?n=\(number) from 127.0.0.1\nbody \(number)")
        #expect(response.fields["connection"] == nil)
    }
}

@Test(arguments: ["close", "Close", "keep-alive, close", "upgrade , CLOSE"])
func connectionThatIsToCloseIsClosed(_ value: String) throws {
    let client = try RawClient(server.address)
    client.send(request(fields: ["Connection: \(value)"]) + request("GET", "/never"))
    let responses = try client.responses()
    #expect(responses.map(\.status) == [200])
    #expect(responses.first?.closes == true)
}

@Test func oldClientIsAnsweredAndItsConnectionClosed() throws {
    let client = try RawClient(server.address)
    client.send(request(version: "HTTP/1.0", host: nil))
    let responses = try client.responses()
    #expect(responses.map(\.status) == [200])
    #expect(responses.first?.closes == true)
}

@Test func oldClientMayKeepItsConnection() throws {
    let client = try RawClient(server.address)
    for _ in 1...3 {
        client.send(request(version: "HTTP/1.0", fields: ["Connection: Keep-Alive"]))
        #expect(try client.response().fields["connection"] == "keep-alive")
    }
    client.send(request(version: "HTTP/1.0", fields: ["Connection: keep-alive, close"]))
    #expect(try client.responses().map(\.closes) == [true])
}

@Test(arguments: [
    ("http://localhost/a/b?c=d", "/a/b?c=d"), ("HTTPS://localhost:80/a", "/a?"), ("http://localhost", "?"),
    ("http://localhost?c", "?c"), ("/a?b?c", "/a?b?c"), ("/", "/?"), ("//a", "//a?"), ("/{}|^`\"<>\\", "/{}|^`\"<>\\?"),
])
func targetIsTakenApart(_ target: String, _ seen: String) throws {
    let client = try RawClient(server.address)
    client.send(request("GET", target))
    #expect(try client.response().text == "get \(seen) from 127.0.0.1\n")
}

@Test func optionsMayAskForTheWholeServer() throws {
    let client = try RawClient(server.address)
    client.send(request("OPTIONS", "*"))
    #expect(try client.response().text == "options ? from 127.0.0.1\n")
}

@Test func headHasTheFieldsOfGetAndNoBody() throws {
    let client = try RawClient(server.address)
    client.send(request("HEAD", "/echo") + request("GET", "/echo"))
    let head = try client.response(toHead: true)
    let get = try client.response()
    #expect(head.status == 200)
    #expect(head.body.isEmpty)
    #expect(head.fields["content-length"] == "\("head /echo? from 127.0.0.1\n".utf8.count)")
    #expect(get.text == "get /echo? from 127.0.0.1\n")
}

@Test(arguments: [204, 304])
func statusWithoutContentHasNeitherBodyNorLength(_ status: Int) throws {
    let client = try RawClient(server.address)
    client.send(request("GET", "/status/\(status)") + request())
    let response = try client.response()
    #expect(response.status == status)
    #expect(response.fields["content-length"] == nil)
    #expect(response.fields["content-type"] == nil)
    #expect(try client.response().status == 200)
}

@Test func responseSaysWhenAndWhat() throws {
    let client = try RawClient(server.address)
    client.send(request())
    let fields = try client.response().fields
    #expect(fields["content-type"] == "text/plain")
    // RFC 9110, section 5.6.7
    let date = try #require(fields["date"])
    #expect(date.wholeMatch(of: /(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
}

@Test func fieldsAreReadWithoutTheirBlanksAndTheFirstCounts() throws {
    let client = try RawClient(server.address)
    client.send(request(fields: ["X-NOTE: \t a  b \t", "x-note: c"]))
    #expect(try client.response().text == "get /? from 127.0.0.1 note a  b\n")
}

@Test func emptyLinesBeforeARequestAreSkipped() throws {
    let client = try RawClient(server.address)
    client.send("\r\n\r\n" + request() + "\r\n" + request())
    #expect(try client.response().status == 200)
    #expect(try client.response().status == 200)
    client.send("\r")
    client.send("\n" + request())
    #expect(try client.response().status == 200)
}

// MARK: Pipelining

@Test func pipelinedRequestsAreAnsweredInOrder() throws {
    let client = try RawClient(server.address)
    client.send((1...1000).map { request("POST", "/echo?\($0)", body: "\($0)") }.joined())
    for number in 1...1000 { #expect(try client.response().text == "post /echo?\(number) from 127.0.0.1\n\(number)") }
}

@Test func pipelineLongerThanTheReceiveBufferIsAnsweredInOrder() throws {
    let client = try RawClient(server.address)
    let body = String(repeating: "b", count: 30_000)
    let sender = try Sender(client, (1...100).map { request("POST", "/echo?\($0)", body: body) }.joined())
    for number in 1...100 {
        let response = try client.response()
        #expect(response.text.hasPrefix("post /echo?\(number) from"))
        #expect(response.body.count > 30_000)
    }
    sender.join()
}

@Test func answersThatComeLaterKeepTheOrder() throws {
    let client = try RawClient(server.address)
    client.send([30, 0, 10, 0, 0, 20].enumerated().map { request("GET", "/later/\($1)?\($0)") }.joined())
    client.send(request("GET", "/now"))
    for number in 0..<6 { #expect(try client.response().text.contains("?\(number) ")) }
    #expect(try client.response().text.hasPrefix("get /now?"))
}

@Test func clientThatEndsItsSideStillReadsAllItsAnswers() throws {
    for path in ["/echo", "/later/5", "/big/300000"] {
        let client = try RawClient(server.address)
        client.send(request("GET", path) + request("GET", path) + request("POST", path, body: "x"))
        client.endSending()
        #expect(try client.responses().map(\.status) == [200, 200, 200])
    }
}

@Test func clientThatEndsInTheMiddleOfARequestIsLet() throws {
    for part in [
        "GET", "GET / HTTP/1.1\r\nHost: a\r\n", request("POST", fields: ["Content-Length: 5"], body: "hell"),
        chunkedRequest("5\r\nhe"),
    ] {
        let client = try RawClient(server.address)
        client.send(request("GET", "/later/5") + part)
        client.endSending()
        #expect(try client.responses().map(\.status) == [200])
    }
}

// MARK: Expect

@Test func clientThatWaitsToBeToldToContinueIsTold() throws {
    for fields in [["Content-Length: 5"], ["Transfer-Encoding: chunked"]] {
        let client = try RawClient(server.address)
        client.send(request("POST", fields: fields + ["Expect: 100-Continue"]))
        #expect(try client.anyResponse().status == 100)
        client.send(fields[0].hasPrefix("C") ? "hello" : "5\r\nhello\r\n0\r\n\r\n")
        #expect(try client.anyResponse().text == "post /? from 127.0.0.1\nhello")
    }
}

@Test func clientThatDoesNotWaitIsNotTold() throws {
    let client = try RawClient(server.address)
    client.send(request("POST", fields: ["Expect: 100-continue"], body: "hello"))
    #expect(try client.anyResponse().status == 200)
    client.send(request("GET", fields: ["Expect: 100-continue"]))
    #expect(try client.anyResponse().status == 200)
}

@Test func oldClientIsNotToldToContinue() throws {
    let client = try RawClient(server.address)
    client.send(request("POST", version: "HTTP/1.0", fields: ["Expect: 100-continue", "Content-Length: 5"]))
    #expect(!client.hasAnswer(within: 100))
    client.send("hello")
    #expect(try client.anyResponse().status == 200)
}

@Test func bodyThatWouldBeTooLargeIsRefusedBeforeItIsSent() throws {
    let client = try RawClient(server.address)
    client.send(request("POST", fields: ["Expect: 100-continue", "Content-Length: 1048577"]))
    #expect(try client.anyResponse().status == 413)
}
