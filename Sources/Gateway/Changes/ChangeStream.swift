import Bytes
import GraphQL
import GraphQLOverHTTP
import HTTP
import Planning
import Postgres

/// One subscriber: what they ask for, what they may see of it at the moment, and the stream that they read.
final class ChangeStream {
    let context: RequestContext
    let token: TokenHash
    let inputs: Inputs
    let interest: ChangeInterest
    private let operation: PreparedOperation
    private let lane: ChangeLane
    private(set) var session: Session
    private(set) var plan: CompiledPlan
    /// The plan reads something of the caller, so its rows are for nobody else.
    private(set) var isPersonal = false
    private var http: HTTPStream?
    private(set) var hasBegun = false
    private var hasEnded = false
    /// Called once the stream has ended, by either side.
    var ended: () -> Void = {}
    /// Events up to here are not for this stream: it had them before.
    var start: ChangePosition
    /// Events that come while earlier ones are being caught up with; `nil` otherwise.
    private var held: [UInt8]?
    /// What is done when the client has taken all that was sent.
    private var waiting: (() -> Void)?
    /// Bytes of the events of one delivery.
    private var gathered = ByteBuffer(capacity: 16)
    private var events = 0

    /// - Throws: why the caller cannot subscribe.
    init(
        _ operation: PreparedOperation,
        _ inputs: Inputs,
        _ context: RequestContext,
        token: TokenHash,
        session: Session,
        lane: ChangeLane
    ) throws(ErrorList) {
        self.operation = operation
        self.inputs = inputs
        self.context = context
        self.token = token
        self.session = session
        self.lane = lane
        start = ChangePosition(transaction: 0, position: 0)
        do throws(GraphQLError) {
            plan = try lane.plan(operation, inputs, context, session)
            _ = try RowDemand(of: plan.operation, inputs: inputs, limits: lane.rowLimits)
        } catch {
            throw ErrorList([error])
        }
        let refused = lane.refusals(of: plan, context)
        if !refused.isEmpty { throw ErrorList(refused) }
        guard let change = plan.operation.change else { preconditionFailure("a subscription has a change") }
        interest = ChangeInterest(change, inputs)
        isPersonal = ChangeStream.isPersonal(plan.operation) || context.echo != nil
    }

    var isOpen: Bool { !hasEnded }

    /// Whether a plan's rows depend on more than organization and permissions.
    private static func isPersonal(_ plan: OperationPlan) -> Bool {
        let readsUser = plan.statements.contains { statement in
            statement.parameters.contains { if case .user = $0.source { true } else { false } }
        }
        return readsUser
            || plan.shape.fields.contains { field in
                switch field.kind {
                case .sessionRoles, .sessionPermissions: true
                default: false
                }
            }
    }

    // MARK: The caller

    /// Takes over who the caller is now; ends the stream for those who may no longer see any of it.
    func take(_ session: Session?) {
        guard let session else { return end(GraphQLEndpoint.invalidToken) }
        if session === self.session { return }
        let hasOther = session.permissions != self.session.permissions
        self.session = session
        guard hasOther else { return }
        do throws(GraphQLError) {
            plan = try lane.plan(operation, inputs, context, session)
            isPersonal = ChangeStream.isPersonal(plan.operation) || context.echo != nil
            if let error = lane.refusals(of: plan, context).first { end(error) }
        } catch {
            end(error)
        }
    }

    // MARK: Events

    /// Begins the stream, with the place in the log that it begins behind.
    func begin(at position: ChangePosition) {
        start = position
        context.forbidStoring()
        http = context.exchange.begin(
            contentType: ResponseType.eventStream.contentType,
            headers: context.headers + [("X-Accel-Buffering", "no")]
        )
        hasBegun = true
        lane.log.streamBegan(context)
        guard let http else { return finish(code: nil) }
        http.closed = { [weak self] in self?.finish(code: nil) }
        http.drained = { [weak self] in self?.drained() }
        var buffer = ByteBuffer(capacity: 64)
        // Read by nobody as an event, but kept by browsers for when they come back.
        buffer.appendEventID(position.text)
        buffer.append("\n")
        http.write(buffer.readable)
    }

