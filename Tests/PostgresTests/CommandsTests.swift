import Dispatch
import Postgres
import Synchronization
import TestSupport
import Testing

private enum Failure: Error, Equatable {
    case database(String)
    case refused
}

private func database() throws -> TestDatabase {
    let database = try TestDatabase.empty()
    try database.connect().execute(
        """
        CREATE SCHEMA gateway;
        CREATE TABLE gateway.t (a int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)
        """
    )
    return database
}

private func count(_ database: TestDatabase) throws -> Int64 {
    try database.connect().query("SELECT count(*) FROM t").int8(0, 0)
}

private func insert(_ connection: Connection, _ value: Int) throws(Failure) {
    do throws(PostgresError) {
        try connection.execute("INSERT INTO t VALUES (\(value))")
    } catch {
        throw .database(error.sqlState)
    }
}

private func failure(_ error: PostgresError) -> Failure { .database(error.sqlState) }

// MARK: Transactions

@Test func transactionIsCommittedWhenItReturns() throws {
    let database = try database()
    let connection = try database.connect()
    let value = try connection.transaction(mapping: failure) { connection throws(Failure) in
        try insert(connection, 1)
        try insert(connection, 2)
        return "done"
    }
    #expect(value == "done")
    #expect(try count(database) == 2)
    #expect(!connection.isInTransaction)
}

@Test func transactionIsRolledBackWhenItThrows() throws {
    let database = try database()
    let connection = try database.connect()
    #expect(throws: Failure.refused) {
        try connection.transaction(mapping: failure) { connection throws(Failure) in
            try insert(connection, 1)
            throw .refused
        }
    }
    #expect(throws: Failure.database("42P01")) {
        try connection.transaction(mapping: failure) { connection throws(Failure) in
            try insert(connection, 1)
            do throws(PostgresError) { try connection.execute("SELECT * FROM nowhere") } catch { throw failure(error) }
        }
    }
    #expect(try count(database) == 0)
    #expect(!connection.isInTransaction)
}

@Test func commitThatFailsIsAnError() throws {
    let database = try database()
    let connection = try database.connect()
    #expect(throws: Failure.database("23505")) {
        // The key is checked at the end of the transaction.
        try connection.transaction(mapping: failure) { connection throws(Failure) in
            try insert(connection, 1)
            try insert(connection, 1)
        }
    }
    #expect(try count(database) == 0)
    #expect(!connection.isInTransaction)
}

@Test func failureThatTheBodySwallowsIsAnErrorAllTheSame() throws {
    let database = try database()
    let connection = try database.connect()
    #expect(throws: Failure.database("25P02")) {
        try connection.transaction(mapping: failure) { connection throws(Failure) in
            try insert(connection, 1)
            try? connection.execute("SELECT * FROM nowhere")
        }
    }
    #expect(try count(database) == 0)
    #expect(!connection.isInTransaction)
}

@Test func transactionOfABrokenConnectionIsAnError() throws {
    let database = try database()
    let connection = try database.connect()
    #expect(throws: Failure.database("57P01")) {
        try connection.transaction(mapping: failure) { connection throws(Failure) in
            try insert(connection, 1)
            do throws(PostgresError) {
                try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            } catch {
                throw .database(error.sqlState.isEmpty ? "57P01" : error.sqlState)
            }
        }
    }
    #expect(!connection.isUsable)
    #expect(try count(database) == 0)
}

@Test func rowsAreCopiedInOrGivenUp() throws {
    let database = try database()
    let connection = try database.connect()
    let rows = try connection.copyIn("COPY t FROM STDIN") { send throws(PostgresError) in
        try send(Array("1\n2".utf8))
        try send(Array("3\n4\n".utf8))
    }
    #expect(rows == 3)
    #expect(throws: PostgresError.self) {
        try connection.copyIn("COPY t FROM STDIN") { send throws(PostgresError) in
            try send(Array("5\n".utf8))
            throw PostgresError(.invalid, message: "no more")
        }
    }
    #expect(throws: PostgresError.self) {
        try connection.copyIn("COPY t FROM STDIN") { send throws(PostgresError) in try send(Array("six\n".utf8)) }
    }
    #expect(try count(database) == 3)
}

// MARK: The pool

private func withPool(
    _ configuration: PostgresConfiguration,
    threads: Int = 1,
    maximumQueue: Int = 200,
    _ body: (CommandPool) throws -> Void
) throws {
    let pool = try CommandPool(configuration: configuration, threads: threads, maximumQueue: maximumQueue)
    defer { pool.close() }
    try body(pool)
}

