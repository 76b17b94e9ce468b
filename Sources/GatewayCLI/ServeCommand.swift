import Accounts
import ArgumentParser
import Foundation
import Gateway
import GraphQL
import HTTP
import Logging
import Planning
import Postgres
import SampleData
import Synchronization

/// Serves the gateway.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Migrate, then serve GraphQL until Ctrl-C or SIGTERM.",
        discussion: """
            Serves /graphql, /schema.graphql, /health/live and /health/ready. On SIGTERM and Ctrl-C no new connection is \
            taken, requests that have come are answered, and the private PostgreSQL, if there is one, is stopped.

            EXAMPLES:
              gateway serve --sample
              gateway serve --database postgresql://owner@db.internal/licensing --listen 0.0.0.0:8080

            \(SettingsOptions.help(Setting.Group.allCases))
            """
    )

    @Flag(help: "Load sample data first, if the database holds no organization yet.")
    var sample = false

    @OptionGroup var options: SettingsOptions

    func run() throws {
        let settings = try options.read()
        let running = Mutex<GatewayServer?>(nil)
        try Terminal.untilInterrupted {
            guard let server = running.withLock({ $0 }) else { return false }
            Terminal.say("\nStopping: answering what has come.")
            server.stop()
            return true
        } _: {
            let database = try OpenDatabase.open(settings)
            defer { database.close() }
            let server = try start(settings, database)
            running.withLock { $0 = server }
            print(try greeting(server, settings, database))
            // A pipe or a file would get it only when the buffer is full.
            fflush(nil)
            Terminal.waitForInterrupt()
        }
    }

    private func start(_ settings: Settings, _ database: OpenDatabase) throws -> GatewayServer {
        try database.migrate(settings)
        if sample, try isEmpty(settings, database) {
            _ = try SampleCommand.load(SampleData.namedOrganizations, into: database, settings)
        }
        let catalog = try Catalog.load(
            schema: settings.schemaFolder,
            connection: try Connection(
                PostgresConfiguration(
                    connectionString: database.connectionString,
                    schema: settings.databaseSchema,
                    role: DatabaseRole.queries
                )
            )
        )
        LoggingSystem.bootstrap { _ in LineLogHandler() }
        var logger = Logger(label: "gateway")
        logger.logLevel = settings.logLevel
        return try GatewayServer(
            settings,
            catalog: catalog,
            registry: .standard(settings),
            connectionString: database.connectionString,
            logger: logger
        )
    }

    // MARK: What people read

    private func isEmpty(_ settings: Settings, _ database: OpenDatabase) throws -> Bool {
        // The epochs have a row for each organization, and their owner sees them all.
        let owner = try Connection(database.ownerConfiguration(settings))
        return try owner.query("SELECT NOT EXISTS (SELECT FROM organization_epoch)").bool(0, 0)
    }

    private func greeting(
        _ server: GatewayServer,
        _ settings: Settings,
        _ database: OpenDatabase
    ) throws -> String {
        var lines: [String] = []
        if sample, try holdsSamplePeople(settings, database) {
            lines.append(SampleCommand.people(1))
            lines.append("")
        }
        if case .folder(let folder) = settings.mailTransport {
            lines.append("Mail: no server is set (--smtp-host), so letters are written to \(folder)")
        }
        if let address = server.metricsAddress { lines.append("Figures: \(address)/metrics") }
        lines.append("Ready: \(server.address)/graphql")
        return lines.joined(separator: "\n")
    }

    private func holdsSamplePeople(_ settings: Settings, _ database: OpenDatabase) throws -> Bool {
        guard let person = SampleData.people.first else { return false }
        let owner = try Connection(database.ownerConfiguration(settings))
        var parameters = Parameters()
        parameters.text(person.email)
        return try owner.query("SELECT EXISTS (SELECT FROM sign_in_address WHERE address = $1)", parameters).bool(0, 0)
    }
}
