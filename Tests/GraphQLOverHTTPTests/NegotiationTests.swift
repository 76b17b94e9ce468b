import GraphQL
import GraphQLOverHTTP
import GraphQLOverHTTPAudits
import Testing

private let newType = "application/graphql-response+json; charset=utf-8"
private let json = "application/json; charset=utf-8"

@Test(
    arguments: [
        (["application/graphql-response+json"], newType),
        (["application/json"], json),
        (["*/*"], json), (["application/*"], json), ([], json), ([""], json),
        // RFC 9110, section 12.5.1: the higher quality wins, whatever the order.
        (["application/json;q=0.5, application/graphql-response+json"], newType),
        (["application/graphql-response+json;q=0.5, application/json"], json),
        (["application/json;q=0.001, application/graphql-response+json;q=0.002"], newType),
        // The same quality: the newer type, as the specification advises clients to send both.
        (["application/graphql-response+json, application/json"], newType),
        (["application/json, application/graphql-response+json"], newType),
        (["application/graphql-response+json, application/json;q=0.9"], newType),
        (["application/graphql-response+json;charset=utf-8, application/json;charset=utf-8"], newType),
        // The most specific range gives a type its quality.
        (["*/*, application/json;q=0.1"], newType),
        (["application/graphql-response+json;q=0, */*"], json),
        (["application/json;q=0, application/*"], newType),
        (["text/html, application/xhtml+xml, */*;q=0.8"], json),
        // Types are case-insensitive, blanks are allowed, and a list may be spread over several fields.
        (["APPLICATION/GraphQL-Response+JSON ; Q=1.0"], newType),
        (["text/html", "application/graphql-response+json"], newType),
        ([#"application/json;note="a, b";q=0.2 , application/graphql-response+json;q=0.1"#], json),
        (["nonsense, application/json"], json),
    ] as [([String], String)]
)
func theTypeIsTheOneThatTheClientPrefers(_ accept: [String], _ expected: String) throws {
    var request = WireRequest.post(#"{"query":"{ name }"}"#)
    request.headers += accept.map { ("Accept", $0) }
    let response = try Endpoint.answer(request)
    #expect(response.status == 200)
    #expect(response.contentType == expected)
    #expect(response.text == #"{"data":{"name":"str"}}"#)
}

@Test(arguments: [
    "text/html", "application/xml, text/*", "application/json;q=0", "*/*;q=0", "application/json;q=nonsense",
    "nonsense",
    "application/graphql+json",
])
func aClientThatTakesNeitherTypeIsTold(_ accept: String) throws {
    let response = try Endpoint.answer(.post(#"{"query":"{ name }"}"#, accept: accept))
    #expect(response.status == 406)
    #expect(response.contentType == json)
    #expect(response.text.contains("application/graphql-response+json"))
    #expect(response.json?["data"] == nil)
}

@Test(arguments: [
    "application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8", "APPLICATION/JSON",
    #"application/json; charset="utf-8""#, "application/json ; charset=utf8", "application/json;odata=verbose",
])
func bodiesOfJSONAreTaken(_ type: String) throws {
    let response = try Endpoint.answer(.post(#"{"query":"{ name }"}"#, type: type))
    #expect(response.status == 200)
}

@Test(arguments: [
    nil, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "application/graphql",
    "application/json; charset=iso-8859-1", "application/jsonp", "json",
])
func bodiesOfOtherTypesAreRefused(_ type: String?) throws {
    let response = try Endpoint.answer(.post(#"{"query":"{ name }"}"#, type: type))
    #expect(response.status == 415)
    #expect(response.json?["errors"] != nil)
    #expect(response.json?["data"] == nil)
}

@Test func textsInAnyScriptComeBackAsTheyWent() throws {
    let schema =
        #"{"query":"query($name: String!) { __type(name: $name) { name } } # Grüße 東京 🏃","variables":{"name":"名"}}"#
    let response = try Endpoint.answer(.post(schema))
    #expect(response.text == #"{"data":{"__type":null}}"#)
    let echoed = try Endpoint.answer(.post(#"{"query":"{ name }","extensions":{"名":"🏊"}}"#))
    #expect(echoed.text == #"{"data":{"name":"str"},"extensions":{"名":"🏊"}}"#)
}

@Test func otherPathsAreNoGraphQL() throws {
    for accept in ["application/graphql-response+json", "application/json"] {
        let response = try Endpoint.answer(WireRequest(method: "GET", path: "/", headers: [("Accept", accept)]))
        #expect(response.status == 404)
        #expect(response.contentType == "text/plain; charset=utf-8")
    }
    let schema = try Endpoint.answer(
        WireRequest(method: "GET", path: "/schema.graphql", headers: [("Accept", "application/graphql-response+json")])
    )
    #expect(schema.status == 200)
    #expect(schema.contentType == "application/graphql; charset=utf-8")
    #expect(schema.text.contains("type Mutation {"))
}

/// GraphQL over Server-Sent Events, "Distinct connections mode".
@Test(arguments: ["text/event-stream", "text/event-stream, */*;q=0.1", "application/json;q=0.5, text/event-stream"])
func aClientThatPrefersEventsGetsOneAndItsEnd(_ accept: String) throws {
    let answer = try Endpoint.answer(.post(#"{"query":"{ name }"}"#, accept: accept))
    #expect(answer.status == 200)
    #expect(answer.contentType == "text/event-stream; charset=utf-8")
    #expect(answer.text == "event: next\ndata: {\"data\":{\"name\":\"str\"}}\n\nevent: complete\ndata:\n\n")
    // Faults too: a browser shows nothing of an answer with another status.
    let fault = try Endpoint.answer(.post(#"{"query":"{ nothing }"}"#, accept: accept))
    #expect(fault.status == 200)
    #expect(fault.text.hasPrefix("event: next\ndata: {\"errors\":["))
    #expect(fault.text.hasSuffix("event: complete\ndata:\n\n"))
}
