import CLibpq
import EventLoop

/// One connection in libpq's pipeline mode (manual, 34.5), driven by the event loop.
///
/// States and what leads out of them:
///
///     connecting ── established ──▸ idle ── flush ──▸ busy ── sync received ──▸ idle
///     any ── lost ──▸ down ── back-off ──▸ connecting
///
/// A flush is any number of units and one Sync, so it is one implicit transaction: where a
/// statement fails, the server skips the rest, and those units are handed back to run again.
final class PipelineConnection: ReadinessHandler {
    enum State {
        case connecting
        case idle
        case busy
        case down
    }

    /// What a result belongs to, in the order in which things were sent.
    private enum Expected {
        case prepare(Statement, unit: Int)
        case deallocate
        case opening
        case call(Int, unit: Int)
        case sync
    }

    private unowned let pool: PipelinePool
    private var connection: OpaquePointer?
    private var descriptor: Int32 = -1
    private var interest: Interest = []
    private(set) var state = State.down
    private var backOff: Duration = .milliseconds(50)
    /// When connecting or the flush at hand must have ended.
    private(set) var deadline: ContinuousClock.Instant?

    private var expected: [Expected] = []
    private var position = 0
    private var units: [QueuedUnit] = []
    private var outcomes: [Outcome] = []
    private var openingFailed: PostgresError?

    /// Statements that the server has, each with when it was last used.
    private var prepared: [Int: Int] = [:]
    private var uses = 0

    private enum Outcome {
        case pending
        case completed
        case runAgain
    }

    init(pool: PipelinePool) {
        self.pool = pool
    }

    // MARK: Connecting

    func connect() {
        state = .connecting
        deadline = .now + .seconds(5)
        connection = pool.configuration.withParameters { PQconnectStartParams($0, $1, 1) }
        guard PQstatus(connection) != CONNECTION_BAD else { return lose(.connectionFailed) }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        watch(.write)
    }

