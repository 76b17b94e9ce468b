import Foundation
import Gateway
import GraphQL
import TestSupport
import Testing

/// What is served beside the queries: health, the schema's text, CORS, HEAD.
@Suite struct EndpointTests {
    @Test func livenessAndReadinessAreTold() throws {
        let client = try TestGateway().anonymous()
        let live = try client.get("/health/live")
        #expect(live.status == 200)
        #expect(live.text == "live\n")
        // The first connection is being made while the server starts.
        var ready = try client.get("/health/ready")
        try eventually("a connection stands") {
            ready = try client.get("/health/ready")
            return ready.status == 200
        }
        #expect(ready.text == "ready\n")
    }

    @Test(arguments: ["/", "/graphq", "/graphql/", "/health", "/schema.graphql.bak", "/../graphql"])
    func unknownPathIsNotFound(path: String) throws {
        #expect(try TestGateway().anonymous().get(path).status == 404)
    }

    @Test(arguments: ["/health/live", "/schema.graphql"])
    func otherMethodsAreNotServedThere(path: String) throws {
        let client = try TestGateway().anonymous()
        let answer = try client.http.request("POST", path)
        #expect(answer.status == 405)
        #expect(answer["allow"] == "GET, HEAD")
    }

    @Test(arguments: ["/health/live", "/graphql?query=%7B__typename%7D", "/nowhere"])
    func headIsGetWithoutItsBody(target: String) throws {
        let client = try TestGateway().anonymous()
        let get = try client.http.request("GET", target)
        let head = try client.http.request("HEAD", target)
        #expect(head.status == get.status)
        #expect(head["content-length"] == get["content-length"])
        #expect(head["content-type"] == get["content-type"])
        #expect(head.body.isEmpty)
        // Nothing of a body is left over in the connection.
        #expect(try client.ask("{ __typename }").status == 200)
    }

    @Test func queryByGetIsTheQueryByPost() throws {
        let client = try TestGateway().signedIn()
        let post = try client.ask(
            "query Q($n: Int) { agreements(first: $n) { nodes { number } } }",
            variables: #"{"n": 2}"#
        )
        let get = try client.get(
            "/graphql?query=query%20Q(%24n%3A%20Int)%20%7B%20agreements(first%3A%20%24n)%20%7B%20nodes%20%7B%20number%20%7D%20%7D%20%7D&variables=%7B%22n%22%3A2%7D&operationName=Q",
            headers: [("Accept", "application/graphql-response+json")]
        )
        #expect(get.status == 200)
        #expect(get.body == post.http.body)
    }

    // MARK: The schema

    private static let introspection = "{ __schema { queryType { name } } __type(name: \"Agreement\") { name } }"

