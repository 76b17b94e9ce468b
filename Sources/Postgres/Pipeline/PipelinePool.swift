package import EventLoop

/// A unit in the pool's queue.
struct QueuedUnit {
    let unit: any PipelineUnit
    /// In a flush of its own: an earlier flush with others failed.
    var isAlone = false
    /// How often it was run again because the schema had changed under prepared statements.
    var staleRuns = 0
}

/// The connections of one event loop's query lane, and what waits for them.
///
/// Units that are submitted in one turn of the loop go out together at its end: one Sync and one
/// write for all of them. While a connection is busy, units gather for its next flush; where that takes too long,
/// another connection takes them.
package final class PipelinePool {
    package let loop: EventLoop
    let configuration: PostgresConfiguration
    let maximumPrepared: Int
    private let maximumQueue: Int
    private let maximumFlush: Int
    private var connections: [PipelineConnection] = []
    private var queue: [QueuedUnit] = []
    private(set) var isClosed = false
    private var isFlushScheduled = false
    /// The last failure to connect, while no connection stands.
    private var unreachable: PostgresError?
    package weak var delegate: (any FlushDelegate)?
    /// Sees the text of each statement that is sent.
    package var observer: ((String) -> Void)?
    package var statistics = Statistics()

    /// Counts since the start; those of several pools can be added.
    package struct Statistics: Sendable {
        package var flushes = 0
        package var statements = 0
        package var units = 0
        /// Statements that a connection prepared because it did not have them yet.
        package var prepared = 0

        package init() {}

        package static func += (sum: inout Statistics, more: Statistics) {
            sum.flushes += more.flushes
            sum.statements += more.statements
            sum.units += more.units
            sum.prepared += more.prepared
        }
    }

    /// - Parameters:
    ///   - connections: how many to keep open.
    ///   - maximumQueue: how many units may wait; more are refused as overloaded.
    ///   - maximumFlush: how many units share a flush.
    ///   - maximumPrepared: how many statements a connection keeps prepared.
    package init(
        loop: EventLoop,
        configuration: PostgresConfiguration,
        connections: Int = 2,
        maximumQueue: Int = 2_000,
        maximumFlush: Int = 64,
        maximumPrepared: Int = 500
    ) {
        self.loop = loop
        self.configuration = configuration
        self.maximumQueue = maximumQueue
        self.maximumFlush = maximumFlush
        self.maximumPrepared = maximumPrepared
        self.connections = (0..<connections).map { _ in PipelineConnection(pool: self) }
        for connection in self.connections { connection.connect() }
        loop.onTurnEnd { [weak self] in self?.flush() }
        watchTime()
    }

    package var isReady: Bool { connections.contains { $0.state == .idle || $0.state == .busy } }
    package var isQuiet: Bool { queue.isEmpty && !connections.contains { $0.state == .busy } }

    /// Queues a unit. It is completed later, or at once with an error if there is no server or no room.
    package func submit(_ unit: any PipelineUnit) {
        if isClosed { return unit.completed(PipelinePool.closed) }
        if let unreachable { return unit.completed(unreachable) }
        guard queue.count < maximumQueue else {
            return unit.completed(
                PostgresError(.overloaded, message: "\(queue.count) requests wait for a database connection, the limit")
            )
        }
        statistics.units += 1
        queue.append(QueuedUnit(unit: unit))
    }

    /// Closes the connections. Units that were not completed, then or later, fail as unavailable.
    package func close() {
        isClosed = true
        for connection in connections { connection.close() }
        let waiting = queue
        queue = []
        for unit in waiting { unit.unit.completed(PipelinePool.closed) }
    }

    static let closed = PostgresError(.connectionLost, message: "the connections were closed")

    // MARK: Called by connections

    func connected() {
        unreachable = nil
    }

    func lost(_ error: PostgresError) {
        guard !isReady, error.kind == .connectionFailed || unreachable != nil else { return }
        unreachable = error
        let waiting = queue
        queue = []
        for unit in waiting { unit.unit.completed(error) }
    }

    func runAgain(_ unit: QueuedUnit, isStale: Bool) {
        queue.append(QueuedUnit(unit: unit.unit, isAlone: true, staleRuns: unit.staleRuns + (isStale ? 1 : 0)))
    }

    // MARK: Flushing

    /// Sends what waits. A connection that has just begun is likely to be done soon, and the next flush is cheaper
    /// for everybody the more share it: only what would have to wait behind slow statements goes to another connection.
    private func flush() {
        guard !queue.isEmpty, let idle = connections.first(where: { $0.state == .idle }) else { return }
        if let begun = connections.lazy.filter({ $0.state == .busy }).map(\.busySince).max() {
            let wait = begun + PipelinePool.patience - loop.now
            if wait > .zero { return flushLater(after: wait) }
        }
        if let alone = queue.firstIndex(where: \.isAlone) {
            idle.flush([queue.remove(at: alone)], delegate: delegate)
        } else if queue.count <= maximumFlush {
            let units = queue
            queue.removeAll(keepingCapacity: true)
            idle.flush(units, delegate: delegate)
        } else {
            let units = Array(queue.prefix(maximumFlush))
            queue.removeFirst(units.count)
            idle.flush(units, delegate: delegate)
        }
        flush()
    }

    /// How long units wait for a connection that is busy while another one is idle.
    private static let patience = Duration.milliseconds(1)

    private func flushLater(after wait: Duration) {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        // The turn in which a timer fires ends in a flush.
        loop.schedule(after: wait) { [weak self] in self?.isFlushScheduled = false }
    }

    private func watchTime() {
        loop.schedule(after: .milliseconds(500)) { [weak self] in
            guard let self, !self.isClosed else { return }
            let now = self.loop.now
            for connection in self.connections {
                guard let deadline = connection.deadline, deadline < now else { continue }
                connection.expire()
            }
            self.watchTime()
        }
    }
}
