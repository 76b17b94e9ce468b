import Foundation
import LocalPostgres
package import Postgres

/// A database for one test or one suite, on this process's private server.
///
///     let database = try TestDatabase.make()
///     let connection = try database.connect()
///
/// It lasts until the process ends, unless `drop` is called.
package struct TestDatabase: Sendable {
    package let name: String
    /// For the role `gateway`, which owns the database and, like an operator's, is no superuser.
    package let connectionString: String
    /// For the superuser: to look at other sessions or to end them.
    package let administratorConnectionString: String

    /// A database on a server that a test runs itself.
    package init(name: String, connectionString: String, administratorConnectionString: String) {
        self.name = name
        self.connectionString = connectionString
        self.administratorConnectionString = administratorConnectionString
    }

    /// A database with the repository's migrations.
    package static func make() throws -> TestDatabase {
        try create(from: try TestServer.migratedTemplate())
    }

    /// A database without anything.
    package static func empty() throws -> TestDatabase {
        try create(from: "template1")
    }

    /// A database with everything that this one has. Nobody may be connected to this one meanwhile.
    package func copy() throws -> TestDatabase {
        try Self.create(from: name)
    }

    /// How the product connects; its parts may be changed before use.
    package var configuration: PostgresConfiguration {
        PostgresConfiguration(connectionString: connectionString)
    }

    /// - Parameter role: the role that the session works as; `nil`: the owner.
    package func connect(role: String? = nil) throws -> Connection {
        var configuration = configuration
        configuration.role = role
        configuration.statementTimeout = 600_000
        return try Connection(configuration)
    }

    /// Waits until so many sessions in this database wait for a lock; those of other tests do not count.
    package func waitForLocks(_ count: Int = 1) throws {
        let watcher = try Connection(PostgresConfiguration(connectionString: administratorConnectionString))
        try eventually("\(count) wait for a lock in \(name)") {
            try watcher.query(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).rowCount >= count
        }
    }

    /// Ends everybody's sessions in the database and removes it. Its dump is searched for secrets like all others.
    package func drop() throws {
        _ = try SecretSweep.dump(name)
        try Self.administrator().execute("DROP DATABASE \(name) WITH (FORCE)")
    }

    static func create(from template: String) throws -> TestDatabase {
        let name = TestServer.nextName()
        let administrator = try administrator()
        try eventually("nobody is connected to \(template)") {
            do throws(PostgresError) {
                try administrator.execute("CREATE DATABASE \(name) OWNER gateway TEMPLATE \(template)")
                return true
            } catch {
                // object_in_use: the server has not ended yet what is closed already.
                guard error.sqlState == "55006" else { throw error }
                return false
            }
        }
        let server = try TestServer.running()
        // Of a keyword that stands twice, libpq takes the last.
        return TestDatabase(
            name: name,
            connectionString: server.connectionString + " dbname=\(name)",
            administratorConnectionString: server.administratorConnectionString + " dbname=\(name)"
        )
    }

    private static func administrator() throws -> Connection {
        var configuration = PostgresConfiguration(
            connectionString: try TestServer.running().administratorConnectionString
        )
        configuration.statementTimeout = 0
        return try Connection(configuration)
    }
}
