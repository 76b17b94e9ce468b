import Foundation
import LocalPostgres
import Postgres
import Synchronization

/// The one private PostgreSQL of this test process, started by the first test that needs it and stopped when
/// the process ends.
enum TestServer {
    static func running() throws -> LocalPostgres { try server.get() }

    private static let server: Result<LocalPostgres, any Error> = Result {
        removeLeftovers()
        var options = LocalPostgres.Options()
        options.isTemporary = true
        options.settings = ["max_connections": "400", "wal_level": "minimal", "max_wal_senders": "0"]
        let server = try LocalPostgres.start(in: prefix + "\(getpid())", options: options)
        // After the server, so that it still runs then: what is to be done at the end is done in the opposite order.
        _ = SecretSweep.atEnd
        return server
    }

    static var log: String { prefix + "\(getpid())/postgres.log" }

    private static let prefix = "/tmp/gateway-tests-"

    /// Folders of test processes that were killed; one may have had this one's number.
    private static func removeLeftovers() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
        for name in names.map({ "/tmp/" + $0 }) where name.hasPrefix(prefix) {
            guard let process = pid_t(name.dropFirst(prefix.count)),
                process == getpid() || kill(process, 0) != 0 && errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: name)
        }
    }

    /// A database with the repository's migrations, which others are copied from.
    static func migratedTemplate() throws -> String { try template.get() }

    private static let template: Result<String, any Error> = Result {
        let database = try TestDatabase.create(from: "template1")
        let folder = URL(filePath: #filePath).appending(path: "../../../Migrations").standardizedFileURL.path
        // The connection is gone when this returns: nobody may be in a database that is copied.
        try Migrator(try Migration.read(folder: folder), schema: database.configuration.schema)
            .migrate(try database.connect())
        return database.name
    }

    private static let count = Atomic(0)

    static func nextName() -> String {
        "test_\(count.add(1, ordering: .relaxed).newValue)"
    }
}
