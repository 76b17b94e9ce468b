import Postgres
import TestSupport
import Testing

@Test func unitsOfOneTurnShareAFlush() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    var seen: [String] = []
    pipeline.pool.observer = { seen.append($0) }
    let units = (0..<20).map { TestUnit("SELECT 'a\($0)'", "SELECT 'b\($0)'") }
    try pipeline.perform(units)
    #expect(pipeline.pool.statistics.flushes == 1)
    #expect(pipeline.pool.statistics.statements == 40)
    #expect(seen == (0..<20).flatMap { ["SELECT 'a\($0)'", "SELECT 'b\($0)'"] })
    for (number, unit) in units.enumerated() {
        #expect(unit.isDone)
        #expect(unit.rows == [[["a\(number)"]], [["b\(number)"]]])
    }
}

@Test func unitsThatComeWhileAllConnectionsAreBusyGather() throws {
    let database = try TestDatabase.empty()
    let pipeline = try TestPipeline(database.patientConfiguration)
    try pipeline.run { pipeline.pool.isReady }
    let blocker = try database.connect()
    let slow = try TestUnit(waitingFor: blocker)
    pipeline.pool.submit(slow)
    let others = (0..<10).map { TestUnit("SELECT '\($0)'") }
    for unit in others {
        var turns = 0
        try pipeline.run {
            turns += 1
            return turns > 2
        }
        pipeline.pool.submit(unit)
    }
    try blocker.execute("SELECT pg_advisory_unlock_all()")
    try pipeline.run { others.allSatisfy(\.isDone) }
    #expect(slow.isDone)
    #expect(pipeline.pool.statistics.flushes == 2)
}

@Test func unitSubmittedByACompletionRunsNext() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let units = (0..<50).map { TestUnit("SELECT '\($0)'") }
    for (unit, next) in zip(units, units.dropFirst()) {
        unit.onCompletion = { [pool = pipeline.pool] _ in pool.submit(next) }
    }
    pipeline.pool.submit(units[0])
    try pipeline.run { units.allSatisfy(\.isDone) }
}

/// What a run of a plan does: the same object, level by level, submitted from its own completion.
@Test func unitMaySubmitItselfAgainWithOtherCalls() throws {
    final class Levels: PipelineUnit {
        var calls = [StatementCall(Statement(sql: "SELECT '0'", parameterTypes: []))]
        var received: [[String]] = []
        var isDone = false
        let pool: PipelinePool

        init(_ pool: PipelinePool) { self.pool = pool }

        func received(_ result: QueryResult, ofCall index: Int) {
            if index == 0 { received.append([]) }
            received[received.count - 1].append(result.text(0, 0))
        }

        func completed(_ error: PostgresError?) {
            let level = received.count
            if error != nil || level == 4 {
                isDone = true
                return
            }
            calls = (0...level).map { StatementCall(Statement(sql: "SELECT '\(level).\($0)'", parameterTypes: [])) }
            pool.submit(self)
        }
    }
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let units = (0..<5).map { _ in Levels(pipeline.pool) }
    for unit in units { pipeline.pool.submit(unit) }
    try pipeline.run { units.allSatisfy(\.isDone) }
    for unit in units {
        #expect(unit.received == [["0"], ["1.0", "1.1"], ["2.0", "2.1", "2.2"], ["3.0", "3.1", "3.2", "3.3"]])
    }
}

@Test func unitsOfATurnShareAFlush() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration, connections: 3)
    try pipeline.perform([TestUnit("SELECT '1'")])
    let flushes = pipeline.pool.statistics.flushes
    let units = (0..<30).map { _ in TestUnit("SELECT pg_backend_pid()::text") }
    try pipeline.perform(units)
    #expect(pipeline.pool.statistics.flushes == flushes + 1)
    #expect(Set(units.flatMap { $0.rows[0] }).count == 1)
}

@Test func nothingWaitsBehindASlowStatementWhileAConnectionIsIdle() throws {
    let database = try TestDatabase.empty()
    let pipeline = try TestPipeline(database.patientConfiguration, connections: 2)
    try pipeline.perform([TestUnit("SELECT '1'")])
    let blocker = try database.connect()
    let slow = try TestUnit(waitingFor: blocker)
    pipeline.pool.submit(slow)
    try pipeline.perform((0..<90).map { _ in TestUnit("SELECT '1'") })
    #expect(slow.completions == 0)
    try blocker.execute("SELECT pg_advisory_unlock_all()")
    try pipeline.run { slow.isDone }
}

