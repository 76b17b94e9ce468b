import Accounts
import Gateway
import GraphQL
import HTTP
import Postgres
import SampleData
import TestSupport
import Testing

/// Each way to ask wrongly, with the status and the code that it gets, for both media types.
@Suite struct BadRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "POST"
        var target = "/graphql"
        var contentType: String? = "application/json"
        var authorization: String?
        var body: String
        /// For `application/graphql-response+json`.
        let status: Int
        /// For `application/json`.
        let jsonStatus: Int
        let code: String
        /// A part of the first message: what is wrong is said.
        let says: String

        init(
            _ name: String,
            query: String? = nil,
            variables: String? = nil,
            body: String? = nil,
            _ status: Int,
            _ jsonStatus: Int,
            _ code: String,
            says: String
        ) {
            testDescription = name
            let members = [
                query.map { JSONMember("query", .string($0)) },
                variables.flatMap { try? JSONReader.value(of: $0) }.map { JSONMember("variables", $0) },
            ].compactMap { $0 }
            self.body = body ?? JSONValue.object(members).json
            self.status = status
            self.jsonStatus = jsonStatus
            self.code = code
            self.says = says
        }

        func with(_ change: (inout Case) -> Void) -> Case {
            var copy = self
            change(&copy)
            return copy
        }
    }

    private static let envelope: [Case] = [
        Case("not JSON", body: "{query", 400, 400, "BAD_REQUEST", says: "JSON"),
        Case("cut short", body: #"{"query": "{ __typename }""#, 400, 400, "BAD_REQUEST", says: "JSON"),
        Case("empty body", body: "", 400, 400, "BAD_REQUEST", says: "empty"),
        Case("an array", body: #"[{"query": "{ __typename }"}]"#, 400, 400, "BAD_REQUEST", says: "Batches"),
        Case("a string", body: #""{ __typename }""#, 400, 400, "BAD_REQUEST", says: "object"),
        Case("query is a number", body: #"{"query": 1}"#, 400, 400, "BAD_REQUEST", says: "`query`"),
        Case("no query", body: "{}", 400, 400, "BAD_REQUEST", says: "`query`"),
        Case("empty query", query: "", 400, 200, "GRAPHQL_PARSE_FAILED", says: "the document is empty"),
        Case(
            "variables are a list",
            body: #"{"query": "{ __typename }", "variables": []}"#,
            400,
            400,
            "BAD_REQUEST",
            says: "`variables`"
        ),
        Case(
            "operationName is a number",
            body: #"{"query": "{ __typename }", "operationName": 1}"#,
            400,
            400,
            "BAD_REQUEST",
            says: "`operationName`"
        ),
        Case(
            "extensions are a string",
            body: #"{"query": "{ __typename }", "extensions": ""}"#,
            400,
            400,
            "BAD_REQUEST",
            says: "`extensions`"
        ),
        Case("a member twice", body: #"{"query": "{ a }", "query": "{ b }"}"#, 400, 400, "BAD_REQUEST", says: "twice"),
        Case("wrong content type", query: "{ __typename }", 415, 415, "BAD_REQUEST", says: "application/json").with {
            $0.contentType = "text/plain"
        },
        Case("no content type", query: "{ __typename }", 415, 415, "BAD_REQUEST", says: "application/json").with {
            $0.contentType = nil
        },
        Case("a charset that JSON does not have", query: "{ __typename }", 415, 415, "BAD_REQUEST", says: "UTF-8").with
        {
            $0.contentType = "application/json; charset=latin1"
        },
        Case("mutation by GET", body: "", 405, 405, "BAD_REQUEST", says: "POST").with {
            $0.method = "GET"
            $0.target = "/graphql?query=mutation%7BsignOut%7Bended%7D%7D"
            $0.contentType = nil
        },
        Case("GET without a query", body: "", 400, 400, "BAD_REQUEST", says: "`query`").with {
            $0.method = "GET"
            $0.contentType = nil
        },
        Case("GET with a query twice", body: "", 400, 400, "BAD_REQUEST", says: "twice").with {
            $0.method = "GET"
            $0.target = "/graphql?query=%7B__typename%7D&query=%7B__typename%7D"
            $0.contentType = nil
        },
    ]

    private static let nested = String(repeating: "{a", count: 201) + String(repeating: "}", count: 201)

    private static let documents: [Case] = [
        Case("syntax error", query: "{ agreements ", 400, 200, "GRAPHQL_PARSE_FAILED", says: "not closed"),
        Case("blank query", query: "  ", 400, 200, "GRAPHQL_PARSE_FAILED", says: "operation"),
        Case("201 nested braces", query: nested, 400, 200, "LIMIT_EXCEEDED", says: "200"),
        Case(
            "15,001 tokens",
            query: "{" + String(repeating: "a ", count: 14_999) + "}",
            400,
            200,
            "LIMIT_EXCEEDED",
            says: "15000"
        ),
        Case(
            "unknown field",
            query: "{ agreemnts { totalCount } }",
            400,
            200,
            "GRAPHQL_VALIDATION_FAILED",
            says: "agreemnts"
        ),
        Case(
            "unknown argument",
            query: "{ agreements(size: 1) { totalCount } }",
            400,
            200,
            "GRAPHQL_VALIDATION_FAILED",
            says: "size"
        ),
        Case(
            "wrong type",
            query: "{ agreements(first: \"x\") { totalCount } }",
            400,
            200,
            "GRAPHQL_VALIDATION_FAILED",
            says: "integer"
        ),
        Case("no selections", query: "{ agreements }", 400, 200, "GRAPHQL_VALIDATION_FAILED", says: "agreements"),
        Case(
            "fragment cycle",
            query:
                "{ agreements { ...A } } fragment A on AgreementConnection { totalCount ...B } fragment B on AgreementConnection { ...A }",
            400,
            200,
            "GRAPHQL_VALIDATION_FAILED",
            says: "A"
        ),
        Case(
            "two operations without a name",
            query: "query A { __typename } query B { __typename }",
            400,
            200,
            "OPERATION_RESOLUTION_FAILURE",
            says: "operationName"
        ),
        Case(
            "an operation that is not there",
            body: #"{"query": "query A { __typename }", "operationName": "B"}"#,
            400,
            200,
            "OPERATION_RESOLUTION_FAILURE",
            says: "B"
        ),
        Case(
            "subscription",
            query: "subscription { agreements { totalCount } }",
            400,
            200,
            "GRAPHQL_VALIDATION_FAILED",
            says: "agreements"
        ),
        Case(
            "deeper than 15",
            query:
                "{ agreements { nodes { orders { nodes { agreement { orders { nodes { agreement { orders { nodes { agreement { orders { nodes { agreement { orders { totalCount } } } } } } } } } } } } } } } }",
            400,
            200,
            "LIMIT_EXCEEDED",
            says: "15"
        ),
        Case(
            "31 root fields",
            query: "{ " + (0..<31).map { "a\($0): __typename" }.joined(separator: " ") + " }",
            400,
            200,
            "LIMIT_EXCEEDED",
            says: "30"
        ),
        Case(
            "variable missing",
            query: "query ($n: String!) { agreement(number: $n) { title } }",
            400,
            200,
            "BAD_USER_INPUT",
            says: "$n"
        ),
        Case(
            "variable of the wrong type",
            query: "query ($n: Int) { agreements(first: $n) { totalCount } }",
            variables: #"{"n": "many"}"#,
            400,
            200,
            "BAD_USER_INPUT",
            says: "$n"
        ),
    ]

    private static let inputs: [Case] = [
        Case(
            "first: -1",
            query: "{ agreements(first: -1) { totalCount nodes { id } } }",
            400,
            200,
            "BAD_USER_INPUT",
            says: "-1"
        ),
        Case("last: -1", query: "{ agreements(last: -1) { nodes { id } } }", 400, 200, "BAD_USER_INPUT", says: "-1"),
        Case(
            "first: 1000000",
            query: "{ agreements(first: 1000000) { nodes { id } } }",
            400,
            200,
            "LIMIT_EXCEEDED",
            says: "1000000"
        ),
        Case(
            "first: 101 in a variable",
            query: "query ($n: Int) { agreements(first: $n) { nodes { id } } }",
            variables: #"{"n": 101}"#,
            400,
            200,
            "LIMIT_EXCEEDED",
            says: "101"
        ),
        Case(
            "more rows than a request may have",
            query:
                "{ orders(first: 100) { nodes { agreement { orders(first: 100) { nodes { lines(first: 100) { nodes { quantity } } } } } } } }",
            400,
            200,
            "LIMIT_EXCEEDED",
            says: "1010100"
        ),
        Case(
            "garbage cursor",
            query: "{ agreements(after: \"garbage\") { nodes { id } } }",
            400,
            200,
            "BAD_USER_INPUT",
            says: "cursor"
        ),
        Case(
            "empty cursor",
            query: "{ agreements(before: \"\") { nodes { id } } }",
            400,
            200,
            "BAD_USER_INPUT",
            says: "cursor"
        ),
        Case("a lookup by nothing", query: "{ agreement { title } }", 400, 200, "BAD_USER_INPUT", says: "exactly one"),
        Case(
            "a lookup by two things",
            query: #"{ agreement(id: "x", number: "y") { title } }"#,
            400,
            200,
            "BAD_USER_INPUT",
            says: "exactly one"
        ),
        Case(
            "U+0000 in a text",
            query: #"query ($n: String) { agreement(number: $n) { title } }"#,
            variables: #"{"n": "\u0000"}"#,
            400,
            200,
            "BAD_USER_INPUT",
            says: "U+0000"
        ),
    ]

    private static let unknownToken = SessionToken().text

    private static let callers: [Case] = [
        Case("unknown token", query: "{ __typename }", 401, 401, "UNAUTHENTICATED", says: "token").with {
            $0.authorization = "Bearer \(unknownToken)"
        },
        Case(
            "unknown token in a mutation",
            query: "mutation { signOut { ended } }",
            401,
            401,
            "UNAUTHENTICATED",
            says: "token"
        ).with {
            $0.authorization = "Bearer \(unknownToken)"
        },
        Case("another scheme", query: "{ __typename }", 401, 401, "UNAUTHENTICATED", says: "token").with {
            $0.authorization = "Basic eA=="
        },
        Case(
            "introspection without a session",
            query: "{ __schema { queryType { name } } }",
            401,
            401,
            "UNAUTHENTICATED",
            says: "signed in"
        ),
    ]

    private static let all = envelope + documents + inputs + callers

    private static let gateway = Result { try TestGateway() }

    private func send(_ test: Case, _ client: GatewayClient, accept: String) throws -> Answer {
        var headers = [("Accept", accept)]
        if let type = test.contentType { headers.append(("Content-Type", type)) }
        // Inputs are read once it is clear that the caller may see the field.
        if let authorization = test.authorization ?? client.token.map({ "Bearer \($0)" }) {
            headers.append(("Authorization", authorization))
        }
        return try Answer(client.http.request(test.method, test.target, headers: headers, body: Array(test.body.utf8)))
    }

    @Test(arguments: all, ["application/graphql-response+json", "application/json"])
    func badRequestGetsItsStatusAndCode(test: Case, accept: String) throws {
        let gateway = try Self.gateway.get()
        let isInput = Self.inputs.contains { $0.testDescription == test.testDescription }
        let client = isInput ? try gateway.signedIn() : try gateway.anonymous()
        let answer = try send(test, client, accept: accept)
        #expect(answer.status == (accept == "application/json" ? test.jsonStatus : test.status))
        #expect(answer.codes.first == test.code)
        #expect(answer.data == nil)
        let message = answer.errors.first?["message"]?.text ?? ""
        #expect(message.contains(test.says), "\(message)")
        #expect(answer.http["content-type"]?.hasPrefix(accept) == true)
        if answer.status == 401 { #expect(answer.http["www-authenticate"] == "Bearer") }
        if answer.status == 405 { #expect(answer.http["allow"]?.contains("POST") == true) }
        // A bad request spoils nothing: the connection goes on.
        let next = try client.ask("{ __typename }")
        #expect(next.status == 200)
    }

    @Test(arguments: ["application/graphql-response+json", "application/json"])
    func cursorOfAnotherListIsRefused(accept: String) throws {
        let client = try Self.gateway.get().signedIn()
        let orders = try client.ask("{ orders(first: 1) { pageInfo { endCursor } } }")
        let cursor = try #require(orders.data?.at("orders.pageInfo.endCursor")?.text)
        let answer = try client.ask("{ agreements(after: \"\(cursor)\") { nodes { id } } }", accept: accept)
        #expect(answer.status == (accept == "application/json" ? 200 : 400))
        #expect(answer.codes == ["BAD_USER_INPUT"])
        #expect(answer.errors.first?.at("extensions.field")?.text == "agreements")
    }

    @Test(arguments: ["application/graphql-response+json", "application/json"])
    func tokenThatHasRunOutIsRefused(accept: String) throws {
        let database = try SampleDatabase.make()
        let client = try TestGateway(database).signedIn()
        let owner = try database.connect(role: DatabaseRole.commands)
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        try owner.execute("UPDATE session SET expires_at = created_at + interval '1 microsecond'")
        let answer = try client.ask("{ viewer { email } }", accept: accept)
        #expect(answer.status == 401)
        #expect(answer.codes == ["UNAUTHENTICATED"])
    }

    /// A body that is too large is refused before it is read.
    @Test func bodyThatIsTooLargeIsRefused() throws {
        let gateway = try TestGateway(settings: { $0.http.body = 10_000 })
        let client = try gateway.anonymous()
        try client.http.send(
            Array(
                "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10001\r\n\r\n"
                    .utf8
            )
        )
        let answer = try Answer(client.http.answer())
        #expect(answer.status == 413)
        #expect(answer.codes == ["LIMIT_EXCEEDED"])
        let message = answer.errors.first?["message"]?.text ?? ""
        #expect(message.contains("10001") || message.contains("10000"), "\(message)")
    }

    @Test func mediaTypeThatNobodyServesIsRefused() throws {
        let client = try Self.gateway.get().anonymous()
        let answer = try client.ask("{ __typename }", accept: "text/html")
        #expect(answer.status == 406)
        #expect(answer.codes == ["BAD_REQUEST"])
    }

    @Test(arguments: [
        ("*/*", "application/json"), ("application/json", "application/json"),
        ("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json"),
        ("application/graphql-response+json;q=0.1, application/json", "application/json"),
    ])
    func mediaTypeIsTheOneThatIsPreferred(accept: String, type: String) throws {
        let client = try Self.gateway.get().anonymous()
        let answer = try client.ask("{ __typename }", accept: accept)
        #expect(answer.http["content-type"] == "\(type); charset=utf-8")
    }
}
