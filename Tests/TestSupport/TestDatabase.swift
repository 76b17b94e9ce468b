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
        return try Connection(configuration)
    }

    /// Ends everybody's sessions in the database and removes it. Its dump is searched for secrets like all others.
    package func drop() throws {
        _ = try SecretSweep.dump(name)
        try Self.administrator().execute("DROP DATABASE \(name) WITH (FORCE)")
    }

    static func create(from template: String) throws -> TestDatabase {
        let name = TestServer.nextName()
        try administrator().execute("CREATE DATABASE \(name) OWNER gateway TEMPLATE \(template)")
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