@Test func parametersOfEveryTypeArrive() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    var parameters = Parameters()
    parameters.int8(.min)
    parameters.int4(-1)
    parameters.bool(true)
    parameters.text("é😀\"'\\")
    parameters.text("")
    parameters.optionalText(nil)
    parameters.null()
    parameters.binary([0, 1, 255])
    parameters.textFormat("-1234567890123456789012345678901234567890.1234567890")
    parameters.textFormat("2026-02-28 23:59:59.999999+00")
    parameters.int8Array([1, .max, -1])
    parameters.int8Array([])
    parameters.textArray(["a", "", "b,\"c\""])
    parameters.textArray([])
    parameters.array(elementType: 2950, count: 1) { _ in
        UnsafeRawBufferPointer(start: uuidBytes, count: 16)
    }
    let types: [UInt32] = [20, 23, 16, 25, 25, 25, 20, 17, 1700, 1184, 1016, 1016, 1009, 1009, 2951]
    let columns = types.indices.map { "$\($0 + 1)::text" }.joined(separator: ", ")
    let unit = TestUnit([StatementCall(Statement(sql: "SELECT \(columns)", parameterTypes: types), parameters)])
    try pipeline.perform([unit])
    #expect(unit.error == nil)
    #expect(
        unit.rows == [
            [
                [
                    "-9223372036854775808", "-1", "true", "é😀\"'\\", "", nil, nil, "\\x0001ff",
                    "-1234567890123456789012345678901234567890.1234567890", "2026-02-28 23:59:59.999999+00",
                    "{1,9223372036854775807,-1}", "{}", "{a,\"\",\"b,\\\"c\\\"\"}", "{}",
                    "{00010203-0405-0607-0809-0a0b0c0d0e0f}",
                ]
            ]
        ]
    )
}

private nonisolated(unsafe) let uuidBytes: UnsafeMutablePointer<UInt8> = {
    // Written once, here, and only read after that.
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
    for index in 0..<16 { memory[index] = UInt8(index) }
    return memory
}()

/// The server sends while it is sent to: with either side's buffers full, neither may wait for the other.
@Test func largeParametersAndResultsFlowBothWaysAtOnce() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let echo = Statement(sql: "SELECT $1", parameterTypes: [25])
    let units = (0..<10).map { number in
        var parameters = Parameters()
        parameters.text(String(repeating: "\(number)", count: 3_000_000))
        return TestUnit([StatementCall(echo, parameters)])
    }
    try pipeline.perform(units)
    #expect(pipeline.pool.statistics.flushes == 1)
    for (number, unit) in units.enumerated() {
        let text = try #require(unit.rows[0].first?.first ?? nil)
        #expect(text.utf8.count == 3_000_000)
        #expect(text.utf8.first == "\(number)".utf8.first)
    }
}

@Test func queueHasABound() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration, maximumQueue: 3)
    try pipeline.run { pipeline.pool.isReady }
    let units = (0..<5).map { _ in TestUnit("SELECT '1'") }
    for unit in units { pipeline.pool.submit(unit) }
    #expect(units.map { $0.error?.kind } == [nil, nil, nil, .overloaded, .overloaded])
    #expect(units.last?.error?.message.contains("3") == true)
    #expect(units.last?.error?.isUnavailable == true)
    try pipeline.run { units.prefix(3).allSatisfy(\.isDone) }
}

@Test func closingFailsWhatWaits() throws {
    let database = try TestDatabase.empty()
    let pipeline = try TestPipeline(database.patientConfiguration)
    try pipeline.run { pipeline.pool.isReady }
    let blocker = try database.connect()
    let running = try TestUnit(waitingFor: blocker)
    pipeline.pool.submit(running)
    try pipeline.run { pipeline.pool.statistics.flushes == 1 }
    let waiting = TestUnit("SELECT '1'")
    pipeline.pool.submit(waiting)
    pipeline.pool.close()
    let late = TestUnit("SELECT '1'")
    pipeline.pool.submit(late)
    for unit in [running, waiting, late] {
        #expect(unit.completions == 1)
        #expect(unit.error?.isUnavailable == true)
    }
    withExtendedLifetime(blocker) {}
}

// MARK: Failures