    /// Adds an event to those of this delivery.
    ///
    /// - Parameter isEarlier: it belongs before those that are held.
    func add(_ event: [UInt8], isEarlier: Bool) {
        guard isOpen else { return }
        events += 1
        lane.log.told(1)
        if !isEarlier, held != nil {
            held?.append(contentsOf: event)
            if held.map({ $0.count > lane.settings.streamQueue }) ?? false { overflow() }
        } else {
            gathered.append(event)
        }
    }

    /// Bytes of a sign of life at most.
    private static let maximumBeat = 64

    /// Sends the events of this delivery.
    func flush() {
        guard isOpen, let http, !gathered.isEmpty else { return }
        // A sign of life that waits for its reader is no event that does.
        let pending = http.pendingBytes
        if pending + gathered.count > lane.settings.streamQueue, pending > ChangeStream.maximumBeat {
            gathered.clear()
            return overflow()
        }
        http.write(gathered.readable)
        if gathered.capacity > 4 << 10 { gathered.shrink(to: 16) } else { gathered.clear() }
    }

    /// Calls `action` when nothing waits for the client any more; never, if the stream ends before.
    func whenDrained(_ action: @escaping () -> Void) {
        guard isOpen, let http else { return }
        if http.pendingBytes == 0 { return action() }
        waiting = action
    }

    private func drained() {
        let action = waiting
        waiting = nil
        action?()
    }

    /// Events from now on wait for earlier ones that are still to come, until `caughtUp`.
    func hold() {
        held = []
    }

    /// All earlier events are sent: those that were held follow.
    func caughtUp() {
        guard let later = held else { return }
        held = nil
        gathered.append(later)
        flush()
    }

    /// A sign of life, with the place in the log up to which there is nothing more to tell.
    func beat(at position: ChangePosition?) {
        guard isOpen, let http, http.pendingBytes == 0 else { return }
        var buffer = ByteBuffer(capacity: 64)
        buffer.append(":\n")
        if let position, held == nil, position > start {
            buffer.appendEventID(position.text)
        }
        buffer.append("\n")
        http.write(buffer.readable)
    }

    // MARK: The end

    private func overflow() {
        end(
            GraphQLError(
                "This stream is read too slowly: more than \(lane.settings.streamQueue) bytes wait for its reader. Subscribe again "
                    + "with the header `Last-Event-ID`, which names the last event that you have read.",
                code: .limitExceeded,
                details: [JSONMember("limit", .integer(Int64(lane.settings.streamQueue)))]
            )
        )
    }

    /// Ends the stream with an error, which is its last event.
    func end(_ error: GraphQLError) {
        guard isOpen else { return }
        flush()
        guard isOpen else { return }
        if let http {
            var buffer = ByteBuffer(capacity: 512)
            buffer.append(EventStream.next)
            buffer.appendRequestErrors([error])
            buffer.append(EventStream.end)
            buffer.append(EventStream.complete)
            http.write(buffer.readable)
            http.finish()
        } else {
            lane.respond(context, [error])
        }
        finish(code: error.code)
    }

    /// Ends the stream so that its client comes back: the gateway stops.
    func interrupt() {
        guard isOpen else { return }
        guard let http else {
            return end(GraphQLError("The gateway is about to stop. Subscribe again.", code: .unavailable))
        }
        http.finish()
        finish(code: .unavailable)
    }

    private func finish(code: ErrorCode?) {
        guard isOpen else { return }
        hasEnded = true
        http = nil
        held = nil
        waiting = nil
        if hasBegun { lane.log.streamEnded(context, events: events, code: code) }
        ended()
    }
}
