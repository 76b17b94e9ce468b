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
    /// Those who are told what is read here.
    private var audience = Audience()
    /// Those who wait for the moment at which they can join.
    private var joining: [ChangeStream] = []
    /// Those who were here before, and read for themselves what they have missed.
    private var late: [ChangeStream] = []
    /// Everything up to here was delivered; `nil` before the first look.
    private var position: ChangePosition?
    private var isBusy = false
    /// The latest transaction that it was told of.
    private var wanted: Int64 = 0
    private var mustRead = true
    private var mustCheckCallers = false
    private var pause = Duration.milliseconds(2)
    private var isWaiting = false

    private static let patience = Duration.milliseconds(30)

    init(_ organization: Int64, lane: ChangeLane) {
        self.organization = organization
        self.lane = lane
    }

    func join(_ stream: ChangeStream) {
        stream.ended = { [weak self, unowned stream] in self?.left(stream) }
        guard let id = stream.context.lastEventID, !id.isEmpty else {
            joining.append(stream)
            return proceed()
        }
        late.append(stream)
        guard let last = ChangePosition(id) else { return stream.end(OrganizationFeed.unknown(id)) }
        stream.begin(at: last)
        catchUp(stream, isFirst: true)
    }

    private func left(_ stream: ChangeStream) {
        audience.remove(stream)
        joining.removeAll { $0 === stream }
        late.removeAll { $0 === stream }
        if isEmpty { lane.isEmpty(organization) }
    }

    private var isEmpty: Bool { audience.isEmpty && joining.isEmpty && late.isEmpty }

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
        let streams = audience.all
        for stream in streams { stream.beat(at: position) }
        for stream in late { stream.beat(at: nil) }
        look()
        lane.refresh(streams + late) { _ in }
    }

    func close() {
        for stream in audience.all + joining + late { stream.interrupt() }
    }

    // MARK: Steps

    private func proceed() {
        guard !isBusy, !isWaiting else { return }
        if let position {
            while !joining.isEmpty { admit(joining.removeFirst(), at: position) }
        }
        if mustCheckCallers, !isEmpty { return checkAll() }
        if audience.isEmpty && joining.isEmpty { return }
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
        let streams = audience.all + late
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
        // What is held back for long may be held back by another database; so may the moment from which things are new.
        let isPatient = position == nil || pause >= OrganizationFeed.patience
        lane.pool.submit(
            ChangeRead(organization, after: position ?? .last, isPatient: isPatient) { [self] in took($0) }
        )
    }

    private func took(_ result: Result<ChangeRead.Batch, PostgresError>) {
        guard case .success(let batch) = result else {
            mustRead = true
            return wait(ChangeLane.pause)
        }
        let horizon = ChangePosition(transaction: batch.horizon, position: 0)
        var end = max(position ?? horizon, batch.changes.last?.position ?? horizon)
        if batch.isFull { mustRead = true } else { end = max(end, horizon) }
        let delivery = ChangeDelivery(batch.changes, to: audience, lane: lane) { [self] in
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
        audience.add(stream)
        guard stream.hasBegun else { return stream.begin(at: position) }
        guard stream.start < position else { return }
        // From here on it is told what the others are told; the little that lies between, it reads first.
        stream.hold()
        catchUp(stream, upTo: position)
    }

    /// Reads for one stream what it has missed, as fast as its client reads: all of it before it joins the others, and then
    /// what came up to the moment at which it has joined.
    private func catchUp(_ stream: ChangeStream, upTo end: ChangePosition? = nil, isFirst: Bool = false) {
        guard stream.isOpen else { return }
        let read = ChangeRead(organization, after: stream.start, upTo: end) { [self] result in
            guard case .success(let batch) = result else {
                lane.loop.schedule(after: ChangeLane.pause) { [self] in catchUp(stream, upTo: end, isFirst: isFirst) }
                return
            }
            let id = stream.start.text
            if let removed = batch.removed, stream.start < removed { return stream.end(OrganizationFeed.tooOld(id)) }
            if isFirst, stream.start.transaction > batch.next { return stream.end(OrganizationFeed.unknown(id)) }
            let delivery = ChangeDelivery(batch.changes, to: Audience([stream]), late: stream, lane: lane) { [self] in
                if let last = batch.changes.last { stream.start = last.position }
                if batch.isFull { return catchUp(stream, upTo: end) }
                if end != nil { return stream.caughtUp() }
                stream.start = max(stream.start, ChangePosition(transaction: batch.horizon, position: 0))
                late.removeAll { $0 === stream }
                joining.append(stream)
                proceed()
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
