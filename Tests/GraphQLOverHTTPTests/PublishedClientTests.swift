import Foundation
import GraphQL
import GraphQLOverHTTPAudits
import HTTP
import Mock
import Planning
import Testing

@Test(
    .enabled(if: PublishedClient.arePrepared, "Scripts/clients/prepare makes the clients' environments"),
    arguments: PublishedClient.allCases
)
func publishedClientsIntrospectGenerateAndQueryTheMock(_ client: PublishedClient) throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Schema").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let documents = try files.map {
        try Parser.parseDocument(String(contentsOf: $0, encoding: .utf8), limits: .schemas)
    }
    let schema = try SchemaBuilder.build(try ExpandedSchema.complete(documents))
    let server = try MockServer(
        MockExecution(schema: schema, limits: .server),
        at: .tcp(host: "127.0.0.1", port: 0)
    )
    defer { server.stop() }
    let (status, output) = try client.run(against: "\(server.address)/graphql")
    #expect(status == 0, "\(output)")
}
