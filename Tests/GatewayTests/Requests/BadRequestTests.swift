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
