import Accounts
import Foundation
import Gateway
import GraphQL
import Planning
import Postgres
import SampleData
import TestSupport
import Testing

/// The README's new report: a view and a type, and not a line of Swift.
@Suite struct NewReportTests {
    /// The README's block that begins with a comment naming a file, without the comment.
    private static func block(_ file: String, in readme: String) throws -> String {
        let start = try #require(readme.range(of: "\(file)\n"), "README.md shows no \(file)")
        let end = try #require(readme.range(of: "\n```", range: start.upperBound..<readme.endIndex))
        return String(readme[start.upperBound..<end.lowerBound])
    }

    /// A gateway of copies of the repository's folders, with the README's two files beside the others.
    private func gateway() throws -> (TestGateway, TestDatabase) {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: UUID().uuidString)
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: folder) }
        let readme = try String(contentsOfFile: SampleDatabase.root + "/README.md", encoding: .utf8)
        for name in ["Migrations/0100_orders_by_status.sql", "Schema/orders-by-status.graphql"] {
            let place = folder.appending(path: name)
            let parent = place.deletingLastPathComponent()
            try files.copyItem(atPath: "\(SampleDatabase.root)/\(parent.lastPathComponent)", toPath: parent.path)
            try Self.block(name, in: readme).write(to: place, atomically: true, encoding: .utf8)
        }
        let database = try SampleDatabase.make()
        let migrated = try Program.run([
            "migrate", "--database", database.connectionString, "--database-schema", database.configuration.schema,
            "--migrations", folder.appending(path: "Migrations").path,
        ])
        #expect(migrated.status == 0, "\(migrated.errors)")
        let catalog = try Catalog.load(
            schema: folder.appending(path: "Schema").path,
            connection: try database.connect(role: DatabaseRole.queries)
        )
        return (try TestGateway(database, catalog: catalog), database)
    }

    @Test func newReportIsAskedFilteredSummedUpGroupedAndExported() throws {
        let (gateway, database) = try gateway()
        let viewer = try gateway.signedIn(.reportViewer)
        let answer = try viewer.ask(
            """
            { reports { ordersByStatus(filter: { status: { ne: CANCELLED } }, orderBy: [{ orderCount: DESC }], first: 2) {
              totalCount nodes { status currency orderCount total } pageInfo { hasNextPage }
              aggregate { sum { orderCount total } } groups(by: [{ status: VALUE }]) { key { status } sum { total } } } } }
            """
        )
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        let report = try #require(answer.data?.at("reports.ordersByStatus"))
        let owner = try database.connect()
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        let figures = try owner.query(
            """
            SELECT count(*), sum(total)::text, count(DISTINCT (status, currency)), count(DISTINCT status)
            FROM purchase_order WHERE status <> 'CANCELLED'
            """
        )
        #expect(
            report.at("aggregate.sum.orderCount")?.integer
                ?? report.at("aggregate.sum.orderCount")?.text.flatMap(Int64.init)
                == figures.int8(0, 0)
        )
        #expect(report.at("aggregate.sum.total")?.text == figures.text(0, 1))
        #expect(report["totalCount"]?.integer == figures.int8(0, 2))
        #expect(report["groups"]?.items.count == Int(figures.int8(0, 3)))
        #expect(report["nodes"]?.items.count == 2)
        let file = try viewer.http.request(
            "POST",
            "/graphql?format=csv",
            headers: [
                ("Content-Type", "application/json"), ("Authorization", "Bearer \(try #require(viewer.token))"),
            ],
            body: Array(#"{"query": "{ reports { ordersByStatus { nodes { status currency total } } } }"}"#.utf8)
        )
        #expect(file.text.hasPrefix("status,currency,total\r\n"))
        #expect(file.text.split(separator: "\r\n").count > Int(figures.int8(0, 2)))
    }

    @Test func newReportNeedsItsPermission() throws {
        let caller = try gateway().0.signedIn(.agreementAdministrator)
        let answer = try caller.ask("{ reports { ordersByStatus { nodes { total } } } }")
        #expect(answer.codes == ["FORBIDDEN"])
        #expect(answer.data?.json == #"{"reports":{"ordersByStatus":null}}"#)
    }
}
