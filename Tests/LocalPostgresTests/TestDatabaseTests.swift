import Postgres
import TestSupport
import Testing

@Suite struct TestDatabaseTests {
    @Test func madeDatabasesAreMigratedAndApart() throws {
        let one = try TestDatabase.make()
        let other = try TestDatabase.make()
        try one.connect().execute("INSERT INTO country (code, name) VALUES ('XX', 'Nowhere')")
        #expect(try one.connect().query("SELECT FROM country WHERE code = 'XX'").rowCount == 1)
        #expect(try other.connect().query("SELECT FROM country WHERE code = 'XX'").rowCount == 0)
    }

    @Test func emptyDatabaseHasNoSchema() throws {
        let database = try TestDatabase.empty()
        #expect(try database.connect().query("SELECT FROM pg_namespace WHERE nspname = 'gateway'").rowCount == 0)
    }

    @Test func manyAreMadeAtOnce() async throws {
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<12 { group.addTask { try TestDatabase.make().name } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(names.count == 12)
    }

    @Test func ownerIsNoSuperuser() throws {
        let row = try TestDatabase.empty().connect().query(
            "SELECT current_user::text, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        #expect(row.text(0, 0) == "gateway")
        #expect(row.bool(0, 1) == false)
        #expect(row.bool(0, 2) == false)
    }

    @Test func droppedDatabaseIsGone() throws {
        let database = try TestDatabase.empty()
        let connection = try database.connect()
        try database.drop()
        #expect(throws: PostgresError.self) { try connection.execute("SELECT 1") }
        #expect(throws: PostgresError.self) { try database.connect() }
    }
}
