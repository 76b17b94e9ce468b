import GraphQL
import GraphQLOverHTTP
import GraphQLOverHTTPAudits
import HTTP
import Mock
import Testing

@Test(arguments: StatusPolicy.allCases, ["application/json", "application/graphql-response+json"])
func aMutationByGetIsNotExecuted(_ policy: StatusPolicy, _ accept: String) throws {
    let documents = ["mutation { add(name: \"x\") { id } }", "query A { name } mutation B { add(name: \"x\") { id } }"]
    for (document, name) in zip(documents, ["", "B"]) {
        let response = try Endpoint.answer(
            .get([("query", document), ("operationName", name)], accept: accept),
            statuses: policy
        )
        #expect(response.status == 405)
        #expect(response.header("Allow") == "POST")
        #expect(response.json?["data"] == nil)
        #expect(response.text.contains("POST"))
    }
}

@Test func aQueryBesideAMutationIsServedByGet() throws {
    let document = "query A { name } mutation B { add(name: \"x\") { id } }"
    let response = try Endpoint.answer(.get([("query", document), ("operationName", "A")]))
    #expect(response.text == #"{"data":{"name":"str"}}"#)
}

@Test(arguments: ["PUT", "DELETE", "PATCH", "TRACE"])
func otherMethodsAreRefused(_ method: String) throws {
    let response = try Endpoint.answer(
        WireRequest(method: method, headers: [("Content-Type", "application/json")], body: #"{"query":"{ name }"}"#)
    )
    #expect(response.status == 405)
    #expect(response.header("Allow") == "GET, HEAD, POST, OPTIONS")
    #expect(response.json?["errors"] != nil)
}

@Test func headIsGetWithoutABody() throws {
    let response = try Endpoint.answer(
        WireRequest(method: "HEAD", query: [("query", "{ name }")], headers: [("Accept", "application/json")])
    )
    #expect(response.status == 200)
    #expect(response.contentType == "application/json; charset=utf-8")
    #expect(response.header("Content-Length")?.contains("23") == true)
    #expect(response.body.isEmpty)
}

@Test func aGetThatOtherSitesCanCauseIsRefused() throws {
    func status(_ headers: [(String, String)], method: String = "GET") throws -> Int {
        try Endpoint.answer(WireRequest(method: method, query: [("query", "{ name }")], headers: headers)).status
    }
    // What browsers say of themselves (Fetch Metadata); other clients do not send it.
    #expect(try status([]) == 200)
    #expect(try status([("Sec-Fetch-Site", "same-origin")]) == 200)
    #expect(try status([("Sec-Fetch-Site", "none")]) == 200)
    #expect(try status([("Sec-Fetch-Site", "cross-site")]) == 403)
    #expect(try status([("Sec-Fetch-Site", "same-site")]) == 403)
    #expect(try status([("Sec-Fetch-Site", "cross-site"), ("GraphQL-Preflight", "1")]) == 200)
    #expect(try status([("Sec-Fetch-Site", "cross-site"), ("Authorization", "Bearer x")]) == 200)
}

@Test func pagesOfExactOriginsMayCall() throws {
    let origin = "https://portal.contoso.example"
    var preflight = WireRequest(
        method: "OPTIONS",
        headers: [("Origin", origin), ("Access-Control-Request-Method", "POST")]
    )
    let allowed = try Endpoint.answer(preflight, origins: [origin])
    #expect(allowed.status == 204)
    #expect(allowed.header("Access-Control-Allow-Origin") == origin)
    #expect(allowed.header("Access-Control-Allow-Methods") == "GET, POST")
    #expect(allowed.header("Access-Control-Allow-Headers")?.contains("Content-Type") == true)
    #expect(allowed.header("Vary") == "Origin")
    preflight.headers[0].1 = "https://portal.contoso.example.evil.example"
    #expect(try Endpoint.answer(preflight, origins: [origin]).header("Access-Control-Allow-Origin") == nil)
    var post = WireRequest.post(#"{"query":"{ name }"}"#)
    post.headers.append(("Origin", origin))
    #expect(try Endpoint.answer(post, origins: [origin]).header("Access-Control-Allow-Origin") == origin)
    #expect(try Endpoint.answer(post).header("Access-Control-Allow-Origin") == nil)
    let refused = try Endpoint.answer(.post("{", accept: "text/html"), origins: [origin])
    #expect(refused.header("Vary") == "Origin")
}

// MARK: What the listener refuses itself

private func refused(_ bytes: String, _ change: (inout HTTPLimits) -> Void) throws -> WireResponse {
    var limits = HTTPLimits()
    change(&limits)
    let server = try Endpoint.server(limits: limits)
    defer { server.stop() }
    return try WireRequest.exchange(Array(bytes.utf8), with: server.address)
}

@Test func requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead() throws {
    let head = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    let long = String(repeating: "x", count: 300)
    let answers = [
        (413, try refused("\(head)Content-Length: 200\r\n\r\n", { $0.body = 100 })),
        (413, try refused("\(head)Transfer-Encoding: chunked\r\n\r\nFF\r\n", { $0.body = 100 })),
        (414, try refused("GET /graphql?query=\(long) HTTP/1.1\r\nHost: a\r\n\r\n", { $0.target = 100 })),
        (431, try refused("GET /graphql HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n", { $0.head = 200 })),
        (408, try refused("POST /graphql HTTP/1.1\r\nHost:", { $0.headTimeout = .milliseconds(1) })),
        (408, try refused("\(head)Content-Length: 20\r\n\r\n{", { $0.bodyTimeout = .milliseconds(1) })),
        (501, try refused("BREW /graphql HTTP/1.1\r\nHost: a\r\n\r\n", { _ in })),
        (400, try refused("POST /graphql HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", { _ in })),
    ]
    for (status, response) in answers {
        #expect(response.status == status)
        #expect(response.contentType == "application/json; charset=utf-8")
        #expect(response.json?["errors"] != nil, "\(response.text)")
    }
}
