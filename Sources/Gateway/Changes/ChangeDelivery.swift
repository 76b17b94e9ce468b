import Bytes
import EventLoop
import GraphQL
import GraphQLOverHTTP
import Planning
import Postgres

/// Rows of the change log on their way to subscribers, window by window:
///
///     callers as they are now ─▸ one run for each row and each different question ─▸ events, in order
///
/// Subscribers with the same plan, inputs and permissions share a run and its bytes. Nothing of a window is sent before all
/// of its runs are done, so events stay in order, and a run whose caller has changed is run again with the others.
final class ChangeDelivery {
    private let lane: ChangeLane
    private let changes: [Change]
    private let streams: [ChangeStream]
    /// The rows belong before those that are told by others meanwhile.
    private let isEarlier: Bool
    private let completion: () -> Void
    /// Rows that are delivered.
    private var done = 0
    private var attempts = 0
    private var window: ArraySlice<Change> = []
    private var groups: [Group] = []
    /// By row of the window, then by group.
    private var results: [[RunResult]] = []
    private var next = 0
    private var running = 0
    private var unavailable: PostgresError?

    /// Subscribers who are answered by the same run.
    private struct Group {
        let first: ChangeStream
        // As they are now: subscribers may become others while runs are under way.
        let plan: CompiledPlan
        let session: Session
        let isPersonal: Bool
        var streams: [ChangeStream]

        init(_ stream: ChangeStream) {
            first = stream
            plan = stream.plan
            session = stream.session
            isPersonal = stream.isPersonal
            streams = [stream]
        }

        func takes(_ stream: ChangeStream) -> Bool {
            // Sessions of one epoch are verified together: they are of one organization.
            stream.plan === plan && stream.session.epoch == session.epoch && stream.inputs == first.inputs
                && !stream.isPersonal && !isPersonal
        }
    }

    private enum RunResult {
        case nothing
        case event([UInt8])
        /// The caller is to be looked up again.
        case outdated
    }

    private static let maximumWindow = 32
    /// Runs at once: other requests want the connections too.
    private static let maximumRunning = 128
    private static let maximumAttempts = 50

    init(
        _ changes: [Change],
        to streams: [ChangeStream],
        isEarlier: Bool = false,
        lane: ChangeLane,
        completion: @escaping () -> Void
    ) {
        self.changes = changes
        self.streams = streams
        self.isEarlier = isEarlier
        self.lane = lane
        self.completion = completion
    }

    func start() {
        let topics = Set(streams.filter(\.isOpen).map(\.topic))
        while done < changes.count, !topics.contains(changes[done].topic) { done += 1 }
        guard done < changes.count, !topics.isEmpty else { return completion() }
        window = changes[done..<min(done + ChangeDelivery.maximumWindow, changes.count)]
        lane.refresh(streams) { [self] error in
            if error != nil { return later() }
            run()
        }
    }

    /// The database is away: the streams wait, and nothing is lost.
    private func later() {
        lane.loop.schedule(after: ChangeLane.pause) { [self] in start() }
    }

    // MARK: Runs

    private func run() {
        groups = []
        // Nearly all subscribers ask one of few questions; the rest are few.
        var places: [ObjectIdentifier: [Int]] = [:]
        for stream in streams where stream.isOpen {
            let plan = ObjectIdentifier(stream.plan)
            if let place = places[plan]?.first(where: { groups[$0].takes(stream) }) {
                groups[place].streams.append(stream)
            } else {
                places[plan, default: []].append(groups.count)
                groups.append(Group(stream))
            }
        }
        let width = groups.count
        results = window.map { _ in Array(repeating: RunResult.nothing, count: width) }
        next = 0
        running = 1
        unavailable = nil
        settle()
    }

    /// Begins runs as long as there is room for them.
    private func proceed() {
        let count = window.count * groups.count
        while next < count, running < ChangeDelivery.maximumRunning, unavailable == nil {
            let (row, group) = (next / groups.count, next % groups.count)
            next += 1
            let change = window[window.startIndex + row]
            let asking = groups[group]
            guard asking.first.topic == change.topic,
                asking.streams.contains(where: { $0.isOpen && $0.start < change.position })
            else { continue }
            begin(change, asking, row, group)
        }
    }

    private func begin(_ change: Change, _ asking: Group, _ row: Int, _ group: Int) {
        let stream = asking.first
        do throws(GraphQLError) {
            let run = try PlanRun(
                asking.plan,
                session: asking.session,
                inputs: stream.inputs,
                changedKey: change.key,
                limits: lane.rowLimits,
                pool: lane.pool
            ) { [self] run, outcome in
                switch outcome {
                // What is not there any more, or not for this caller, is told to nobody.
                case .done where run.rowCount(of: 0) == 0: break
                case .done: results[row][group] = .event(event(of: run, change, stream))
                case .sessionChanged: results[row][group] = .outdated
                case .refused(let error): results[row][group] = .event(event(of: error, change))
                case .failed(let error) where error.isUnavailable: unavailable = error
                case .failed(let error):
                    results[row][group] = .event(event(of: lane.clientError(error, stream.context), change))
                }
                settle()
            }
            running += 1
            run.start()
        } catch {
            results[row][group] = .event(event(of: error, change))
        }
    }

    /// One run is done.
    private func settle() {
        // While it still counts: runs that end at once are settled inside, and the last one of all delivers.
        proceed()
        running -= 1
        if running == 0 { deliver() }
    }

    // MARK: Events

    private func event(of run: PlanRun, _ change: Change, _ stream: ChangeStream) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 512)
        buffer.appendEventID(change.position.text)
        buffer.append(EventStream.next)
        var writer = ResponseWriter(run, explanation: lane.explanation)
        _ = GraphQLEndpoint.append(&writer, echo: stream.context.echo, to: &buffer)
        buffer.append(EventStream.end)
        return buffer.array
    }

    private func event(of error: GraphQLError, _ change: Change) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 512)
        buffer.appendEventID(change.position.text)
        buffer.append(EventStream.next)
        buffer.appendRequestErrors([error])
        buffer.append(EventStream.end)
        return buffer.array
    }

    private func deliver() {
        if unavailable != nil { return later() }
        let outdated = groups.indices.filter { group in
            results.contains { if case .outdated = $0[group] { true } else { false } }
        }
        if !outdated.isEmpty {
            attempts += 1
            if attempts >= ChangeDelivery.maximumAttempts {
                for group in outdated { for stream in groups[group].streams { stream.end(GraphQLEndpoint.unsettled) } }
            }
            return start()
        }
        attempts = 0
        for (change, events) in zip(window, results) {
            for (group, result) in zip(groups, events) {
                guard case .event(let bytes) = result else { continue }
                for stream in group.streams where stream.start < change.position {
                    stream.add(bytes, isEarlier: isEarlier)
                }
            }
        }
        for group in groups { for stream in group.streams { stream.flush() } }
        done = window.endIndex
        results = []
        groups = []
        start()
    }
}
