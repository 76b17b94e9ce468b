import Gateway
import GraphQLOverHTTPAudits
import HTTP
import SampleData
import Testing

/// What others publish, against the gateway itself: the audits of GraphQL over HTTP, and clients.
@Suite struct PublishedTests {
    private static let gateway = Result { try TestGateway { $0.introspection = .everyone } }

    @Test(arguments: Audit.all)
    func auditIsPassedByTheGateway(_ audit: Audit) throws {
        let port = try Self.gateway.get().port
        #expect(try audit.run(against: .tcp(host: "127.0.0.1", port: port)) == nil)
    }

    @Test(
        .enabled(if: PublishedClient.arePrepared, "Scripts/clients/prepare makes the clients' environments"),
        arguments: PublishedClient.allCases
    )
    func publishedClientsIntrospectGenerateAndQueryTheGateway(_ client: PublishedClient) throws {
        let gateway = try TestGateway()
        defer { gateway.stop() }
        let caller = try gateway.signedIn(.accountAdministrator)
        let (status, output) = try client.run(
            against: "http://127.0.0.1:\(gateway.port)/graphql",
            token: caller.token
        )
        #expect(status == 0, "\(output)")
    }
}
