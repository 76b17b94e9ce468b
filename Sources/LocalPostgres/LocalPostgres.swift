import Foundation
import Postgres
import Synchronization

/// A PostgreSQL of our own in a folder: made if need be, started, recovered after a crash, and stopped with us.
///
/// It listens on a Unix socket only, in a folder that only its user (and root) may enter, so it asks for no
/// password. One process runs the server; another that starts the same folder meanwhile is its guest.
///
/// - A server that still runs though the process that started it is gone is stopped, then started anew:
///   only a child can be watched, and is interrupted by the system when we end.
/// - A server that ends by itself is started again.
package final class LocalPostgres: Sendable {
    package struct Options: Sendable {
        /// Settings for the server's command line (manual, 20).
        package var settings: [String: String] = [:]
        /// For tests: nothing is kept, so nothing waits for the disk, and the folder is removed at the end.
        package var isTemporary = false

        package init() {}
    }

    /// What happens, in words for people; at most one line a second while something lasts.
    package typealias Report = @Sendable (String) -> Void

    /// A connection string for the role `gateway`, which owns the database `gateway` and is no superuser: row-level
    /// security is to hold as it will on any other server.
    package let connectionString: String
    /// A connection string for the superuser.
    package let administratorConnectionString: String
    /// Whether another process runs the server.
    package var isGuest: Bool { postmaster == nil }

    private let folder: DataFolder
    private let options: Options
    private let postmaster: Postmaster?
    /// The lock's descriptor, until the server is stopped.
    private let lock: Mutex<Int32?>

    /// Starts the server of a folder, or joins the one that another process runs there.
    package static func start(
        in path: String,
        options: Options = Options(),
        report: @escaping Report = { _ in }
    ) throws(LocalPostgresError) -> LocalPostgres {
        let folder = try DataFolder(path)
        for _ in 0..<600 {
            if let lock = try folder.takeLock() {
                return try own(folder, lock, options, report)
            }
            let guest = LocalPostgres(folder, options, postmaster: nil, lock: nil)
            // The file may be one that a crash left and the other process is about to recover from.
            if PostmasterFile.read(in: folder.database)?.isReady == true, (try? guest.makeDatabase()) != nil {
                report("Using the PostgreSQL that another gateway runs in \(folder.path)")
                return guest
            }
            usleep(100_000)
        }
        throw LocalPostgresError(
            "Another process has been starting a server in \(folder.path) for a minute. See \(folder.log), or give "
                + "another folder: --data."
        )
    }

    private static func own(
        _ folder: DataFolder,
        _ lock: Int32,
        _ options: Options,
        _ report: @escaping Report
    ) throws(LocalPostgresError) -> LocalPostgres {
        let postmaster: Postmaster
        do throws(LocalPostgresError) {
            let user = try ServerUser.choose(data: folder.database)
            try folder.admit(user)
            let binaries = try ServerBinaries.find(version: folder.version)
            if folder.version == nil { try initialize(folder, user, binaries, options, report) }
            let isRecovering = PostmasterFile.read(in: folder.database) != nil
            try OrphanedServer(directory: folder.database, socketFolder: folder.socketFolder).stop(report)
            postmaster = try run(folder, user, binaries, options, isRecovering, report)
        } catch {
            close(lock)
            throw error
        }
        let server = LocalPostgres(folder, options, postmaster: postmaster, lock: lock)
        StopAtExit.add(server) { server.stop() }
        do throws(LocalPostgresError) {
            try server.makeDatabase()
        } catch {
            server.stop()
            throw error
        }
        return server
    }

    private init(_ folder: DataFolder, _ options: Options, postmaster: Postmaster?, lock: Int32?) {
        self.folder = folder
        self.options = options
        self.postmaster = postmaster
        self.lock = Mutex(lock)
        connectionString = "host=\(folder.socketFolder) user=gateway dbname=gateway"
        administratorConnectionString = "host=\(folder.socketFolder) user=postgres dbname=postgres"
    }

    /// Stops the server and waits until it is gone; a guest leaves it alone. May be called twice.
    package func stop() {
        let lock = lock.withLock { lock in
            defer { lock = nil }
            return lock
        }
        guard let lock, let postmaster else { return }
        postmaster.stop()
        rmdir(folder.socketFolder)
        if options.isTemporary { try? FileManager.default.removeItem(atPath: folder.path) }
        close(lock)
        StopAtExit.remove(self)
    }

    /// Stops all servers of this process; for its end.
    package static func stopAll() {
        StopAtExit.run()
    }

    /// Makes the role and the database for the gateway where they are missing.
    private func makeDatabase() throws(LocalPostgresError) {
        do throws(PostgresError) {
            let connection = try Connection(PostgresConfiguration(connectionString: administratorConnectionString))
            // One at a time: a guest may be here as well.
            _ = try connection.query("SELECT pg_advisory_lock(7305816)")
            if try connection.query("SELECT FROM pg_roles WHERE rolname = 'gateway'").rowCount == 0 {
                try connection.execute("CREATE ROLE gateway LOGIN CREATEROLE CREATEDB")
            }
            if try connection.query("SELECT FROM pg_database WHERE datname = 'gateway'").rowCount == 0 {
                try connection.execute("CREATE DATABASE gateway OWNER gateway")
            }
        } catch {
            throw LocalPostgresError("The private database cannot be made ready: \(error)")
        }
    }
}
