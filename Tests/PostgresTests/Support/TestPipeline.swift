import EventLoop
import Postgres
import TestSupport
import Testing

/// A pool on an event loop that runs on the test's own thread, for as long as the test says.
final class TestPipeline {
    let loop: EventLoop
    let pool: PipelinePool
    private var condition: () -> Bool = { true }

    struct Timeout: Error {}

    init(
        _ configuration: PostgresConfiguration,
        connections: Int = 1,
        maximumQueue: Int = 2_000,
        maximumPrepared: Int = 500
    ) throws {
        let loop = try EventLoop()
        self.loop = loop
        pool = PipelinePool(
            loop: loop,
            configuration: configuration,
            connections: connections,
            maximumQueue: maximumQueue,
            maximumPrepared: maximumPrepared
        )
        loop.onTurnEnd { [weak self] in
            if self?.condition() == true { loop.stop() }
        }
        tick()
    }

    deinit { pool.close() }

    /// Conditions may depend on time, so there is a turn every now and then.
    private func tick() {
        loop.schedule(after: .milliseconds(20)) { [weak self] in self?.tick() }
    }

    /// Runs the loop until the condition holds.
    func run(until condition: @escaping () -> Bool) throws {
        var isOver = false
        self.condition = { isOver || condition() }
        let timer = loop.schedule(after: Patience.ofConditions) { isOver = true }
        loop.run()
        loop.cancel(timer)
        if !condition() { throw Timeout() }
    }

    /// Submits units in one turn and waits for all of them.
    func perform(_ units: [TestUnit]) throws {
        try run { self.pool.isReady }
        for unit in units { pool.submit(unit) }
        try run { units.allSatisfy { $0.completions > 0 } }
    }

    /// The only value of a statement, as text.
    func value(_ sql: String) throws -> String? {
        let unit = TestUnit(sql)
        try perform([unit])
        if let error = unit.error { throw error }
        return unit.rows.first?.first?.first ?? nil
    }
}

/// A unit that keeps what it gets.
final class TestUnit: PipelineUnit {
    let calls: [StatementCall]
    /// For each call its rows, of text columns.
    private(set) var rows: [[[String?]]]
    private(set) var receptions = 0
    private(set) var completions = 0
    private(set) var error: PostgresError?
    var onCompletion: (TestUnit) -> Void = { _ in }

    init(_ calls: [StatementCall]) {
        self.calls = calls
        rows = Array(repeating: [], count: calls.count)
    }

    convenience init(_ sql: String...) {
        self.init(sql.map { StatementCall(Statement(sql: $0, parameterTypes: [])) })
    }

    func received(_ result: QueryResult, ofCall index: Int) {
        receptions += 1
        rows[index] = (0..<result.rowCount).map { row in
            (0..<result.columnCount).map { result.optionalText(row, $0) }
        }
    }

    func completed(_ error: PostgresError?) {
        completions += 1
        self.error = error
        onCompletion(self)
    }

    var isDone: Bool { completions == 1 && error == nil }
}

extension TestUnit {
    /// A statement that takes until `blocker` gives its advisory locks back.
    convenience init(waitingFor blocker: Connection) throws {
        try blocker.execute("SELECT pg_advisory_lock(1)")
        self.init("SELECT pg_advisory_lock(1)::text")
    }
}

extension TestDatabase {
    /// For statements that take as long as the test wants.
    var patientConfiguration: PostgresConfiguration {
        var configuration = configuration
        configuration.statementTimeout = 0
        return configuration
    }
}

/// Whether each unit was completed, once and without an error.
func allDone(_ units: [TestUnit]) -> Bool { units.allSatisfy(\.isDone) }
