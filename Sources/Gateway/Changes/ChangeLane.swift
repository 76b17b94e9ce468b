import EventLoop
import GraphQL
import HTTP
import Planning
import Postgres

/// An event loop's subscribers, by organization.
final class ChangeLane {
    let catalog: Catalog
    let settings: Settings
    let pool: PipelinePool
    let sessions: SessionRegistry
    let log: RequestLog
    let loop: EventLoop
    let rowLimits: RowLimits
    let explanation: ForbiddenExplanation
    /// Answers a subscriber whose stream has not begun.
    var respond: (RequestContext, [GraphQLError]) -> Void = { _, _ in }
    private let statements: StatementTable
    private var feeds: [Int64: OrganizationFeed] = [:]
    private var isClosed = false

    /// Until what has failed is tried again.
    static let pause = Duration.milliseconds(250)

    init(
        catalog: Catalog,
        settings: Settings,
        pool: PipelinePool,
        sessions: SessionRegistry,
        statements: StatementTable,
        log: RequestLog
    ) {
        self.catalog = catalog
        self.settings = settings
        self.pool = pool
        self.sessions = sessions
        self.statements = statements
        self.log = log
        loop = pool.loop
        rowLimits = settings.rowLimits
        explanation = ForbiddenExplanation(permissions: catalog.permissions)
        if catalog.schema.subscriptionType != nil { beat() }
    }

    func add(_ stream: ChangeStream) {
        if isClosed { return stream.interrupt() }
        let organization = stream.session.organizationID
        let feed = feeds[organization] ?? OrganizationFeed(organization, lane: self)
        feeds[organization] = feed
        feed.join(stream)
    }

    /// The last subscriber of an organization has gone.
    func isEmpty(_ organization: Int64) {
        feeds[organization] = nil
    }

    func receive(_ news: ChangeNews) {
        switch news {
        case .changes(let transactions, let callers):
            for (organization, transaction) in transactions { feeds[organization]?.changed(by: transaction) }
            for organization in callers { feeds[organization]?.checkCallers() }
        case .unknown:
            for feed in Array(feeds.values) {
                feed.checkCallers()
                feed.look()
            }
        }
    }

    /// Ends all streams: the loop ends.
    func close() {
        isClosed = true
        for feed in Array(feeds.values) { feed.close() }
    }

    private func beat() {
        loop.schedule(after: settings.heartbeat) { [weak self] in
            guard let self, !self.isClosed else { return }
            for feed in Array(self.feeds.values) { feed.beat() }
            self.beat()
        }
    }

    // MARK: What subscribers may see

    /// The plan of a subscription for a caller.
    func plan(
        _ operation: PreparedOperation,
        _ inputs: Inputs,
        _ context: RequestContext,
        _ session: Session
    ) throws(GraphQLError) -> CompiledPlan {
        try operation.plan(
            permissions: session.permissions,
            policy: context.policy,
            variables: inputs.variables,
            catalog: catalog,
            statements: statements
        )
    }

    /// Why a caller is told nothing at all; empty for those who are told something.
    func refusals(of plan: CompiledPlan, _ context: RequestContext) -> [GraphQLError] {
        let forbidden = plan.operation.forbidden.filter { context.policy == .refuse || $0.path.count == 1 }
        return forbidden.map { field in
            var error = explanation.error(for: field, isSignedIn: true)
            error.path = field.path.map { .key($0) }
            return error
        }
    }

    /// Looks up who the callers are now, as far as that is not known, and has the streams take it over.
    func refresh(_ streams: some Sequence<ChangeStream>, _ completion: @escaping (PostgresError?) -> Void) {
        var missing = 1
        var failure: PostgresError?
        func settle() {
            missing -= 1
            if missing == 0 { completion(failure) }
        }
        for stream in streams where stream.isOpen {
            if let session = sessions.current(stream.token) {
                stream.take(session)
                continue
            }
            missing += 1
            sessions.lookUp(stream.token) { result in
                switch result {
                case .success(let session): stream.take(session)
                case .failure(let error): failure = error
                }
                settle()
            }
        }
        settle()
    }

    func clientError(_ failure: PostgresError, _ context: RequestContext) -> GraphQLError {
        log.failure(failure, context)
        return ClientErrors.error(for: failure, requestID: log.id(of: context))
    }
}
