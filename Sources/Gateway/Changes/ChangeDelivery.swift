import Bytes
import EventLoop
import GraphQL
import GraphQLOverHTTP
import Planning
import Postgres

/// Rows of the change log on their way to subscribers, window by window:
///
///     callers whom it concerns, as they are now ─▸ one run for each row and each different question ─▸ events, in order
///
/// Subscribers with the same plan, inputs and permissions share a run and its bytes. Nothing of a window is sent before all
/// of its runs are done, so events stay in order, and a run whose caller has changed is run again with the others.
final class ChangeDelivery {
    private let lane: ChangeLane
    /// Those that concern somebody.
    private let changes: [Change]
    private let audience: Audience
    /// The one who is told of what the others know already: no window before their client has taken the one before.
    private let late: ChangeStream?
    private let completion: () -> Void
    /// Rows that are delivered.
    private var done = 0
    private var attempts = 0
    private var window: ArraySlice<Change> = []
    private var groups: [Group] = []
    /// By row, the groups that it concerns.
    private var asks: [Ask] = []
    private var next = 0
    private var running = 0
    private var unavailable: PostgresError?

    /// Subscribers who are answered by the same run, and so are interested in the same.
    private struct Group {
        let first: ChangeStream
        // As they are now: subscribers may become others while runs are under way.
        let plan: CompiledPlan
        let session: Session
        var streams: [ChangeStream]

        struct Key: Hashable {
            let plan: ObjectIdentifier
            // Sessions of one epoch are verified together: they are of one organization.
            let epoch: Int64
            let inputs: Inputs
            /// For those who share with nobody.
            let stream: ObjectIdentifier?

            init(_ stream: ChangeStream) {
                plan = ObjectIdentifier(stream.plan)
                epoch = stream.session.epoch
                inputs = stream.inputs
                self.stream = stream.isPersonal ? ObjectIdentifier(stream) : nil
            }
        }

        init(_ stream: ChangeStream) {
            first = stream
            plan = stream.plan
            session = stream.session
            streams = [stream]
        }
    }

    /// A row and a group that it concerns.
    private struct Ask {
        let change: Change
        let group: Int
        var result = RunResult.nothing
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

    /// - Parameter late: of an audience of one, for whom the changes belong before those that are told meanwhile.
    init(
        _ changes: [Change],
        to audience: Audience,
        late: ChangeStream? = nil,
        lane: ChangeLane,
        completion: @escaping () -> Void
    ) {
        self.changes = changes.filter { !audience.interests(in: $0).isEmpty }
        self.audience = audience
        self.late = late
        self.lane = lane
        self.completion = completion
    }

    func start() {
        guard done < changes.count else { return completion() }
        window = changes[done..<min(done + ChangeDelivery.maximumWindow, changes.count)]
        let interests = Set(window.flatMap { audience.interests(in: $0) })
        let streams = interests.flatMap { audience.streams(of: $0) }
        lane.refresh(streams) { [self] error in
            if error != nil { return later() }
            run(interests)
        }
    }

    /// The database is away: the streams wait, and nothing is lost.
    private func later() {
        lane.loop.schedule(after: ChangeLane.pause) { [self] in start() }
    }

    // MARK: Runs

    private func run(_ interests: Set<ChangeInterest>) {
        groups = []
        var places: [Group.Key: Int] = [:]
        var interested: [ChangeInterest: Range<Int>] = [:]
        for interest in interests {
            let first = groups.count
            for stream in audience.streams(of: interest) where stream.isOpen {
                let key = Group.Key(stream)
                if let place = places[key] {
                    groups[place].streams.append(stream)
                } else {
                    places[key] = groups.count
                    groups.append(Group(stream))
                }
            }
            interested[interest] = first..<groups.count
        }
        asks = window.flatMap { change in
            audience.interests(in: change).flatMap { interested[$0] ?? 0..<0 }.map { Ask(change: change, group: $0) }
        }
        next = 0
        running = 1
        unavailable = nil
        settle()
    }

    /// Begins runs as long as there is room for them.
    private func proceed() {
        while next < asks.count, running < ChangeDelivery.maximumRunning, unavailable == nil {
            let place = next
            next += 1
            let change = asks[place].change
            let streams = groups[asks[place].group].streams
            if streams.contains(where: { $0.isOpen && $0.start < change.position }) { begin(place) }
        }
    }

    private func begin(_ place: Int) {
        let change = asks[place].change
        let asking = groups[asks[place].group]
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
                case .done: asks[place].result = result(of: run, change, stream)
                case .sessionChanged: asks[place].result = .outdated
                case .refused(let error): asks[place].result = .event(event(of: error, change))
                case .failed(let error) where error.isUnavailable: unavailable = error
                case .failed(let error):
                    asks[place].result = .event(event(of: lane.clientError(error, stream.context), change))
                }
                settle()
            }
            running += 1
            run.start()
        } catch {
            asks[place].result = .event(event(of: error, change))
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

    private func result(of run: PlanRun, _ change: Change, _ stream: ChangeStream) -> RunResult {
        let plan = run.plan.operation.change
        var payload: [String: JSONValue] = [:]
        if let plan, plan.tellsOperation, let id = ChangeKey.id(of: change.key, plan) {
            payload = [ChangePlan.operation: .string(change.operation.rawValue), ChangePlan.identifier: .string(id)]
        }
        // What is not there any more, or not for this caller, is told to nobody, but for the news that it is gone.
        if run.rowCount(of: 0) == 0, payload.isEmpty || change.operation != .delete { return .nothing }
        var buffer = ByteBuffer(capacity: 512)
        buffer.appendEventID(change.position.text)
        buffer.append(EventStream.next)
        var writer = ResponseWriter(run, payload: payload, explanation: lane.explanation)
        _ = GraphQLEndpoint.append(&writer, echo: stream.context.echo, to: &buffer)
        buffer.append(EventStream.end)
        return .event(buffer.array)
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
        let outdated = asks.filter { if case .outdated = $0.result { true } else { false } }
        if !outdated.isEmpty {
            attempts += 1
            if attempts >= ChangeDelivery.maximumAttempts {
                for ask in outdated {
                    for stream in groups[ask.group].streams { stream.end(GraphQLEndpoint.unsettled) }
                }
            }
            return start()
        }
        attempts = 0
        for ask in asks {
            guard case .event(let bytes) = ask.result else { continue }
            for stream in groups[ask.group].streams where stream.start < ask.change.position {
                stream.add(bytes, isEarlier: late != nil)
            }
        }
        for group in groups { for stream in group.streams { stream.flush() } }
        done = window.endIndex
        asks = []
        groups = []
        guard let late else { return start() }
        late.whenDrained { [self] in start() }
    }
}