@Test(arguments: [
    ("SELECT (1 / (random() * 0)::int)::text", "22012"), ("SELECT nothing", "42703"),
    ("SELECT * FROM nowhere", "42P01"),
    ("SELEC", "42601"), ("SELECT 1; SELECT 2", "42601"), ("SELECT 'x'::date::text", "22007"), ("ROLLBACK", "25P01"),
])
func failingUnitDoesNotHarmItsNeighbours(_ sql: String, _ sqlState: String) throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let units = (0..<7).map {
        $0 == 3 && sqlState != "25P01" ? TestUnit("SELECT '0'", sql, "SELECT '2'") : TestUnit("SELECT '\($0)'")
    }
    try pipeline.perform(units)
    for (number, unit) in units.enumerated() {
        #expect(unit.completions == 1)
        if number == 3 && sqlState != "25P01" {
            #expect(unit.error?.sqlState == sqlState)
            #expect(unit.error?.kind == .statement)
        } else {
            #expect(unit.error == nil)
            #expect(unit.rows == [[["\(number)"]]])
        }
    }
    #expect(try pipeline.value("SELECT 'still here'") == "still here")
}

@Test func severalFailingUnitsFailEachByItself() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let units = (0..<12).map { TestUnit($0 % 3 == 1 ? "SELECT no_\($0)" : "SELECT '\($0)'") }
    try pipeline.perform(units)
    for (number, unit) in units.enumerated() {
        #expect(unit.completions == 1)
        if number % 3 == 1 {
            #expect(unit.error?.message.contains("no_\(number)") == true)
        } else {
            #expect(unit.rows == [[["\(number)"]]])
        }
    }
}

@Test func errorNamesStateConstraintAndPosition() throws {
    let database = try TestDatabase.empty()
    try database.connect().execute(
        "CREATE SCHEMA gateway; CREATE TABLE gateway.t (a int CONSTRAINT positive CHECK (a > 0))"
    )
    let pipeline = try TestPipeline(database.configuration)
    let units = [TestUnit("INSERT INTO t VALUES (-1)"), TestUnit("SELECT 1 + nothing")]
    try pipeline.perform(units)
    #expect(units[0].error?.constraint == "positive")
    #expect(units[1].error?.position == 12)
    #expect(units[1].error?.description == "statement 42703: column \"nothing\" does not exist")
}

@Test func statementThatTakesTooLongIsStopped() throws {
    var configuration = try TestDatabase.empty().configuration
    // The others are to have their answers in time: how long that is, is the machine's to say.
    for timeout in [200, 2_000, 20_000] {
        configuration.statementTimeout = timeout
        let pipeline = try TestPipeline(configuration)
        let units = [TestUnit("SELECT '0'"), TestUnit("SELECT pg_sleep(60)::text"), TestUnit("SELECT '2'")]
        try pipeline.perform(units)
        #expect(units[1].error?.isTimeout == true)
        #expect(units[1].error?.isUnavailable == false)
        if units[0].isDone && units[2].isDone { return }
    }
    Issue.record("the others failed too")
}

// MARK: Prepared statements

@Test func schemaMayChangeUnderPreparedStatements() throws {
    let database = try TestDatabase.empty()
    let administrator = try database.connect()
    try administrator.execute(
        "CREATE SCHEMA gateway; CREATE TABLE gateway.t (a text); INSERT INTO gateway.t VALUES ('1')"
    )
    let pipeline = try TestPipeline(database.configuration)
    let statements = (0..<4).map { Statement(sql: "SELECT *, '\($0)' FROM t", parameterTypes: []) }
    for round in 0..<3 {
        let first = TestUnit(statements.map { StatementCall($0) })
        let second = TestUnit(statements.reversed().map { StatementCall($0) })
        let third = TestUnit("SELECT 'new \(round)'")
        try pipeline.perform([first, second, third])
        for unit in [first, second, third] {
            #expect(unit.completions == 1)
            #expect(unit.error == nil)
        }
        #expect(first.rows[3] == [["1"] + (0..<round).map { "column \($0)" } + ["3"]])
        #expect(second.rows[3] == [["1"] + (0..<round).map { "column \($0)" } + ["0"]])
        try administrator.execute("ALTER TABLE gateway.t ADD COLUMN c\(round) text DEFAULT 'column \(round)'")
    }
}

