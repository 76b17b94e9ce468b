import GraphQL
import GraphQLOverHTTP
import GraphQLOverHTTPAudits
import Testing

private let newType = "application/graphql-response+json"
private let json = "application/json"

/// A well-formed request, whether its response has data, and its status: in the audits' reading for
/// either media type, and in the draft's for both.
private let rows: [(body: String, hasData: Bool, audit: (new: Int, json: Int), draft: Int)] = [
    (#"{"query":"{ name }"}"#, true, (200, 200), 200),
    // Partial success, and a null that reached the root.
    (#"{"query":"{ name item(id: 1) { lonely { id } } }"}"#, true, (200, 200), 294),
    (#"{"query":"{ item(id: 1) { lonelyN { id } } }"}"#, true, (200, 200), 294),
    (#"{"query":"query($n: Int = 1) { broken(with: $n) }","variables":{"n":null}}"#, true, (200, 200), 294),
    // Request errors: syntax, validation, which operation, variables, limits.
    (#"{"query":"{ name"}"#, false, (400, 200), 400),
    (#"{"query":"{ nothing }"}"#, false, (400, 200), 422),
    (#"{"query":"query($a: Int) { name }"}"#, false, (400, 200), 422),
    (#"{"query":"query A { name } query B { name }"}"#, false, (400, 200), 422),
    (#"{"query":"query A { name }","operationName":"C"}"#, false, (400, 200), 422),
    (#"{"query":"query($id: ID!) { item(id: $id) { id } }"}"#, false, (400, 200), 422),
    (#"{"query":"query($id: ID!) { item(id: $id) { id } }","variables":{"id":{}}}"#, false, (400, 200), 422),
    (#"{"query":"{ \#((0..<40).map { "a\($0): name" }.joined(separator: " ")) }"}"#, false, (400, 200), 422),
]

@Test(arguments: rows.indices)
func theStatusFollowsTheTable(_ index: Int) throws {
    let row = rows[index]
    for (accept, audit) in [(newType, row.audit.new), (json, row.audit.json)] {
        for (policy, status) in [(StatusPolicy.audit, audit), (.draft2026, row.draft)] {
            let response = try Endpoint.answer(.post(row.body, accept: accept), statuses: policy)
            #expect(response.status == status, "\(policy) \(accept) \(response.text)")
            #expect(response.contentType == "\(accept); charset=utf-8")
            #expect((response.json?["data"] != nil) == row.hasData)
        }
    }
}

@Test func dataMeansSuccessAndNoDataMeansAnError() throws {
    for row in rows {
        #expect((200...299).contains(row.draft) == row.hasData)
        #expect((200...299).contains(row.audit.new) == row.hasData)
    }
}

@Test func refusalsOfTheWholeRequestHaveTheirOwnStatus() {
    let expected: [(ErrorCode, Int)] = [
        (.unauthenticated, 401), (.forbidden, 403), (.conflict, 409), (.unavailable, 503), (.timeout, 504),
        (.internalServerError, 500),
    ]
    for (code, status) in expected {
        for policy in StatusPolicy.allCases {
            for type in [ResponseType.json, .graphQLResponse] { #expect(policy.status(of: code, type: type) == status) }
        }
    }
}

@Test func everyErrorCodeHasAStatus() {
    for code in ErrorCode.allCases {
        for policy in StatusPolicy.allCases {
            #expect((400...599).contains(policy.status(of: code, type: .graphQLResponse)), "\(code)")
        }
    }
}

@Test func documentsBeyondTheLimitsAreRefused() throws {
    let many = String(repeating: "name ", count: 20_000)
    let deep = String(repeating: "{ a ", count: 300) + String(repeating: "}", count: 300)
    for document in ["{ \(many) }", deep] {
        let response = try Endpoint.answer(.post(#"{"query":"\#(document)"}"#, accept: newType))
        #expect(response.status == 400)
        #expect(response.text.contains("LIMIT_EXCEEDED"))
        #expect(response.text.contains("the limit is"))
    }
}
