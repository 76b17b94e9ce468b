import Accounts
import Foundation
import Gateway
import GraphQL
import LocalPostgres
import Logging
import Postgres
import SampleData
import TestSupport
import Testing

/// PostgreSQL goes away and comes back under a gateway that serves.
@Suite(.serialized) struct OutageTests {
    /// A server of the test's own, that can be stopped, with a gateway on it.
    private final class Ground {
        private let folder = "/tmp/gateway-outage-" + UUID().uuidString
        private var postgres: LocalPostgres
        let gateway: TestGateway

        init() throws {
            postgres = try Ground.start(folder)
            let owner = try Connection(
                PostgresConfiguration(connectionString: postgres.connectionString, statementTimeout: 0)
            )
            try Migrator(try Migration.read(folder: SampleDatabase.root + "/Migrations"), schema: "gateway").migrate(
                owner
            )
            let loading = try Connection(PostgresConfiguration(connectionString: postgres.connectionString))
            try SampleData.load(
                into: loading,
                seal: SampleDatabase.seal,
                organizations: 1,
                hasher: SampleDatabase.hasher
            )
            let database = TestDatabase(
                name: "gateway",
                connectionString: postgres.connectionString,
                administratorConnectionString: postgres.administratorConnectionString
            )
            gateway = try TestGateway(database)
        }

        private static func start(_ folder: String) throws -> LocalPostgres {
            var options = LocalPostgres.Options()
            options.settings = ["fsync": "off"]
            return try LocalPostgres.start(in: folder, options: options)
        }

        func stopPostgres() { postgres.stop() }

        func startPostgres() throws { postgres = try Ground.start(folder) }

