import Foundation
import Postgres
import TestSupport
import Testing

/// Each test migrates an empty database of its own.
@Suite struct MigratorTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase.empty()
    }

    private static let first = ("0001_first.sql", "CREATE TABLE first (id int); INSERT INTO first VALUES (1);")
    private static let second = ("0002_second.sql", "CREATE TABLE second AS SELECT id + 1 AS id FROM first;")

    private func migrator(_ files: (String, String)...) throws -> Migrator {
        try Migrator(try files.map { try #require(Migration(fileName: $0.0, sql: $0.1)) }, schema: "gateway")
    }

    @discardableResult
    private func migrate(_ files: (String, String)..., dryRun: Bool = false) throws -> [Int] {
        let migrations = try files.map { try #require(Migration(fileName: $0.0, sql: $0.1)) }
        return try Migrator(migrations, schema: "gateway").migrate(try database.connect(), dryRun: dryRun).map(\.number)
    }

    private func refusal(_ files: (String, String)...) throws -> String {
        let migrations = try files.map { try #require(Migration(fileName: $0.0, sql: $0.1)) }
        let connection = try database.connect()
        let error = #expect(throws: MigrationError.self) {
            try Migrator(migrations, schema: "gateway").migrate(connection)
        }
        return error?.description ?? ""
    }

    private func tables() throws -> [String] {
        let rows = try database.connect().query(
            "SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace('gateway') AND relkind = 'r' ORDER BY 1"
        )
        return (0..<rows.rowCount).map { rows.text($0, 0) }
    }

    @Test func filesAreAppliedInTheirOrder() throws {
        // The second needs the first, and is given before it.
        #expect(try migrate(Self.second, Self.first) == [1, 2])
        #expect(try tables() == ["first", "schema_migration", "second"])
    }

    @Test func appliedFilesAreNotAppliedAgain() throws {
        try migrate(Self.first)
        #expect(try migrate(Self.first, Self.second) == [2])
        #expect(try migrate(Self.first, Self.second) == [])
        #expect(try database.connect().query("SELECT FROM first").rowCount == 1)
    }

    @Test func statusSaysWhatWasApplied() throws {
        try migrate(Self.first)
        let status = try migrator(Self.first, Self.second).status(try database.connect())
        #expect(status.map(\.migration.number) == [1, 2])
        #expect(status[0].appliedAt?.hasSuffix("UTC") == true)
        #expect(status[1].appliedAt == nil)
    }

    @Test func statusOfAnEmptyDatabaseChangesNothing() throws {
        let status = try migrator(Self.first).status(try database.connect())
        #expect(status.map(\.appliedAt) == [nil])
        #expect(try database.connect().query("SELECT to_regnamespace('gateway') IS NULL").bool(0, 0))
    }

    @Test func dryRunLeavesNothing() throws {
        let role = "dry_run_\(database.name)"
        #expect(try migrate(Self.first, ("0002_role.sql", "CREATE ROLE \(role);"), dryRun: true) == [1, 2])
        let row = try database.connect().query(
            """
            SELECT to_regnamespace('gateway') IS NULL, to_regrole('\(role)') IS NULL, NOT EXISTS (
                SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                WHERE l.locktype = 'advisory' AND d.datname = current_database()
            )
            """
        )
        #expect(row.bool(0, 0) && row.bool(0, 1) && row.bool(0, 2))
    }

    @Test func dryRunFindsAMistake() throws {
        #expect(throws: MigrationError.self) {
            try migrate(Self.first, ("0002_second.sql", "SELECT * FROM nowhere"), dryRun: true)
        }
        #expect(try tables() == [])
    }

    @Test func failedMigrationLeavesNothingOfItselfAndNamesItsLine() throws {
        let error = try refusal(
            Self.first,
            ("0002_second.sql", "CREATE TABLE half (id int);\nINSERT INTO half VALUES (1);\nSELECT * FROM nowhere;")
        )
        #expect(error.hasPrefix("0002_second.sql:3: "))
        #expect(error.contains("nowhere"))
        #expect(try tables() == ["first", "schema_migration"])
        // Mended, it goes on from there.
        #expect(try migrate(Self.first, Self.second) == [2])
    }

    @Test func changedFileIsRefused() throws {
        try migrate(Self.first)
        let error = try refusal((Self.first.0, Self.first.1 + " "), Self.second)
        #expect(error.contains("0001_first.sql was changed"))
        #expect(try tables() == ["first", "schema_migration"])
    }

    @Test func missingFileIsRefused() throws {
        try migrate(Self.first, Self.second)
        #expect(try refusal(Self.second).contains("Migration 1 (first)"))
    }

    @Test func lateFileIsRefused() throws {
        try migrate(Self.first, ("0005_fifth.sql", "SELECT 1"))
        #expect(try refusal(Self.first, Self.second, ("0005_fifth.sql", "SELECT 1")).contains("above 5"))
    }

    @Test func sameNumberTwiceIsRefused() throws {
        #expect(throws: MigrationError.self) { try migrator(Self.first, ("0001_other.sql", "SELECT 1")) }
    }

    @Test func anotherMigratorIsWaitedForOnlySoLong() throws {
        let other = try database.connect()
        _ = try other.query("SELECT pg_advisory_lock(hashtext('gateway migrations of gateway'))")
        let connection = try database.connect()
        let error = #expect(throws: MigrationError.self) {
            try migrator(Self.first).migrate(connection, lockTimeout: 100)
        }
        #expect(error?.isTemporary == true)
        _ = try other.query("SELECT pg_advisory_unlock(hashtext('gateway migrations of gateway'))")
        #expect(try migrator(Self.first).migrate(connection).count == 1)
    }

    @Test func atOnceEachFileIsAppliedOnce() async throws {
        let database = database
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let migrations = [Self.first, Self.second].compactMap { Migration(fileName: $0.0, sql: $0.1) }
                    return try Migrator(migrations, schema: "gateway").migrate(try database.connect()).count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(applied == 2)
        #expect(try database.connect().query("SELECT FROM first").rowCount == 1)
    }

    @Test func lostServerIsATemporaryError() throws {
        let connection = try database.connect()
        try database.drop()
        let error = #expect(throws: MigrationError.self) { try migrator(Self.first).migrate(connection) }
        #expect(error?.isTemporary == true)
    }
}

@Suite struct MigrationFolderTests {
    private func withFolder<Value>(_ names: [String], _ body: (String) throws -> Value) throws -> Value {
        let folder = NSTemporaryDirectory() + "migrations-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in names { try Data("SELECT 1".utf8).write(to: URL(filePath: folder + "/" + name)) }
        return try body(folder)
    }

    @Test func filesAreReadInOrder() throws {
        let names = try withFolder(["0010_b.sql", "0002_a.sql", "notes.md"]) {
            try Migration.read(folder: $0).map(\.fileName)
        }
        #expect(names == ["0002_a.sql", "0010_b.sql"])
    }

    @Test(arguments: ["1_a.sql", "a.sql", "0001.sql", "00001_a.sql"])
    func otherNamesAreRefused(name: String) throws {
        let error = #expect(throws: MigrationError.self) {
            try withFolder(["0002_a.sql", name]) { try Migration.read(folder: $0) }
        }
        #expect(error?.description.contains(name) == true)
    }

    @Test func emptyOrMissingFolderIsRefused() throws {
        #expect(throws: MigrationError.self) { try withFolder([]) { try Migration.read(folder: $0) } }
        #expect(throws: MigrationError.self) { try Migration.read(folder: "/nowhere") }
    }
}