@Test func statementsThatTheServerHasForgottenArePreparedAgain() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration, maximumPrepared: 2)
    let statements = (0..<4).map { Statement(sql: "SELECT '\($0)'", parameterTypes: []) }
    for _ in 0..<3 {
        let units = statements.map { TestUnit([StatementCall($0)]) }
        try pipeline.perform(units)
        #expect(allDone(units))
        try pipeline.perform([TestUnit("DEALLOCATE ALL")])
    }
}

@Test func preparedStatementsAreBounded() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration, maximumPrepared: 10)
    let favourite = Statement(sql: "SELECT 'favourite'", parameterTypes: [])
    for round in 0..<10 {
        let units = (0..<20).map { TestUnit("SELECT '\(round) \($0)'") } + [TestUnit([StatementCall(favourite)])]
        try pipeline.perform(units)
        #expect(allDone(units))
    }
    let count = try pipeline.value("SELECT count(*)::text FROM pg_prepared_statements")
    #expect(Int(count ?? "").map { $0 <= 11 } == true)
    #expect(
        try pipeline.value("SELECT count(*)::text FROM pg_prepared_statements WHERE statement LIKE '%favourite%'")
            != "0"
    )
}

// MARK: The opening

private final class Opening: FlushDelegate {
    var statement: Statement? = Statement(sql: "SELECT 'opened'", parameterTypes: [])
    private(set) var rows: [String] = []
    private(set) var unitCounts: [Int] = []
    var onOpened: () -> Void = {}

    func opening(of units: [any PipelineUnit]) -> StatementCall? { statement.map { StatementCall($0) } }

    func opened(_ result: QueryResult, units: [any PipelineUnit]) {
        rows.append(result.columnCount > 0 ? result.text(0, 0) : "")
        unitCounts.append(units.count)
        onOpened()
    }
}

@Test func openingComesBeforeTheUnitsOfEachFlush() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let opening = Opening()
    pipeline.pool.delegate = opening
    let units = [TestUnit("SELECT '0'"), TestUnit([]), TestUnit("SELECT '2'")]
    var receivedBefore: [Int] = []
    opening.onOpened = { receivedBefore = units.map(\.receptions) }
    try pipeline.perform(units)
    #expect(allDone(units))
    #expect(opening.rows == ["opened"])
    #expect(opening.unitCounts == [3])
    #expect(receivedBefore == [0, 0, 0])
}

@Test func emptyUnitWithoutAnOpeningIsCompleted() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let unit = TestUnit([])
    try pipeline.perform([unit])
    #expect(unit.isDone)
}

@Test(arguments: ["SELECT nothing", "SELECT (1 / (random() * 0)::int)::text"])
func openingThatFailsFailsAllUnits(_ sql: String) throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let opening = Opening()
    opening.statement = Statement(sql: sql, parameterTypes: [])
    pipeline.pool.delegate = opening
    let units = [TestUnit("SELECT '0'"), TestUnit([]), TestUnit("SELECT '2'")]
    try pipeline.perform(units)
    for unit in units {
        #expect(unit.completions == 1)
        #expect(unit.receptions == 0)
        #expect(unit.error?.kind == .statement)
    }
    opening.statement = nil
    #expect(try pipeline.value("SELECT '1'") == "1")
}

@Test func openingIsRepeatedWithUnitsThatRunAgain() throws {
    let pipeline = try TestPipeline(TestDatabase.empty().configuration)
    let opening = Opening()
    pipeline.pool.delegate = opening
    let units = [TestUnit("SELECT nothing"), TestUnit("SELECT '1'"), TestUnit([])]
    try pipeline.perform(units)
    #expect(units[0].error != nil)
    #expect(units[1].isDone && units[2].isDone)
    #expect(opening.unitCounts == [3, 1])
}

@Test func schemaMayChangeUnderTheOpening() throws {
    let database = try TestDatabase.empty()
    let administrator = try database.connect()
    try administrator.execute(
        "CREATE SCHEMA gateway; CREATE TABLE gateway.t (a text); INSERT INTO gateway.t VALUES ('1')"
    )
    let pipeline = try TestPipeline(database.configuration)
    let opening = Opening()
    opening.statement = Statement(sql: "SELECT * FROM t", parameterTypes: [])
    pipeline.pool.delegate = opening
    for round in 0..<3 {
        let units = [TestUnit("SELECT '0'"), TestUnit([]), TestUnit("SELECT '2'")]
        try pipeline.perform(units)
        #expect(allDone(units))
        try administrator.execute("ALTER TABLE gateway.t ADD COLUMN c\(round) text")
    }
}
