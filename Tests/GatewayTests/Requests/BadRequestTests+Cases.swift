import Accounts
import GraphQL
import Testing

/// The ways to ask wrongly.
extension BadRequestTests {
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

    static let envelope: [Case] = [
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

    static let nested = String(repeating: "{a", count: 201) + String(repeating: "}", count: 201)

    static let documents: [Case] = [
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

    static let inputs: [Case] = [
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

    static let unknownToken = SessionToken().text

    static let callers: [Case] = [
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

    static let all = envelope + documents + inputs + callers
}