    private func continueConnecting() {
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: watch(.read)
        case PGRES_POLLING_WRITING: watch(.write)
        case PGRES_POLLING_OK:
            guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
                return lose(.connectionFailed)
            }
            backOff = .milliseconds(50)
            prepared = [:]
            deadline = nil
            state = .idle
            watch(.read)
            pool.connected()
        default: lose(.connectionFailed)
        }
    }

    /// Watches libpq's socket, which may be another one while several hosts are tried.
    private func watch(_ wanted: Interest) {
        let socket = PQsocket(connection)
        guard socket != descriptor || wanted != interest else { return }
        if socket == descriptor && state != .connecting {
            pool.loop.update(descriptor, interest: wanted)
        } else {
            if descriptor >= 0 { pool.loop.deregister(descriptor) }
            descriptor = socket
            if socket >= 0 { pool.loop.register(socket, interest: wanted, self) }
        }
        interest = wanted
    }

    /// Gives the connection up and tries again after a while.
    func lose(_ kind: PostgresError.Kind) {
        let error = PostgresError(kind, connection: connection)
        if descriptor >= 0 { pool.loop.deregister(descriptor) }
        descriptor = -1
        interest = []
        PQfinish(connection)
        connection = nil
        let unfinished = units.indices.filter { outcomes[$0] == .pending }.map { units[$0] }
        units = []
        outcomes = []
        expected = []
        state = .down
        deadline = nil
        if !pool.isClosed {
            pool.loop.schedule(after: backOff) { [weak self] in
                if let self, self.state == .down, !self.pool.isClosed { self.connect() }
            }
            backOff = min(backOff * 2, .seconds(1))
        }
        for unit in unfinished { unit.unit.completed(error) }
        pool.lost(error)
    }

    func close() {
        guard state != .down else { return }
        if descriptor >= 0 { pool.loop.deregister(descriptor) }
        descriptor = -1
        PQfinish(connection)
        connection = nil
        state = .down
    }

    // MARK: Sending

    /// Sends units and one Sync. The connection must be idle.
    func flush(_ units: [QueuedUnit], delegate: (any FlushDelegate)?) {
        self.units = units
        outcomes = Array(repeating: .pending, count: units.count)
        expected.removeAll(keepingCapacity: true)
        position = 0
        openingFailed = nil
        state = .busy
        deadline = .now + .milliseconds(pool.configuration.statementTimeout + 5_000)
        var isSent = evict()
        if let opening = delegate?.opening(of: units.map(\.unit)) {
            isSent = isSent && send(opening, .opening, unit: 0)
        }
        for (index, unit) in units.enumerated() {
            for (number, call) in unit.unit.calls.enumerated() {
                isSent = isSent && send(call, .call(number, unit: index), unit: index)
            }
        }
        expected.append(.sync)
        pool.statistics.flushes += 1
        guard isSent, PQpipelineSync(connection) == 1 else { return lose(.connectionLost) }
        write()
    }

    private func send(_ call: StatementCall, _ entry: Expected, unit: Int) -> Bool {
        let statement = call.statement
        let name = "s\(statement.id)"
        uses += 1
        if prepared.updateValue(uses, forKey: statement.id) == nil {
            let sent = statement.parameterTypes.withUnsafeBufferPointer {
                PQsendPrepare(connection, name, statement.sql, Int32($0.count), $0.baseAddress)
            }
            guard sent == 1 else { return false }
            expected.append(.prepare(statement, unit: unit))
        }
        let sent = call.parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1)
        }
        expected.append(entry)
        pool.statistics.statements += 1
        pool.observer?(statement.sql)
        return sent == 1
    }

    /// Drops the statement that was not used for longest once there are too many.
    private func evict() -> Bool {
        guard prepared.count > pool.maximumPrepared, let oldest = prepared.min(by: { $0.value < $1.value }) else {
            return true
        }
        prepared[oldest.key] = nil
        expected.append(.deallocate)
        return PQsendQueryParams(connection, "DEALLOCATE s\(oldest.key)", 0, nil, nil, nil, nil, 0) == 1
    }

    private func write() {
        switch PQflush(connection) {
        case 0: watch(.read)
        case 1: watch([.read, .write])
        default: lose(.connectionLost)
        }
    }

    // MARK: Receiving

    func ready(_ events: Interest) {
        if state == .connecting { return continueConnecting() }
        if events.contains(.write), state == .busy { write() }
        guard events.contains(.read), connection != nil else { return }
        guard PQconsumeInput(connection) == 1 else { return lose(.connectionLost) }
        if state == .idle {
            // Nothing was asked: the server says good-bye.
            if PQisBusy(connection) == 0, let result = PQgetResult(connection) { PQclear(result) }
            if PQstatus(connection) == CONNECTION_BAD { lose(.connectionLost) }
            return
        }
        while state == .busy, position < expected.count, PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                position += 1
                continue
            }
            take(result)
            if PQstatus(connection) == CONNECTION_BAD { return lose(.connectionLost) }
        }
    }

    private func take(_ result: OpaquePointer) {
        let status = PQresultStatus(result)
        switch expected[position] {
        case .sync:
            PQclear(result)
            finish()
        case .prepare(let statement, let unit):
            if status != PGRES_COMMAND_OK {
                prepared[statement.id] = nil
                if status != PGRES_PIPELINE_ABORTED { fail(unit, PostgresError(result: result)) }
            }
            PQclear(result)
        case .deallocate: PQclear(result)
        case .opening:
            if status == PGRES_TUPLES_OK {
                pool.delegate?.opened(QueryResult(result), units: units.map(\.unit))
                for index in units.indices where units[index].unit.calls.isEmpty { complete(index, nil) }
            } else {
                if status != PGRES_PIPELINE_ABORTED { openingFailed = PostgresError(result: result) }
                PQclear(result)
            }
        case .call(let number, let unit):
            if status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK {
                units[unit].unit.received(QueryResult(result), ofCall: number)
                if number == units[unit].unit.calls.count - 1 { complete(unit, nil) }
            } else {
                if status != PGRES_PIPELINE_ABORTED { fail(unit, PostgresError(result: result), call: number) }
                PQclear(result)
            }
        }
    }

    private func complete(_ unit: Int, _ error: PostgresError?) {
        guard outcomes[unit] == .pending else { return }
        outcomes[unit] = .completed
        units[unit].unit.completed(error)
    }

    private func fail(_ unit: Int, _ error: PostgresError, call: Int? = nil) {
        guard outcomes[unit] == .pending else { return }
        if error.isStalePlan && !units[unit].wasRunAgain {
            // The schema has changed under a prepared statement: prepare anew and run again, unseen.
            if let call { prepared[units[unit].unit.calls[call].statement.id] = nil }
            outcomes[unit] = .runAgain
            return
        }
        complete(unit, error)
    }

    /// The Sync has come: what was not run goes back to the queue, each unit alone.
    private func finish() {
        position = expected.count
        let done = units
        let results = outcomes
        units = []
        outcomes = []
        state = .idle
        deadline = nil
        watch(.read)
        for (unit, outcome) in zip(done, results) where outcome != .completed {
            if let openingFailed, outcome == .pending {
                unit.unit.completed(openingFailed)
            } else if outcome == .pending && unit.unit.calls.isEmpty {
                unit.unit.completed(nil)
            } else {
                pool.runAgain(unit)
            }
        }
    }
}
