import Accounts
import Foundation
import Gateway
import GraphQL
import Planning
import Postgres
import TestSupport

/// A music shop: a schema and tables that the gateway has never heard of, from two folders, without a line of Swift.
enum Music {
    static let folder = URL(filePath: #filePath).appending(path: "../..").standardizedFileURL.path

    /// A database of a test's own.
    static func makeDatabase() throws -> TestDatabase {
        let database = try TestDatabase.empty()
        try Migrator(
            try Migration.read(folder: folder + "/Migrations"),
            schema: database.configuration.schema
        ).migrate(try database.connect())
        return database
    }

    /// A gateway of a test's own.
    static func makeGateway(
        _ database: TestDatabase? = nil,
        settings change: (inout Settings) -> Void = { _ in }
    ) throws -> TestGateway {
        let database = try database ?? shared.get()
        let catalog = try Catalog.load(
            schema: folder + "/Schema",
            connection: try database.connect(role: DatabaseRole.queries)
        )
        return try TestGateway(database, catalog: catalog) { settings in
            settings.introspection = .everyone
            change(&settings)
        }
    }

    /// What a query answers, to a caller without a session, of data that no test changes.
    static func ask(_ query: String, variables: String? = nil, extensions: String? = nil) throws -> Answer {
        try common.get().anonymous().ask(query, variables: variables, extensions: extensions)
    }

    /// The database that tests share that only read.
    static func sharedDatabase() throws -> TestDatabase { try shared.get() }

    private static let shared: Result<TestDatabase, any Error> = Result { try makeDatabase() }
    private static let common: Result<TestGateway, any Error> = Result { try makeGateway() }

    /// The first column of a statement's rows, as text.
    static func column(_ sql: String, _ connection: Connection) throws -> [String?] {
        let result = try connection.query(sql)
        return (0..<result.rowCount).map { result.optionalText($0, 0) }
    }
}