        deinit {
            gateway.stop()
            postgres.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    @Test func gatewaySaysUnavailableAndRecoversByItself() throws {
        let ground = try Ground()
        let client = try ground.gateway.signedIn(.reportViewer)
        let question = "{ orders(first: 1) { nodes { number } } }"
        let before = try client.ask(question)
        #expect(before.errors.isEmpty)
        #expect(try client.get("/health/ready").status == 200)

        ground.stopPostgres()
        for accept in ["application/graphql-response+json", "application/json"] {
            let during = try client.ask(question, accept: accept)
            #expect(during.status == 503)
            #expect(during.codes == ["UNAVAILABLE"])
            #expect(during.http["retry-after"] == "1")
            #expect(during.data == nil)
            #expect(during.errors.first?.at("extensions.requestId")?.text != nil)
            let message = during.http.text
            #expect(!message.contains("socket") && !message.contains("/tmp"), "\(message)")
        }
        // A command as well; what the gateway needs no database for goes on.
        let signIn = try ground.gateway.anonymous().ask(
            #"mutation { signIn(email: "a@b.example", password: "x") { token } }"#
        )
        #expect(signIn.codes == ["UNAVAILABLE"])
        #expect(try ground.gateway.anonymous().ask("{ __typename }").status == 200)
        #expect(try client.get("/health/live").status == 200)
        #expect(try client.get("/health/ready").status == 503)

        try ground.startPostgres()
        var after = try client.ask(question)
        try eventually("the gateway has recovered") {
            after = try client.ask(question)
            return after.status != 503
        }
        #expect(after.status == 200)
        #expect(after.http.body == before.http.body)
        #expect(try client.get("/health/ready").status == 200)
        // The command lane's connections were lost too; no caller pays for that.
        for _ in 0..<4 { try client.signIn(email: TestGateway.email(.reportViewer)) }
    }

    /// A stream of changes outlives the database: what happens afterwards is told, once.
    @Test func streamsGoOnAfterTheDatabaseHasComeBack() throws {
        let ground = try Ground()
        let gateway = ground.gateway
        let query = "subscription { orderChanged { order { number } } }"
        let reader = try EventReader(gateway, query, as: gateway.signedIn(.reportViewer))
        let orders = try gateway.database.writer().orderNumbers(2)
        try gateway.database.writer().change(orders[0])
        #expect(try reader.next().json.at("data.orderChanged.order.number")?.text == orders[0])
        ground.stopPostgres()
        usleep(300_000)
        try ground.startPostgres()
        // Perhaps before the gateway listens again.
        try gateway.database.writer().change(orders[1])
        #expect(try reader.next().json.at("data.orderChanged.order.number")?.text == orders[1])
    }

    /// Connections that the server ends one by one are made again, and no request fails for one that was idle.
    @Test func endedConnectionsAreReplaced() throws {
        let database = try SampleDatabase.make()
        let gateway = try TestGateway(database)
        let client = try gateway.signedIn(.reportViewer)
        let administrator = try Connection(
            PostgresConfiguration(connectionString: database.administratorConnectionString, statementTimeout: 0)
        )
        for _ in 0..<5 {
            _ = try administrator.query(
                """
                SELECT pg_terminate_backend(pid, 300000) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            )
            // The turn of the loop after the first answer, if not that one, has seen the connections end. Then there is
            // none until the back-off is over.
            for _ in 0..<2 { #expect(try client.ask("{ __typename }").status == 200) }
            #expect(try client.ask("{ orders(first: 1) { nodes { number } } }").status == 200)
            try client.signIn(email: TestGateway.email(.reportViewer))
        }
    }

    /// Statements of several requests share a flush, and so a transaction: one that fails takes none with it.
    @Test func failureOfOneRequestSpoilsNoOther() throws {
        let database = try SampleDatabase.make()
        let blocker = try database.connect()
        try blocker.execute("BEGIN; LOCK TABLE purchase_order IN ACCESS EXCLUSIVE MODE")
        func request(_ query: String, _ client: GatewayClient) -> [UInt8] {
            let body = JSONValue.object([JSONMember("query", .string(query))]).json
            return Array(
                ("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer \(client.token ?? "")\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                    .utf8
            )
        }
        let question = "{ agreements(first: 3) { nodes { number } } keys(first: 3) { nodes { lastFive } } }"
        let slow = "{ orders(first: 1) { totalCount } }"
        var expected = ("", "")
        let answers = try withShortTimeout { timeout in
            let gateway = try TestGateway(database) {
                $0.statementTimeout = timeout
                $0.connectionsPerLoop = 1
            }
            let client = try gateway.signedIn(.reportViewer)
            let other = try gateway.signedIn(.reportViewer, organization: 1)
            expected = (try client.ask(question).http.text, try other.ask(question).http.text)
            // In one piece, so that they arrive in one turn of the loop.
            try client.http.send(
                request(question, client) + request(slow, client) + request(question, other) + request(question, client)
            )
            let answers = try (0..<4).map { _ in try Answer(client.http.answer()) }
            return answers.map(\.status) == [200, 504, 200, 200] ? answers : nil
        }
        #expect(answers[0].http.text == expected.0)
        #expect(answers[1].codes == ["TIMEOUT"])
        #expect(answers[2].http.text == expected.1)
        #expect(answers[3].http.text == expected.0)
    }

    /// A statement that takes too long is stopped by the server, and said to be that.
    @Test func slowStatementTimesOut() throws {
        let database = try SampleDatabase.make()
        let blocker = try database.connect()
        try withShortTimeout { timeout in
            let gateway = try TestGateway(database) { $0.statementTimeout = timeout }
            let client = try gateway.signedIn(.reportViewer)
            try blocker.execute("ROLLBACK; BEGIN; LOCK TABLE purchase_order IN ACCESS EXCLUSIVE MODE")
            let answer = try client.ask("{ orders(first: 1) { nodes { number } } }")
            #expect(answer.status == 504)
            #expect(answer.codes == ["TIMEOUT"])
            try blocker.execute("ROLLBACK")
            return try client.ask("{ orders(first: 1) { nodes { number } } }").status == 200 ? () : nil
        }
    }

    /// Tries timeouts in milliseconds, the short ones first, until other statements than the one that waits have theirs
    /// in time: how long that is, is the machine's to say.
    private func withShortTimeout<Value>(_ body: (Int) throws -> Value?) throws -> Value {
        for timeout in [300, 3_000] {
            if let value = try? body(timeout) { return value }
        }
        return try #require(try body(30_000))
    }
}
