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
        /// `unit` is `nil` for the opening's statement.
        case prepare(Statement, unit: Int?)
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
    /// When the next step of connecting, or the next result of the flush at hand, must have come.
    private(set) var deadline: ContinuousClock.Instant?
    /// When the flush at hand, or the last one, was sent.
    private(set) var busySince = ContinuousClock.now

    private var expected: [Expected] = []
    private var position = 0
    private var units: [QueuedUnit] = []
    /// How many calls each unit has in this flush. Kept, because a completed unit may already hold its next ones.
    private var callCounts: [Int] = []
    private var isCompleted: [Bool] = []
    private var openingFailed: PostgresError?
    /// A prepared statement of this flush no longer fits the database's schema.
    private var isStale = false

    /// Statements that the server has, each with when it was last used.
    private var prepared: [Int: Int] = [:]
    private var uses = 0
    /// The server's prepared statements are to be dropped, all, before the next one is prepared.
    private var mustForget = false

    /// How often a unit is prepared and run again because the schema keeps changing.
    private static let staleRuns = 3

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
        // Of several hosts, each has its time.
        deadline = .now + .seconds(5)
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: watch(.read)
        case PGRES_POLLING_WRITING: watch(.write)
        case PGRES_POLLING_OK:
            guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
                return lose(.connectionFailed)
            }
            backOff = .milliseconds(50)
            prepared = [:]
            mustForget = false
            deadline = nil
            state = .idle
            watch(.read)
            pool.connected()
        default: lose(.connectionFailed)
        }
    }

    /// Watches libpq's socket. While several hosts are tried it may be another one each time, though with the same number.
    private func watch(_ wanted: Interest) {
        let socket = PQsocket(connection)
        if socket == descriptor && state != .connecting {
            guard wanted != interest else { return }
            pool.loop.update(descriptor, interest: wanted)
        } else {
            if descriptor >= 0 { pool.loop.deregister(descriptor) }
            descriptor = socket
            if socket >= 0 { pool.loop.register(socket, interest: wanted, self) }
        }
        interest = wanted
    }

    /// Gives the connection up and tries again after a while.
    ///
    /// - Parameter reason: what happened, if libpq cannot know.
    func lose(_ kind: PostgresError.Kind, _ reason: String? = nil) {
        let error = reason.map { PostgresError(kind, message: $0) } ?? PostgresError(kind, connection: connection)
        let unfinished = release()
        if !pool.isClosed {
            pool.loop.schedule(after: backOff) { [weak self] in
                if let self, self.state == .down, !self.pool.isClosed { self.connect() }
            }
            backOff = min(backOff * 2, .seconds(1))
        }
        for unit in unfinished { unit.unit.completed(error) }
        pool.lost(error)
    }

    /// Ends what has taken too long; called by the pool's clock.
    func expire() {
        if state == .connecting {
            lose(.connectionFailed, "the server did not answer within 5 seconds")
        } else {
            lose(.connectionLost, "the server answered nothing for longer than the statement timeout")
        }
    }

    /// Closes for good.
    func close() {
        guard state != .down else { return }
        for unit in release() { unit.unit.completed(PipelinePool.closed) }
    }

    /// Lets the connection go.
    ///
    /// - Returns: the units that were not completed.
    private func release() -> [QueuedUnit] {
        if descriptor >= 0 { pool.loop.deregister(descriptor) }
        descriptor = -1
        interest = []
        PQfinish(connection)
        connection = nil
        let unfinished = units.indices.filter { !isCompleted[$0] }.map { units[$0] }
        units = []
        isCompleted = []
        callCounts = []
        expected = []
        position = 0
        state = .down
        deadline = nil
        return unfinished
    }

    // MARK: Sending

    /// Sends units and one Sync. The connection must be idle.
    func flush(_ units: [QueuedUnit], delegate: (any FlushDelegate)?) {
        self.units = units
        isCompleted = Array(repeating: false, count: units.count)
        callCounts.removeAll(keepingCapacity: true)
        expected.removeAll(keepingCapacity: true)
        position = 0
        openingFailed = nil
        isStale = false
        state = .busy
        busySince = pool.loop.now
        extendDeadline()
        var isSent = forget()
        if let opening = delegate?.opening(of: units.map(\.unit)) {
            isSent = isSent && send(opening, .opening, unit: nil)
        }
        for (index, unit) in units.enumerated() {
            let calls = unit.unit.calls
            callCounts.append(calls.count)
            for (number, call) in calls.enumerated() {
                isSent = isSent && send(call, .call(number, unit: index), unit: index)
            }
        }
        expected.append(.sync)
        pool.statistics.flushes += 1
        guard isSent, PQpipelineSync(connection) == 1 else { return lose(.connectionLost) }
        write()
    }

    /// The statement timeout holds for each statement, so each result sets the clock anew.
    private func extendDeadline() {
        let timeout = pool.configuration.statementTimeout
        deadline = timeout > 0 ? .now + .milliseconds(timeout + 5_000) : nil
    }

    private func send(_ call: StatementCall, _ entry: Expected, unit: Int?) -> Bool {
        let statement = call.statement
        let name = statement.name
        uses += 1
        if prepared.updateValue(uses, forKey: statement.id) == nil {
            let sent = statement.parameterTypes.withUnsafeBufferPointer {
                PQsendPrepare(connection, name, statement.sql, Int32($0.count), $0.baseAddress)
            }
            guard sent == 1 else { return false }
            expected.append(.prepare(statement, unit: unit))
            pool.statistics.prepared += 1
        }
        let sent = call.parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1)
        }
        expected.append(entry)
        pool.statistics.statements += 1
        pool.observer?(statement.sql)
        return sent == 1
    }

    /// Drops prepared statements on the server: all if the schema has changed, else those that were not used for
    /// longest once there are too many.
    private func forget() -> Bool {
        if mustForget {
            mustForget = false
            return deallocate("ALL")
        }
        var isSent = true
        while prepared.count > pool.maximumPrepared, let oldest = prepared.min(by: { $0.value < $1.value }) {
            prepared[oldest.key] = nil
            isSent = isSent && deallocate("s\(oldest.key)")
        }
        return isSent
    }

    private func deallocate(_ what: String) -> Bool {
        expected.append(.deallocate)
        return PQsendQueryParams(connection, "DEALLOCATE \(what)", 0, nil, nil, nil, nil, 0) == 1
    }

    private func forgetAll() {
        prepared = [:]
        mustForget = true
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
            if PQstatus(connection) == CONNECTION_BAD { break }
        }
        if state != .down, PQstatus(connection) == CONNECTION_BAD { return lose(.connectionLost) }
        if state == .busy { extendDeadline() }
    }

    private func take(_ result: OpaquePointer) {
        let status = PQresultStatus(result)
        let isTaken = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK
        var error: PostgresError?
        if !isTaken && status != PGRES_PIPELINE_ABORTED && status != PGRES_PIPELINE_SYNC {
            error = PostgresError(result: result)
        }
        switch expected[position] {
        case .sync:
            PQclear(result)
            // Anything else is the end of the connection, which is seen next.
            if status == PGRES_PIPELINE_SYNC { finish() }
        case .prepare(let statement, let unit):
            PQclear(result)
            if !isTaken { prepared[statement.id] = nil }
            if let error { fail(unit, error) }
        case .deallocate:
            PQclear(result)
            // The server has fewer statements than we thought; all units are run again.
            if error != nil { forgetAll() }
        case .opening:
            let result = QueryResult(result)
            if let error { fail(nil, error) }
            guard isTaken else { return }
            pool.delegate?.opened(result, units: units.map(\.unit))
            for index in units.indices where state == .busy && callCounts[index] == 0 { complete(index, nil) }
        case .call(let number, let unit):
            let result = QueryResult(result)
            if let error { fail(unit, error) }
            guard isTaken else { return }
            units[unit].unit.received(result, ofCall: number)
            if state == .busy && number == callCounts[unit] - 1 { complete(unit, nil) }
        }
    }

    private func complete(_ unit: Int, _ error: PostgresError?) {
        guard isCompleted.indices.contains(unit), !isCompleted[unit] else { return }
        isCompleted[unit] = true
        units[unit].unit.completed(error)
    }

    /// A statement failed: a unit's, or the opening's.
    private func fail(_ unit: Int?, _ error: PostgresError) {
        if error.isStalePlan, units[unit ?? 0].staleRuns < PipelineConnection.staleRuns {
            // The schema has changed under prepared statements: prepare them anew and run again, unseen.
            forgetAll()
            isStale = true
        } else if let unit {
            complete(unit, error)
        } else {
            openingFailed = error
        }
    }

    /// The Sync has come: what was not run goes back to the queue, each unit alone.
    private func finish() {
        position = expected.count
        let rest = units.indices.filter { !isCompleted[$0] }.map { (unit: units[$0], callCount: callCounts[$0]) }
        let failure = openingFailed
        let wasStale = isStale
        units = []
        isCompleted = []
        callCounts = []
        state = .idle
        deadline = nil
        watch(.read)
        for (unit, callCount) in rest {
            if let failure {
                unit.unit.completed(failure)
            } else if callCount == 0 && !wasStale {
                unit.unit.completed(nil)
            } else {
                pool.runAgain(unit, isStale: wasStale)
            }
        }
    }
}
