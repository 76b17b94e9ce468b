import Accounts
import GraphQL
import Planning
import Postgres

/// One run of a plan: a unit of the pipeline for each of its levels, one after the other.
///
///     level 0   tenant setting, the statements of the root's fields
///     level 1   tenant setting, the lists below them, each keyed by all rows of its parent
///     …
///
/// The lists of one level go out together whatever the number of rows.
final class PlanRun: PipelineUnit {
    enum Outcome {
        /// `rows` has every statement's rows.
        case done
        /// The session changed under it: look the caller up and plan again.
        case sessionChanged
        /// The inputs do not fit; nothing more was run.
        case refused(GraphQLError)
        case failed(PostgresError)
    }

    let plan: CompiledPlan
    let session: Session?
    let inputs: Inputs
    /// Keys of rows in a command's result, by the name of their field.
    let payloadKeys: [String: [Int64]]
    /// The key of the row that has changed, as text; for subscriptions.
    let changedKey: [String]
    private(set) var rows: [StatementRows?]
    private(set) var calls: [StatementCall] = []
    private let demand: RowDemand
    private let pool: PipelinePool
    typealias Completion = (PlanRun, Outcome) -> Void

    /// Called once, for the request that began the run.
    private var completion: Completion?
    /// Called once each, for requests that ask for the same.
    private var joined: [Completion] = []
    private var level = 0
    /// The statements behind the calls, the tenant setting left out.
    private var running: [Int] = []
    /// Statements that ask for the same as another one of the level, each with the call that asks it.
    private var twins: [(statement: Int, call: Int)] = []
    private var hasSessionChanged = false
    /// A flush has checked the session.
    private var isVerified = false

    /// For callers without a session: no tenant's rows.
    private static let noTenant = TenantSetting.call("")

    /// - Throws: inputs that do not fit, before anything is run.
    init(
        _ plan: CompiledPlan,
        session: Session?,
        inputs: Inputs,
        payloadKeys: [String: [Int64]] = [:],
        changedKey: [String] = [],
        limits: RowLimits,
        pool: PipelinePool,
        completion: @escaping Completion
    ) throws(GraphQLError) {
        self.plan = plan
        self.session = session
        self.inputs = inputs
        self.payloadKeys = payloadKeys
        self.changedKey = changedKey
        self.pool = pool
        self.completion = completion
        rows = Array(repeating: nil, count: plan.statements.count)
        demand = try RowDemand(of: plan.operation, inputs: inputs, limits: limits)
    }

    /// A run without statements: the flush that it is part of checks the session.
    init(verifying session: Session, pool: PipelinePool, completion: @escaping Completion) {
        plan = .empty
        self.session = session
        inputs = Inputs(variables: [])
        payloadKeys = [:]
        changedKey = []
        self.pool = pool
        self.completion = completion
        rows = []
        demand = .none
    }

    /// How many rows have been fetched.
    var rowCount: Int { rows.reduce(0) { $0 + ($1?.count ?? 0) } }

    func rowCount(of statement: Int32) -> Int { rows[Int(statement)]?.count ?? 0 }

    /// The values of a statement's rows; `nil` if it was not sent.
    func cells(of statement: Int32) -> ResultCells? { rows[Int(statement)]?.result?.cells }

    /// Begins. The completions are called once, later or at once.
    func start() {
        if plan.levels.isEmpty && session == nil { return complete(.done) }
        advance()
    }

    /// The outcome is still to come.
    var isWaiting: Bool { completion != nil }

    /// Has one more request wait for the outcome.
    func join(_ completion: @escaping Completion) {
        joined.append(completion)
    }

    private func complete(_ outcome: Outcome) {
        let (first, others) = (completion, joined)
        completion = nil
        joined = []
        first?(self, outcome)
        for completion in others { completion(self, outcome) }
    }

    // MARK: Levels

    /// Sends the next level that has anything to ask; without statements, an empty unit, which still
    /// has the session checked.
    private func advance() {
        calls.removeAll(keepingCapacity: true)
        running.removeAll(keepingCapacity: true)
        twins.removeAll(keepingCapacity: true)
        do throws(GraphQLError) {
            while level < plan.levels.count {
                calls.reserveCapacity(plan.levels[level].count + 1)
                for statement in plan.levels[level] {
                    let planned = plan.operation.statements[statement]
                    var keys: ParentKeys?
                    if let parent = planned.parent {
                        guard let above = rows[parent.statement] else { continue }
                        let collected = ParentKeys(parent, rows: above)
                        if collected.count == 0 { continue }
                        keys = collected
                    }
                    let part = demand.parts[statement]
                    if part.nodes?.count == 0 { continue }
                    guard let parameters = try bind(planned, part, keys: keys) else { continue }
                    let ordinals = keys?.ordinals ?? part.nodes?.ordinals
                    rows[statement] = StatementRows(planned, page: part.page, ordinals: ordinals)
                    if plan.hasTwins[level], let call = call(like: statement, parameters) {
                        twins.append((statement: statement, call: call))
                        continue
                    }
                    if calls.isEmpty { calls.append(session?.tenantSetting ?? PlanRun.noTenant) }
                    calls.append(StatementCall(plan.statements[statement], parameters))
                    running.append(statement)
                }
                if !running.isEmpty { break }
                level += 1
            }
        } catch {
            return complete(.refused(error))
        }
        if running.isEmpty && (isVerified || session == nil) { return complete(.done) }
        pool.submit(self)
    }

    /// The call of this level that sends the same statement with the same parameters.
    private func call(like statement: Int, _ parameters: Parameters) -> Int? {
        let index = running.indices.first {
            plan.statements[running[$0]] === plan.statements[statement] && calls[$0 + 1].parameters == parameters
        }
        return index.map { $0 + 1 }
    }

    // MARK: Parameters

    /// The statement's parameters; `nil` if it asks for a row that a command's result does not have.
    private func bind(
        _ planned: StatementPlan,
        _ part: RowDemand.Part,
        keys: ParentKeys?
    ) throws(GraphQLError) -> Parameters? {
        do throws(GraphQLError) {
            var binder = ParameterBinder(
                session: session,
                inputs: inputs,
                payloadKeys: payloadKeys,
                changedKey: changedKey,
                page: part.page,
                keys: keys,
                nodes: part.nodes
            )
            return try binder.bind(planned)
        } catch {
            throw error.placed(at: planned)
        }
    }

    // MARK: Events

    func sessionHasChanged() {
        hasSessionChanged = true
    }

    func received(_ result: QueryResult, ofCall index: Int) {
        if hasSessionChanged || index == 0 { return }
        rows[running[index - 1]]?.take(result)
        for twin in twins where twin.call == index { rows[twin.statement]?.take(result) }
    }

    func completed(_ error: PostgresError?) {
        if hasSessionChanged { return complete(.sessionChanged) }
        if let error { return complete(.failed(error)) }
        isVerified = true
        level += 1
        if level >= plan.levels.count { return complete(.done) }
        advance()
    }
}

extension GraphQLError {
    /// The error with the place of the list or lookup that it is about.
    func placed(at statement: StatementPlan) -> GraphQLError {
        var error = self
        if error.locations.isEmpty { error.locations = [statement.location] }
        error.details.append(JSONMember("field", .string(statement.path.joined(separator: "."))))
        return error
    }
}
