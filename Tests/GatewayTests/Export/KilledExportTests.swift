import Foundation
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// The built program, killed while it makes a workbook.
@Suite struct KilledExportTests {
    @Test func aKilledGatewayLeavesNoTemporaryFiles() throws {
        let folder = "/tmp/gateway-killed-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try SampleDatabase.make()
        let program = try ServingProgram(
            database,
            ["--data", folder + "-data", "--seal-key", SampleDatabase.sealKey, "--threads", "1"],
            environment: ["TMPDIR": folder]
        )
        defer { try? FileManager.default.removeItem(atPath: folder + "-data") }
        let client = GatewayClient(try HTTPClient(port: program.port), of: program)
        try client.signIn(email: TestGateway.email(.reportViewer))
        // More rows than it makes before it is killed.
        try database.connect().execute(
            """
            CREATE OR REPLACE VIEW spend_by_quarter WITH (security_invoker = true) AS
            SELECT organization_id, date '2024-01-01' AS quarter, 'EUR'::text COLLATE "C" AS currency, 1::bigint AS order_count,
                1::numeric AS total
            FROM purchase_order CROSS JOIN generate_series(1, 100000)
            """
        )
        try client.http.send(
            "POST",
            "/graphql?format=xlsx",
            headers: [
                ("Content-Type", "application/json"), ("Authorization", "Bearer \(try #require(client.token))"),
            ],
            body: Array(#"{"query": "{ reports { spendByQuarter { nodes { total } } } }"}"#.utf8)
        )
        let process = program.process.processIdentifier
        try eventually("the archive and a sheet are begun") { try OpenFiles.count(of: process, in: folder) >= 2 }
        kill(process, SIGKILL)
        program.process.waitUntilExit()
        #expect(program.process.terminationReason == .uncaughtSignal)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        // The server ends the statement as soon as it has something to say.
        let watcher = try database.connect()
        try eventually("the statement has ended") {
            try watcher.query(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'FETCH%' AND state <> 'idle'"
            ).rowCount == 0
        }
    }
}
