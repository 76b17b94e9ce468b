import Foundation
import Postgres
import Synchronization
import Testing

@testable import LocalPostgres

/// Each test has a folder of its own, and a server in it.
@Suite struct LocalPostgresTests {
    private let path = "/tmp/gateway-local-postgres-" + UUID().uuidString
    private var data: String { path + "/postgres" }

    /// What a server reported.
    private final class Reports: Sendable {
        private let list = Mutex<[String]>([])
        var texts: [String] { list.withLock { $0 } }
        func add(_ text: String) { list.withLock { $0.append(text) } }
        func contains(_ text: String) -> Bool { texts.contains { $0.contains(text) } }
    }

    private func start(_ reports: Reports = Reports()) throws -> LocalPostgres {
        var options = LocalPostgres.Options()
        options.settings = ["fsync": "off"]
        return try LocalPostgres.start(in: path, options: options, report: reports.add)
    }

    private func connect(_ server: LocalPostgres) throws -> Connection {
        try Connection(PostgresConfiguration(connectionString: server.connectionString, schema: "public"))
    }

    private func remove() { try? FileManager.default.removeItem(atPath: path) }

    private func serverProcess() throws -> pid_t { try #require(PostmasterFile.read(in: data)).process }

    private func isAlive(_ process: pid_t) -> Bool { kill(process, 0) == 0 || errno != ESRCH }

    private func waitUntil(_ condition: () -> Bool) -> Bool {
        for _ in 0..<30_000 {
            if condition() { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func madeStartedStoppedAndStartedAgain() throws {
        defer { remove() }
        let first = try start()
        try connect(first).execute(
            "CREATE SCHEMA kept; CREATE TABLE kept.row (id int); INSERT INTO kept.row VALUES (7)"
        )
        let process = try serverProcess()
        first.stop()
        #expect(!isAlive(process))
        #expect(!FileManager.default.fileExists(atPath: data + "/postmaster.pid"))
        #expect(!FileManager.default.fileExists(atPath: try DataFolder(path).socketFolder))

        let reports = Reports()
        let second = try start(reports)
        defer { second.stop() }
        #expect(try connect(second).query("SELECT id FROM kept.row").int4(0, 0) == 7)
        #expect(!reports.contains("Making"))
    }

    @Test func listensOnNoNetworkAndAdmitsNobodyElse() throws {
        defer { remove() }
        let server = try start()
        defer { server.stop() }
        #expect(try connect(server).query("SHOW listen_addresses").text(0, 0) == "")
        for folder in [data, try DataFolder(path).socketFolder] {
            var information = stat()
            #expect(stat(folder, &information) == 0)
            #expect(information.st_mode & 0o777 == 0o700)
            #expect(information.st_uid != 0)
        }
    }

    @Test func roleIsNoSuperuserAndOwnsItsDatabase() throws {
        defer { remove() }
        let server = try start()
        defer { server.stop() }
        let row = try connect(server).query(
            """
            SELECT r.rolsuper, d.datdba = r.oid FROM pg_roles r, pg_database d
            WHERE r.rolname = current_user AND d.datname = current_database()
            """
        )
        #expect(!row.bool(0, 0))
        #expect(row.bool(0, 1))
    }

    @Test func secondProcessIsGuestOfTheFirst() throws {
        defer { remove() }
        let owner = try start()
        let guest = try start()
        #expect(!owner.isGuest)
        #expect(guest.isGuest)
        guest.stop()
        #expect(try connect(owner).query("SELECT 1").rowCount == 1)
        owner.stop()
        #expect(throws: PostgresError.self) { try connect(guest) }
    }

    @Test func serverThatEndsByItselfIsStartedAgain() throws {
        defer { remove() }
        let reports = Reports()
        let server = try start(reports)
        defer { server.stop() }
        let process = try serverProcess()
        #expect(kill(process, SIGKILL) == 0)
        #expect(waitUntil { (try? connect(server)) != nil && (try? serverProcess()) != process })
        #expect(reports.contains("starting it again"))
    }

    /// A server whose process number file was left by a crash, and one that still runs without its gateway.
    @Test(arguments: [true, false])
    func crashIsRecovered(isServerKilled: Bool) throws {
        defer { remove() }
        try start().stop()
        let folder = try DataFolder(path)
        let user = try ServerUser.choose(data: data)
        try folder.makePrivate(folder.socketFolder, user)
        let binaries = try ServerBinaries.find(version: folder.version)
        // Started as by a gateway that is gone: no thread of ours watches it, nobody holds the lock.
        let command = try user.command(
            [binaries.postgres, "-D", data, "-c", "listen_addresses=", "-k", folder.socketFolder],
            endsWithUs: false
        )
        let log = open(folder.log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let orphan = try ChildProcess.spawn(command, output: log)
        close(log)
        defer { _ = ChildProcess.reap(orphan) }
        #expect(
            waitUntil {
                PostmasterFile.read(in: data)?.isReady == true && PostmasterFile.read(in: data)?.process == orphan
            }
        )
        let connection = try Connection(
            PostgresConfiguration(
                connectionString: "host=\(folder.socketFolder) user=gateway dbname=gateway",
                schema: "public"
            )
        )
        try connection.execute("CREATE SCHEMA kept; CREATE TABLE kept.row (id int); INSERT INTO kept.row VALUES (7)")
        if isServerKilled {
            kill(orphan, SIGKILL)
            ChildProcess.waitUntilEnded(orphan)
        }

        let reports = Reports()
        let server = try start(reports)
        defer { server.stop() }
        #expect(try connect(server).query("SELECT id FROM kept.row").int4(0, 0) == 7)
        #expect(reports.contains("left behind") == !isServerKilled)
    }

    @Test func unfinishedDatabaseIsMadeAnew() throws {
        defer { remove() }
        try FileManager.default.createDirectory(atPath: path + "/postgres.new/base", withIntermediateDirectories: true)
        let server = try start()
        defer { server.stop() }
        #expect(try connect(server).query("SELECT 1").rowCount == 1)
        #expect(!FileManager.default.fileExists(atPath: path + "/postgres.new"))
    }

    @Test func serverThatCannotStartSaysWhy() throws {
        defer { remove() }
        var options = LocalPostgres.Options()
        options.settings = ["shared_buffers": "1 parsec"]
        let error = #expect(throws: LocalPostgresError.self) { try LocalPostgres.start(in: path, options: options) }
        #expect(error?.description.contains("shared_buffers") == true)
        // Nothing is left that would keep a right attempt from working.
        try start().stop()
    }

    @Test func socketFolderOfSomeoneElseIsRefused() throws {
        defer { remove() }
        let folder = try DataFolder(path).socketFolder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { rmdir(folder) }
        chmod(folder, 0o777)
        let error = #expect(throws: LocalPostgresError.self) { try start() }
        #expect(error?.description.contains(folder) == true)
    }

    @Test func temporaryFolderIsRemoved() throws {
        var options = LocalPostgres.Options()
        options.isTemporary = true
        try LocalPostgres.start(in: path, options: options).stop()
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
