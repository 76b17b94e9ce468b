import GraphQL
import GraphQLOverHTTP
import GraphQLOverHTTPAudits
import Testing

private let twoOperations = "query A { name } query B { b: name }"
private let byID = "query($id: ID!) { item(id: $id) { id } }"

// MARK: POST

@Test(arguments: [
    (#"{"query":"{ name }"}"#, #"{"data":{"name":"str"}}"#),
    (#" { "query" : "{ name }" } "#, #"{"data":{"name":"str"}}"#),
    (#"{"query":"{ name }","unknown":[1,{"a":null}],"id":7}"#, #"{"data":{"name":"str"}}"#),
    (#"{"query":"{ name }","operationName":null,"variables":null,"extensions":null}"#, #"{"data":{"name":"str"}}"#),
    (#"{"query":"\#(twoOperations)","operationName":"B"}"#, #"{"data":{"b":"str"}}"#),
    (#"{"variables":{"id":7},"query":"\#(byID)"}"#, #"{"data":{"item":{"id":"id"}}}"#),
    (#"{"query":"\u007b name \u007d"}"#, #"{"data":{"name":"str"}}"#),
    (#"{"query":"mutation { add(name: \"x\") { id } }"}"#, #"{"data":{"add":{"id":"id"}}}"#),
    (#"{"query":"{ name }","extensions":{"a":1}}"#, #"{"data":{"name":"str"},"extensions":{"a":1}}"#),
])
func parametersOfTheBodyAreTaken(_ body: String, _ expected: String) throws {
    let response = try Endpoint.answer(.post(body, accept: "application/graphql-response+json"))
    #expect(response.status == 200)
    #expect(response.text == expected)
}

/// Status in the audits' reading, and in the draft's; what the message says.
@Test(arguments: [
    ("", 400, 400, "empty"), ("{", 400, 400, "not valid JSON"),
    (#"{"query":"{ name }"} x"#, 400, 400, "not valid JSON"),
    (#"{"query":"{ name }","query":"{ name }"}"#, 400, 400, "twice"), ("\u{1}", 400, 400, "not valid JSON"),
    ("[]", 400, 422, "Batches"), (#"[{"query":"{ name }"}]"#, 400, 422, "one object"),
    (#""{ name }""#, 400, 422, "object"),
    ("null", 400, 422, "object"), ("{}", 400, 422, "`query`"), (#"{"query":null}"#, 400, 422, "`query`"),
    (#"{"query":["{ name }"]}"#, 400, 422, "`query` must be a string"),
    (#"{"query":"{ name }","operationName":1}"#, 400, 422, "`operationName` must be a string"),
    (#"{"query":"{ name }","variables":"{}"}"#, 400, 422, "`variables` must be an object"),
    (#"{"query":"{ name }","variables":[]}"#, 400, 422, "`variables` must be an object"),
    (#"{"query":"{ name }","extensions":[]}"#, 400, 422, "`extensions` must be an object"),
])
func bodiesThatAreNoRequestAreRefused(_ body: String, _ audit: Int, _ draft: Int, _ message: String) throws {
    for accept in ["application/graphql-response+json", "application/json"] {
        for (policy, status) in [(StatusPolicy.audit, audit), (.draft2026, draft)] {
            let response = try Endpoint.answer(.post(body, accept: accept), statuses: policy)
            #expect(response.status == status, "\(policy) \(accept)")
            #expect(response.contentType == "\(accept); charset=utf-8")
            #expect(response.text.contains(message), "\(response.text)")
            #expect(response.json?["data"] == nil)
        }
    }
}

@Test func aBodyThatIsNotUTF8IsRefused() throws {
    var request = WireRequest.post("")
    request.body = Array(#"{"query":"{ name } # "#.utf8) + [0xFF] + Array(#""}"#.utf8)
    let response = try Endpoint.answer(request)
    #expect(response.status == 400)
    #expect(response.text.contains("UTF-8"))
}

@Test func anEmptyDocumentIsASyntaxError() throws {
    let response = try Endpoint.answer(.post(#"{"query":""}"#, accept: "application/graphql-response+json"))
    #expect(response.status == 400)
    #expect(response.text.contains("GRAPHQL_PARSE_FAILED"))
}

// MARK: GET

@Test(
    arguments: [
        ([("query", "{ name }")], #"{"data":{"name":"str"}}"#),
        ([("query", twoOperations), ("operationName", "B")], #"{"data":{"b":"str"}}"#),
        ([("query", byID), ("variables", #"{"id":"ä&=+ %"}"#)], #"{"data":{"item":{"id":"id"}}}"#),
        ([("query", "{ name }"), ("extensions", #"{"a":1}"#)], #"{"data":{"name":"str"},"extensions":{"a":1}}"#),
        // An empty parameter is absent; null is absent; unknown ones do not matter, not even twice.
        (
            [("query", "{ name }"), ("operationName", ""), ("variables", ""), ("extensions", "")],
            #"{"data":{"name":"str"}}"#
        ),
        ([("query", "{ name }"), ("variables", "null"), ("extensions", "null")], #"{"data":{"name":"str"}}"#),
        ([("trace", "1"), ("query", "{ name }"), ("trace", "2")], #"{"data":{"name":"str"}}"#),
    ] as [([(String, String)], String)]
)
func parametersOfTheQueryStringAreTaken(_ query: [(String, String)], _ expected: String) throws {
    let response = try Endpoint.answer(.get(query, accept: "application/graphql-response+json"))
    #expect(response.status == 200)
    #expect(response.text == expected)
}

@Test(arguments: ["query=%7B+name+%7D", "query=%7b%20name%20%7d", "&&query={name}&", "query=%7Bname%7D&operationName"])
func theQueryStringIsFormEncoded(_ query: String) throws {
    let response = try Endpoint.answer(WireRequest(method: "GET", path: "/graphql?\(query)"))
    #expect(response.text == #"{"data":{"name":"str"}}"#)
}

@Test(arguments: [
    ("", 400, 422), ("query=", 400, 422), ("operationName=A", 400, 422), ("query=%7", 400, 400),
    ("query=%GG", 400, 400),
    ("query=%FF", 400, 400), ("query={name}&query={name}", 400, 400), ("query={name}&variables={", 400, 400),
    ("query={name}&variables=[]", 400, 422), ("query={name}&variables=%22%22", 400, 422),
    ("query={name}&extensions=1", 400, 422), ("query={name}&extensions=x", 400, 400),
])
func queryStringsThatAreNoRequestAreRefused(_ query: String, _ audit: Int, _ draft: Int) throws {
    for (policy, status) in [(StatusPolicy.audit, audit), (.draft2026, draft)] {
        let response = try Endpoint.answer(WireRequest(method: "GET", path: "/graphql?\(query)"), statuses: policy)
        #expect(response.status == status, "\(policy) \(response.text)")
        #expect(response.json?["errors"] != nil)
        #expect(response.json?["data"] == nil)
    }
}
