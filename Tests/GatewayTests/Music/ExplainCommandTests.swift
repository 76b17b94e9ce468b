import Foundation
import Postgres
import TestSupport
import Testing

/// `gateway explain`, as operators and developers run it.
@Suite struct ExplainCommandTests {
    private func explain(
        _ query: String,
        _ arguments: [String] = [],
        on database: TestDatabase? = nil
    ) throws -> Program.Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "query.graphql")
        try query.write(to: file, atomically: true, encoding: .utf8)
        let database = try database ?? Music.sharedDatabase()
        return try Program.run(
            [
                "explain", "--document", file.path, "--database", database.connectionString,
                "--database-schema", database.configuration.schema,
                "--schema", Music.folder + "/Schema", "--migrations", Music.folder + "/Migrations",
            ] + arguments
        )
    }

    private static let query = "query Bills($n: Int) { invoices(first: $n) { nodes { id total } } }"

    @Test func statementsPlansAndVerdictsAreShown() throws {
        let outcome = try explain(Self.query, ["--variables", #"{"n": 3}"#, "--role", "CASHIER"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("Rows at most: 3 of 10000\n"))
        #expect(outcome.output.contains("SELECT t.\"id\""))
        #expect(outcome.output.contains("| Limit  (cost="), "PostgreSQL's own plan")
        #expect(outcome.output.contains("(Invoice.total)  shown"))
    }

    @Test func callerWithoutRolesIsNotSignedIn() throws {
        let outcome = try explain(Self.query)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("SEE_MONEY"))
    }

    @Test func faultsOfTheDocumentAreTold() throws {
        let outcome = try explain("{ invoices { nodes { totl } } }")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("query.graphql:1:"))
        #expect(outcome.errors.contains("total"))
    }

    @Test func unknownRoleIsTold() throws {
        let outcome = try explain(Self.query, ["--role", "CASHEIR"])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("CASHIER"))
    }

    @Test func databaseOfAnOperatorIsNotMigrated() throws {
        let empty = try TestDatabase.empty()
        let outcome = try explain(Self.query, on: empty)
        #expect(outcome.status != 0)
        let connection = try empty.connect()
        let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        #expect(try connection.query(tables).int8(0, 0) == 0)
    }
}
