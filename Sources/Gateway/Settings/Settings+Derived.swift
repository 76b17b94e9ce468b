import Accounts
import Foundation
import GraphQLOverHTTP
import Postgres

extension Settings {
    /// How many event loops run: as many as asked for, or one for each processor.
    var effectiveEventLoops: Int { eventLoops > 0 ? eventLoops : ProcessInfo.processInfo.activeProcessorCount }

    package var rowLimits: RowLimits {
        var limits = RowLimits()
        limits.defaultPage = defaultPage
        limits.maximumPage = maximumPage
        limits.rows = maximumRows
        return limits
    }

    /// How exports reach the database: reading takes as long as clients take.
    func exports(_ connectionString: String) -> PostgresConfiguration {
        var configuration = postgres(connectionString, role: DatabaseRole.queries, isReadOnly: true)
        configuration.statementTimeout = exportTimeout
        return configuration
    }

    /// How the gateway's own sessions reach the database, as one of its roles.
    func postgres(_ connectionString: String, role: String, isReadOnly: Bool = false) -> PostgresConfiguration {
        PostgresConfiguration(
            connectionString: connectionString,
            schema: databaseSchema,
            role: role,
            statementTimeout: statementTimeout,
            isReadOnly: isReadOnly
        )
    }
}