    @Test(arguments: [
        (Settings.Introspection.everyone, 200, 200), (.signedIn, 401, 200), (.nobody, 403, 403),
    ])
    func schemaIsShownToWhomTheSettingSays(setting: Settings.Introspection, anonymous: Int, signedIn: Int) throws {
        let gateway = try TestGateway(settings: { $0.introspection = setting })
        for (client, status) in [(try gateway.anonymous(), anonymous), (try gateway.signedIn(), signedIn)] {
            let text = try client.get("/schema.graphql")
            #expect(text.status == status)
            let answer = try client.ask(Self.introspection)
            #expect(answer.status == status)
            #expect((answer.data != nil) == (status == 200))
            if status == 200 {
                #expect(
                    answer.data?.json == #"{"__schema":{"queryType":{"name":"Query"}},"__type":{"name":"Agreement"}}"#
                )
            }
        }
    }

    /// `__typename` is of every answer, not of the schema.
    /// So that clients may mark their requests; what tells the gateway what to do does not come back.
    @Test func extensionsComeBackButForInstructions() throws {
        let gateway = try TestGateway()
        let client = try gateway.signedIn()
        let extensions = #"{"trace": [1, {"a": null}], "forbiddenFields": "null", "名": "🏊"}"#
        for query in ["{ __typename }", "mutation { __typename }", "{ viewer { email } }"] {
            let answer = try client.ask(query, extensions: extensions)
            #expect(answer.errors.isEmpty)
            #expect(answer.json["extensions"]?.json == #"{"trace":[1,{"a":null}],"名":"🏊"}"#, "\(answer.http.text)")
            #expect(try client.ask(query, extensions: #"{"forbiddenFields": "omit"}"#).json["extensions"] == nil)
            #expect(try client.ask(query).json["extensions"] == nil)
        }
        #expect(try client.ask("{ nothing }", extensions: extensions).json["extensions"] == nil)
    }

    @Test func anEmptyDocumentIsOneThatDoesNotParse() throws {
        let gateway = try TestGateway()
        #expect(try gateway.anonymous().ask("").codes == ["GRAPHQL_PARSE_FAILED"])
        #expect(try gateway.anonymous().post(Array("{}".utf8)).codes == ["BAD_REQUEST"])
    }

    @Test func typenameNeedsNothing() throws {
        let gateway = try TestGateway(settings: { $0.introspection = .nobody })
        #expect(try gateway.anonymous().ask("{ __typename viewer { __typename } }").status == 200)
    }

    @Test func schemaTextIsASchemaWithoutTheGatewaysDirectives() throws {
        let text = try TestGateway().signedIn().get("/schema.graphql").text
        let document = try Parser.parseDocument(text, limits: .schemas)
        let schema = try SchemaBuilder.build([document])
        #expect(schema.type(named: "OrderConnection")?.field(named: "pageInfo") != nil)
        for directive in ["@table", "@join", "@requires", "@grants", "@column", "@order", "@session"] {
            #expect(!text.contains(directive), "\(directive)")
        }
    }

    @Test(arguments: ["Bearer x", "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
    func schemaIsNotShownForATokenThatOpensNothing(authorization: String) throws {
        let gateway = try TestGateway(settings: { $0.introspection = .everyone })
        #expect(
            try gateway.anonymous().get("/schema.graphql", headers: [("Authorization", authorization)]).status == 401
        )
    }

    // MARK: CORS

    private static let origin = "https://portal.contoso.example"

    private func gateway() throws -> TestGateway { try TestGateway(settings: { $0.corsOrigins = [Self.origin] }) }

    private func preflight(_ gateway: TestGateway, _ origin: String) throws -> HTTPAnswer {
        try gateway.anonymous().http.request(
            "OPTIONS",
            "/graphql",
            headers: [
                ("Origin", origin), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization, content-type"),
            ]
        )
    }

    @Test func preflightOfAnOriginThatMayCallIsAnswered() throws {
        let answer = try preflight(gateway(), Self.origin)
        #expect(answer.status == 204)
        #expect(answer["access-control-allow-origin"] == Self.origin)
        #expect(answer["access-control-allow-methods"]?.contains("POST") == true)
        let headers = answer["access-control-allow-headers"]?.lowercased() ?? ""
        for header in ["authorization", "content-type", "forbidden-fields"] { #expect(headers.contains(header)) }
        #expect(answer["vary"] == "Origin")
        #expect(answer["access-control-allow-credentials"] == nil)
    }

    @Test(arguments: [
        "https://portal.contoso.example.evil.example", "http://portal.contoso.example",
        "https://portal.contoso.example:8443",
        "https://PORTAL.contoso.example", "null", "*",
    ])
    func otherOriginsGetNothing(origin: String) throws {
        let gateway = try gateway()
        #expect(try preflight(gateway, origin)["access-control-allow-origin"] == nil)
        let answer = try gateway.anonymous().ask("{ __typename }", headers: [("Origin", origin)])
        #expect(answer.http["access-control-allow-origin"] == nil)
        #expect(answer.http["vary"] == "Origin")
    }

    @Test func answersToAnOriginThatMayCallSaySo() throws {
        let gateway = try gateway()
        let headers = [("Origin", Self.origin)]
        for answer in [
            try gateway.anonymous().ask("{ __typename }", headers: headers).http,
            try gateway.anonymous().ask("{ nothing }", headers: headers).http,
            try gateway.anonymous().post(Array("{".utf8), headers: headers).http,
        ] {
            #expect(answer["access-control-allow-origin"] == Self.origin)
            #expect(answer["vary"] == "Origin")
        }
    }

    @Test func withoutOriginsNobodyMayCallFromElsewhere() throws {
        let gateway = try TestGateway()
        #expect(try preflight(gateway, Self.origin)["access-control-allow-origin"] == nil)
        #expect(
            try gateway.anonymous().ask("{ __typename }", headers: [("Origin", Self.origin)]).http[
                "access-control-allow-origin"
            ] == nil
        )
    }

    /// What a browser sends for any page without asking first runs nothing.
    @Test func requestsThatNeedNoPreflightRunNothing() throws {
        let client = try TestGateway().anonymous()
        let get = try client.http.request(
            "GET",
            "/graphql?query=%7B__typename%7D",
            headers: [("Sec-Fetch-Site", "cross-site")]
        )
        #expect(get.status == 403)
        for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            let post = try client.http.request(
                "POST",
                "/graphql",
                headers: [("Content-Type", type)],
                body: Array(#"{"query": "mutation { signOut { ended } }"}"#.utf8)
            )
            #expect(post.status == 415)
        }
    }
}
