import EventLoop
import GraphQL
import Postgres

/// An organization's change log as one event loop reads it: once for all of the loop's subscribers.
///
///     told of a change ─▸ read up to the oldest running transaction ─▸ deliver ─▸ read on, or wait to be told
///
/// One thing at a time, so that a subscriber who joins between two deliveries misses nothing and gets nothing twice.
final class OrganizationFeed {
    private let organization: Int64
    private let lane: ChangeLane
    private var streams: [ChangeStream] = []
    /// Those who wait for the moment at which they can join.
    private var joining: [ChangeStream] = []
    /// Everything up to here was delivered; `nil` before the first look.
    private var position: ChangePosition?
    private var isBusy = false
    /// The latest transaction that it was told of.
    private var wanted: Int64 = 0
    private var mustRead = true
    private var mustCheckCallers = false
    private var pause = Duration.milliseconds(2)
    private var isWaiting = false

    init(_ organization: Int64, lane: ChangeLane) {
        self.organization = organization
        self.lane = lane
    }

    func join(_ stream: ChangeStream) {
        joining.append(stream)
        stream.ended = { [weak self, unowned stream] in self?.left(stream) }
        proceed()
    }

    private func left(_ stream: ChangeStream) {
        streams.removeAll { $0 === stream }
        joining.removeAll { $0 === stream }
        if streams.isEmpty && joining.isEmpty { lane.isEmpty(organization) }
    }

    // MARK: What it is told

    /// A transaction has committed that wrote into the log.
    func changed(by transaction: Int64) {
        wanted = max(wanted, transaction)
        proceed()
    }

    /// Something may have happened that nobody told of.
    func look() {
        mustRead = true
        proceed()
    }

    /// Something was taken from somebody, perhaps.
    func checkCallers() {
        mustCheckCallers = true
        proceed()
    }

    func beat() {
        for stream in streams { stream.beat(at: position) }
        look()
        lane.refresh(streams) { _ in }
    }

    func close() {
        for stream in streams + joining { stream.interrupt() }
    }

    // MARK: Steps

    private func proceed() {
        guard !isBusy, !isWaiting else { return }
        if let position {
            while !joining.isEmpty { admit(joining.removeFirst(), at: position) }
        }
        if streams.isEmpty && joining.isEmpty { return }
        if mustCheckCallers { return checkAll() }
        if mustRead || position.map({ wanted >= $0.transaction }) ?? true { read() }
    }

    private func free() {
        isBusy = false
        proceed()
    }

    private func wait(_ time: Duration) {
        isWaiting = true
        isBusy = false
        lane.loop.schedule(after: time) { [self] in
            isWaiting = false
            proceed()
        }
    }

    private func checkAll() {
        mustCheckCallers = false
        isBusy = true
        for stream in streams { lane.sessions.forget(stream.token) }
        lane.refresh(streams) { [self] error in
            if error == nil { return free() }
            mustCheckCallers = true
            wait(ChangeLane.pause)
        }
    }

    private func read() {
        isBusy = true
        mustRead = false
        lane.pool.submit(ChangeRead(organization, after: position ?? .last) { [self] in took($0) })
    }

    private func took(_ result: Result<ChangeRead.Batch, PostgresError>) {
        guard case .success(let batch) = result else {
            mustRead = true
            return wait(ChangeLane.pause)
        }
        let horizon = ChangePosition(transaction: batch.horizon, position: 0)
        var end = max(position ?? horizon, batch.changes.last?.position ?? horizon)
        if batch.isFull { mustRead = true } else { end = max(end, horizon) }
        let delivery = ChangeDelivery(batch.changes, to: streams, lane: lane) { [self] in
            position = end
            if wanted >= end.transaction, !batch.isFull {
                // An older transaction still runs, and nobody will say when it ends.
                pause = batch.changes.isEmpty ? min(pause * 2, .milliseconds(250)) : .milliseconds(2)
                return wait(pause)
            }
            pause = .milliseconds(2)
            free()
        }
        delivery.start()
    }

    // MARK: Joining

    private func admit(_ stream: ChangeStream, at position: ChangePosition) {
        guard stream.isOpen else { return }
        guard let id = stream.context.lastEventID, !id.isEmpty else {
            stream.start = position
            streams.append(stream)
            return stream.begin(at: position, isBehind: false)
        }
        guard let last = ChangePosition(id) else { return stream.end(OrganizationFeed.unknown(id)) }
        stream.start = last
        streams.append(stream)
        // From here on it is told what the others are told; what lies between, it reads for itself.
        stream.begin(at: last, isBehind: true)
        catchUp(stream, after: last, upTo: position, isFirst: true)
    }

    private func catchUp(
        _ stream: ChangeStream,
        after last: ChangePosition,
        upTo end: ChangePosition,
        isFirst: Bool
    ) {
        guard stream.isOpen else { return }
        let read = ChangeRead(organization, after: last, upTo: end) { [self] result in
            guard case .success(let batch) = result else {
                lane.loop.schedule(after: ChangeLane.pause) { [self] in
                    catchUp(stream, after: last, upTo: end, isFirst: isFirst)
                }
                return
            }
            if let removed = batch.removed, last < removed { return stream.end(OrganizationFeed.tooOld(last.text)) }
            if isFirst, last.transaction > batch.horizon { return stream.end(OrganizationFeed.unknown(last.text)) }
            let delivery = ChangeDelivery(batch.changes, to: [stream], isEarlier: true, lane: lane) { [self] in
                guard batch.isFull, let place = batch.changes.last?.position else { return stream.caughtUp() }
                catchUp(stream, after: place, upTo: end, isFirst: false)
            }
            delivery.start()
        }
        lane.pool.submit(read)
    }

    private static func tooOld(_ id: String) -> GraphQLError {
        GraphQLError(
            "Changes since the event \(id) are no longer kept. Read anew what you show, and subscribe without `Last-Event-ID`.",
            code: .badUserInput,
            details: [JSONMember("reason", .string("EVENT_TOO_OLD"))]
        )
    }

    private static func unknown(_ id: String) -> GraphQLError {
        GraphQLError(
            "`Last-Event-ID` is \"\(id.prefix(50))\", which is no event of this gateway. Subscribe without it.",
            code: .badUserInput,
            details: [JSONMember("reason", .string("EVENT_UNKNOWN"))]
        )
    }
}
