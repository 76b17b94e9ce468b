import ArgumentParser
import Foundation
import Gateway
import LocalPostgres
import Postgres

/// The database that a command works with: the operator's, or a private server in the data folder, which is
/// started for the command and stopped after it.
struct OpenDatabase {
    let connectionString: String
    /// `nil` if the operator gave a database.
    let server: LocalPostgres?

    /// - Parameter report: told what a private server does, a line at a time.
    static func open(
        _ settings: Settings,
        report: @escaping LocalPostgres.Report = Terminal.say
    ) throws -> OpenDatabase {
        if let connectionString = settings.database {
            try PostgresConfiguration(connectionString: connectionString).validate()
            return OpenDatabase(connectionString: connectionString, server: nil)
        }
        let folder = LocalPostgres.reachableFolder(
            settings.dataFolder,
            isChosen: settings.dataFolder != Settings().dataFolder
        )
        let server = try LocalPostgres.start(in: folder, report: report)
        return OpenDatabase(connectionString: server.connectionString, server: server)
    }

    /// How the tables' owner connects: no time limit, since migrating and loading take as long as they take.
    func ownerConfiguration(_ settings: Settings) -> PostgresConfiguration {
        PostgresConfiguration(
            connectionString: connectionString,
            schema: settings.databaseSchema,
            applicationName: "gateway",
            statementTimeout: 0
        )
    }

    /// Brings the schema up to date.
    ///
    /// - Returns: the names of the files that were applied.
    @discardableResult
    func migrate(_ settings: Settings, report: (String) -> Void = Terminal.say) throws -> [Migration] {
        let migrations = try Migration.read(folder: settings.migrationsFolder)
        let migrator = try Migrator(migrations, schema: settings.databaseSchema)
        let applied = try migrator.migrate(try Connection(ownerConfiguration(settings))) {
            report("Applying \($0.fileName)")
        }
        return applied
    }

    /// Stops the private server, if there is one.
    func close() { server?.stop() }
}