extension CommandPool {
    /// Runs a job and waits for what it returns.
    fileprivate func value<Value: Sendable>(
        _ job: @escaping @Sendable (Result<Connection, PostgresError>) throws -> Value
    ) throws -> Value {
        let box = Box<Value>()
        submit { connection in
            box.result.withLock { $0 = Result { try job(connection) } }
            box.done.signal()
        }
        box.done.wait()
        return try box.result.withLock { $0 }!.get()
    }
}

private final class Box<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
}

@Test func jobsRunOnAsManyConnectionsAsThereAreThreads() throws {
    let database = try TestDatabase.empty()
    try withPool(database.configuration, threads: 3) { pool in
        let together = DispatchSemaphore(value: 0)
        let go = DispatchSemaphore(value: 0)
        let box = Box<Set<Int32>>()
        box.result.withLock { $0 = .success([]) }
        for _ in 0..<3 {
            pool.submit { connection in
                if let connection = try? connection.get(), let row = try? connection.query("SELECT pg_backend_pid()") {
                    box.result.withLock { $0 = .success((try? $0?.get())?.union([row.int4(0, 0)]) ?? []) }
                }
                together.signal()
                go.wait()
            }
        }
        for _ in 0..<3 { together.wait() }
        for _ in 0..<3 { go.signal() }
        let processes = try box.result.withLock { $0 }!.get()
        #expect(processes.count == 3)
    }
}

@Test func jobsBeyondTheQueueAreRefused() throws {
    let database = try TestDatabase.empty()
    try withPool(database.configuration, maximumQueue: 2) { pool in
        let started = DispatchSemaphore(value: 0)
        let go = DispatchSemaphore(value: 0)
        pool.submit { _ in
            started.signal()
            go.wait()
        }
        started.wait()
        let box = Box<[PostgresError.Kind?]>()
        box.result.withLock { $0 = .success([]) }
        for _ in 0..<4 {
            pool.submit { connection in
                var kind: PostgresError.Kind?
                if case .failure(let error) = connection { kind = error.kind }
                box.result.withLock { $0 = .success(((try? $0?.get()) ?? []) + [kind]) }
                box.done.signal()
            }
        }
        go.signal()
        for _ in 0..<4 { box.done.wait() }
        let kinds = try box.result.withLock { $0 }!.get()
        #expect(kinds == [.overloaded, .overloaded, nil, nil])
    }
}

@Test func connectionThatBrokeIsReplacedForTheNextJob() throws {
    let database = try TestDatabase.empty()
    try withPool(database.configuration) { pool in
        let first = try pool.value { try $0.get().query("SELECT pg_backend_pid()").int4(0, 0) }
        let administrator = try Connection(
            PostgresConfiguration(connectionString: database.administratorConnectionString, statementTimeout: 0)
        )
        var parameters = Parameters()
        parameters.int4(first)
        _ = try administrator.query("SELECT pg_terminate_backend($1, 300000)", parameters)
        let second = try pool.value { try $0.get().query("SELECT pg_backend_pid()").int4(0, 0) }
        #expect(second != first)
        // One that breaks in a job fails that job, which may have done its work, and only that.
        #expect(throws: PostgresError.self) {
            try pool.value { try $0.get().execute("SELECT pg_terminate_backend(pg_backend_pid())") }
        }
        #expect(try pool.value { try $0.get().query("SELECT 'x'").text(0, 0) } == "x")
    }
}

@Test func transactionThatAJobLeftOpenIsNotTheNextOnes() throws {
    let database = try database()
    try withPool(database.configuration) { pool in
        try pool.value { try $0.get().execute("BEGIN; INSERT INTO t VALUES (1)") }
        try pool.value { try $0.get().execute("INSERT INTO t VALUES (2)") }
        #expect(try pool.value { try $0.get().query("SELECT a FROM t").int4(0, 0) } == 2)
    }
}

@Test func jobsWithoutAServerAreToldSo() throws {
    try withPool(PostgresConfiguration(connectionString: "host=127.0.0.1 port=1")) { pool in
        for _ in 0..<2 {
            #expect {
                try pool.value { _ = try $0.get() }
            } throws: { error in
                (error as? PostgresError)?.kind == .connectionFailed
            }
        }
    }
}

@Test func closingRunsWhatWaitsAndTakesNothingMore() throws {
    let database = try TestDatabase.empty()
    let pool = try CommandPool(configuration: database.configuration, threads: 2)
    let counter = Counter()
    for _ in 0..<20 { pool.submit { if case .success = $0 { counter.add() } } }
    pool.close()
    pool.close()
    #expect(counter.value == 20)
    #expect(throws: PostgresError.self) { try pool.value { _ = try $0.get() } }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
}
