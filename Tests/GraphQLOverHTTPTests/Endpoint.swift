import GraphQL
import GraphQLOverHTTP
import GraphQLOverHTTPAudits
import HTTP
import Mock

/// Mocks that the tests talk to, each on a port of its own.
enum Endpoint {
    static let schema = """
        type Query { name: String! item(id: ID!): Item broken(with: Int! = 1): String }
        type Item { id: ID! lonely: Lonely lonelyN: Lonely! }
        type Mutation { add(name: String!): Item }
        interface Lonely { id: ID }
        """

    static func server(
        statuses: StatusPolicy = .audit,
        origins: [String] = [],
        limits: HTTPLimits = HTTPLimits()
    ) throws -> MockServer {
        let schema = try SchemaBuilder.build([try Parser.parseDocument(schema)])
        return try MockServer(
            MockExecution(schema: schema, limits: .server),
            at: .tcp(host: "127.0.0.1", port: 0),
            limits: limits,
            statuses: statuses,
            crossOrigin: CrossOrigin(origins: origins)
        )
    }

    /// One server for each reading of the status codes; they serve until the tests end.
    private static let audit = Result { try server() }
    private static let draft2026 = Result { try server(statuses: .draft2026) }

    /// Sends one request; to a server of its own if that is configured in another way than the others.
    static func answer(
        _ request: WireRequest,
        statuses: StatusPolicy = .audit,
        origins: [String] = []
    ) throws -> WireResponse {
        if origins.isEmpty {
            let shared = statuses == .audit ? audit : draft2026
            return try request.send(to: shared.get().address)
        }
        let server = try server(statuses: statuses, origins: origins)
        defer { server.stop() }
        return try request.send(to: server.address)
    }

    /// The address of the server that follows the audits' reading.
    static var address: ListenAddress {
        get throws { try audit.get().address }
    }
}
