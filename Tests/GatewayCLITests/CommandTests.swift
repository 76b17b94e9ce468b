import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct CommandTests {
    @Test(arguments: ["migrate", "sample", "settings"])
    func helpShowsExamples(command: String) throws {
        let outcome = try Program.run([command, "--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("EXAMPLES:"))
        #expect(outcome.output.contains("gateway \(command)"))
    }

    @Test func unknownFlagIsAMistakeOfUse() throws {
        let outcome = try Program.run(["migrate", "--databse", "x"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("Did you mean `database`"))
    }

    @Test func migrateDryRunStatus() throws {
        let database = try TestDatabase.empty()
        let environment = ["DATABASE_URL": database.connectionString]
        let dryRun = try Program.run(["migrate", "--dry-run"], environment: environment)
        #expect(dryRun.status == 0, "\(dryRun.errors)")
        #expect(dryRun.output.contains("Nothing was changed."))
        #expect(
            try Program.run(["migrate", "--status"], environment: environment).output.contains(
                "0001_roles.sql  not applied"
            )
        )
        #expect(
            try Program.run(["migrate"], environment: environment).output.contains("applied to the schema \"gateway\"")
        )
        #expect(try Program.run(["migrate"], environment: environment).output.contains("up to date"))
        #expect(!(try Program.run(["migrate", "--status"], environment: environment).output.contains("not applied")))
    }

    /// Everything that is made is in our schema; other schemas stay as they are.
    @Test func onlyOurSchemaIsTouched() throws {
        let database = try TestDatabase.empty()
        let outcome = try Program.run(
            ["migrate", "--database", database.connectionString, "--database-schema", "licensing"]
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = try database.connect().query(
            """
            SELECT DISTINCT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid >= 16384 AND n.nspname NOT LIKE 'pg_toast%' ORDER BY 1
            """
        )
        #expect((0..<rows.rowCount).map { rows.text($0, 0) } == ["licensing"])
    }

    @Test func unreachableDatabaseIsAClearError() throws {
        let outcome = try Program.run(["migrate", "--database", "postgresql://u:hush@127.0.0.1:1/d"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("127.0.0.1"))
        #expect(!outcome.errors.contains("hush"))
    }

    @Test func secretIsNotShown() throws {
        let outcome = try Program.run(["settings", "--database", "postgresql://u:hush@h/d"])
        #expect(outcome.output.contains("here: set (--database)"))
        #expect(!outcome.output.contains("hush"))
    }

    @Test func sampleIsTheSameEachTimeAndRefusesAFullDatabase() throws {
        // Dates are reckoned from today.
        let digests = try withinOneDay {
            try (0..<2).map { _ in
                let database = try TestDatabase.empty()
                let outcome = try Program.run([
                    "sample", "--organizations", "2", "--database", database.connectionString,
                ])
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.output.contains("20 agreements, 400 orders"))
                #expect(outcome.output.contains("report-viewer@"))
                let again = try Program.run(["sample", "--database", database.connectionString])
                #expect(again.status == 1)
                #expect(again.errors.contains("already holds 2 organizations"))
                return try digest(database)
            }
        }
        #expect(digests[0] == digests[1])
    }

    /// Of all rows but people's, whose password hashes have a salt.
    private func digest(_ database: TestDatabase) throws -> [String] {
        var configuration = database.configuration
        configuration.connectionString = database.administratorConnectionString
        let connection = try Connection(configuration)
        return try ["agreement", "purchase_order", "order_line", "license_key", "license_detail", "user_role"].map {
            try connection.query("SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM \($0) t").text(0, 0)
        }
    }
}
