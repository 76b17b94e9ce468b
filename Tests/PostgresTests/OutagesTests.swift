import EventLoop
import Foundation
import LocalPostgres
import Postgres
import TestSupport
import Testing

@Test func connectionEndedWhileIdleIsReplacedUnseen() throws {
    let database = try TestDatabase.empty()
    let pipeline = try TestPipeline(database.configuration)
    let before = try pipeline.value("SELECT pg_backend_pid()::text")
    try endSessions(of: database)
    try pipeline.run { !pipeline.pool.isReady }
    // Nothing has failed to connect yet, so this waits.
    let unit = TestUnit("SELECT pg_backend_pid()::text")
    pipeline.pool.submit(unit)
    try pipeline.run { unit.completions > 0 }
    #expect(unit.isDone)
    #expect(unit.rows != [[[before]]])
}

@Test func unitsOfAConnectionEndedWhileBusyFailAsUnavailable() throws {
    let database = try TestDatabase.empty()
    let pipeline = try TestPipeline(database.patientConfiguration)
    let units = [TestUnit("SELECT '0'"), TestUnit("SELECT pg_sleep(3600)::text"), TestUnit("SELECT '2'"), TestUnit([])]
    try pipeline.run { pipeline.pool.isReady }
    for unit in units { pipeline.pool.submit(unit) }
    try pipeline.run { pipeline.pool.statistics.flushes == 1 }
    try endSessions(of: database, waitingFor: "pg_sleep")
    try pipeline.run { units.allSatisfy { $0.completions > 0 } }
    for unit in units.dropFirst() {
        #expect(unit.completions == 1)
        #expect(unit.error?.isUnavailable == true)
    }
    #expect(try pipeline.value("SELECT 'again'") == "again")
}

private func endSessions(of database: TestDatabase, waitingFor statement: String = "") throws {
    let administrator = try Connection(
        PostgresConfiguration(connectionString: database.administratorConnectionString)
    )
    try eventually("somebody is in \(statement)") {
        try administrator.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = '\(database.name)' AND pid <> pg_backend_pid() AND query LIKE '%\(statement)%'
            """
        ).rowCount > 0
    }
}

/// A server that this test alone may stop and start.
private final class OwnServer: Sendable {
    let folder: String
    private let options: LocalPostgres.Options

    init() {
        folder = "/tmp/gateway-outage-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        var options = LocalPostgres.Options()
        options.settings = ["fsync": "off"]
        self.options = options
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func start() throws -> LocalPostgres { try LocalPostgres.start(in: folder, options: options) }
}

/// What the loop's thread knows of the server.
private final class Restart {
    var server: LocalPostgres
    var hasReturned = false

    init(_ server: LocalPostgres) { self.server = server }

    func finished(_ started: LocalPostgres?) {
        if let started { server = started }
        hasReturned = true
    }
}

@Test func poolRecoversByItselfWhenTheServerIsBack() throws {
    let own = OwnServer()
    let restart = Restart(try own.start())
    defer { restart.server.stop() }
    let pipeline = try TestPipeline(
        PostgresConfiguration(connectionString: restart.server.connectionString),
        connections: 2
    )
    let mailbox: Mailbox<LocalPostgres?> = pipeline.loop.mailbox { restart.finished($0) }
    #expect(try pipeline.value("SELECT '1'") == "1")
    for _ in 0..<2 {
        restart.server.stop()
        restart.hasReturned = false
        // Units fail, at once or as soon as connecting has failed, and none is lost.
        let units = (0..<5).map { _ in TestUnit("SELECT '1'") }
        for unit in units { pipeline.pool.submit(unit) }
        try pipeline.run { units.allSatisfy { $0.completions == 1 } }
        for unit in units { #expect(unit.error?.isUnavailable == true) }
        let refused = TestUnit("SELECT '1'")
        pipeline.pool.submit(refused)
        try pipeline.run { refused.completions == 1 }
        #expect(refused.error?.isUnavailable == true)

        // The server comes back while the loop runs.
        let thread = try LoopThread(name: "restart") { mailbox.post(try? own.start()) }
        try pipeline.run { restart.hasReturned }
        thread.join()
        try pipeline.run { pipeline.pool.isReady }
        #expect(try pipeline.value("SELECT 'back'") == "back")
    }
}

// MARK: Hosts

@Test func nextHostIsTakenWhereOneRefuses() throws {
    let database = try TestDatabase.empty()
    let folder = try #require(
        database.connectionString.split(separator: " ").first { $0.hasPrefix("host=") }?.dropFirst(5)
    )
    // Nobody listens on port 1, and the folder does not exist.
    for hosts in ["host=127.0.0.1,\(folder) port=1,5432", "host=/nowhere,127.0.0.1,\(folder) port=5432,1,5432"] {
        var configuration = database.configuration
        configuration.connectionString += " " + hosts
        let pipeline = try TestPipeline(configuration)
        #expect(try pipeline.value("SELECT '1'") == "1")
        #expect(try Connection(configuration).query("SELECT 'x'").text(0, 0) == "x")
    }
}

@Test func serverThatIsNotThereIsSaidToBeUnavailable() throws {
    let pipeline = try TestPipeline(PostgresConfiguration(connectionString: "host=127.0.0.1 port=1 user=a dbname=b"))
    let unit = TestUnit("SELECT '1'")
    pipeline.pool.submit(unit)
    try pipeline.run { unit.completions > 0 }
    #expect(unit.error?.kind == .connectionFailed)
    #expect(unit.error?.message.contains("port 1 failed") == true)
    #expect(unit.error?.isUnavailable == true)
}

// MARK: Connection strings

@Test(arguments: [
    "host=localhost password=my s3cret", "host=localhost password=my s3cret=x", "password='s3cret",
    "postgresql://user:s3cret%zz@localhost/db", "postgresql://user:s3cret@[::1/db",

    "postgresql://user:pa@s3cret@localhost/db", "postgresql://user:s3cret@localhost/db?nothing",
    "postgresql://u:a\"s3cret%@h",
    "postgresql://user:s3cret@localhost/db?s3cret=1", "port=x s3cret",
])
func connectionStringThatCannotBeReadIsRefusedWithoutItsPassword(_ string: String) throws {
    #expect {
        try PostgresConfiguration(connectionString: string).validate()
    } throws: { error in
        let text = "\(error)"
        return text.contains("connection string cannot be read: ") && !text.contains("s3cret") && text.count > 50
    }
}

@Test(arguments: [
    "", "gateway", "host=a,b port=1,2 dbname=c", "postgresql://u:p%40@a,b/c?sslmode=require", "service=x",
])
func connectionStringThatCanBeReadIsTaken(_ string: String) throws {
    try PostgresConfiguration(connectionString: string).validate()
}

@Test func settingsOfTheConnectionStringStay() throws {
    let database = try TestDatabase.empty()
    var configuration = database.configuration
    configuration.connectionString += " options='-c geqo=off -c statement_timeout=1'"
    configuration.schema = "My \"Schema\\"
    let connection = try Connection(configuration)
    #expect(try connection.query("SHOW geqo").text(0, 0) == "off")
    #expect(try connection.query("SHOW statement_timeout").text(0, 0) == "10s")
    #expect(try connection.query("SHOW TimeZone").text(0, 0) == "UTC")
    try connection.execute("CREATE SCHEMA \"My \"\"Schema\\\"; CREATE TABLE t (a int)")
    #expect(
        try connection.query("SELECT 't'::regclass::oid::int8, current_schema()::text").text(0, 1) == "My \"Schema\\"
    )
}
