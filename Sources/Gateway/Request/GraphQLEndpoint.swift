import Accounts
import Bytes
import EventLoop
import GraphQL
import GraphQLOverHTTP
import HTTP
import Planning
import Postgres

/// The GraphQL endpoint of one event loop: a request on one page.
///
///     bytes ─▸ request ─▸ document ─▸ operation ─▸ variables ─▸ caller ─▸ plan ─▸ run ─▸ response
///
/// Everything up to the run is synchronous and, for documents that are known, allocates little. Mutations
/// leave this lane at `MutationRun`.
final class GraphQLEndpoint {
    let catalog: Catalog
    let settings: Settings
    let pool: PipelinePool
    let sessions: SessionRegistry
    let commands: CommandLane
    let explainLane: ExplainLane
    let exports: ExportLane
    let changes: ChangeLane
    let statements = StatementTable()
    private let unsent: UnsentRuns
    let rowLimits: RowLimits
    let explanation: ForbiddenExplanation
    let statuses: StatusPolicy
    private let crossOrigin: CrossOrigin
    private let callerAddress: CallerAddress
    private let documents: DocumentCache
    private let persisted: PersistedDocuments
    let log: RequestLog
    private var text = ByteBuffer(capacity: 16 << 10)
    var scratch = ByteBuffer(capacity: 256)

    /// How often a request is planned again because its caller's session changes while it runs.
    static let maximumAttempts = 5

    init(
        catalog: Catalog,
        settings: Settings,
        pool: PipelinePool,
        sessions: SessionRegistry,
        commands: CommandLane,
        exports: ExportLane,
        persisted: PersistedDocuments,
        log: RequestLog
    ) {
        self.persisted = persisted
        unsent = UnsentRuns(loop: pool.loop)
        self.catalog = catalog
        self.settings = settings
        self.pool = pool
        self.sessions = sessions
        self.commands = commands
        self.exports = exports
        changes = ChangeLane(
            catalog: catalog,
            settings: settings,
            pool: pool,
            sessions: sessions,
            statements: statements,
            log: log
        )
        explainLane = ExplainLane(pool: commands.pool, loop: pool.loop)
        self.log = log
        explanation = ForbiddenExplanation(permissions: catalog.permissions)
        statuses = settings.statusCodes == .draft2026 ? .draft2026 : .audit
        crossOrigin = CrossOrigin(origins: settings.corsOrigins)
        callerAddress = CallerAddress(proxies: settings.trustedProxies)
        rowLimits = settings.rowLimits
        documents = DocumentCache(
            schema: catalog.schema,
            parserLimits: settings.parser,
            operationLimits: settings.operation
        )
        changes.respond = { [unowned self] context, errors in respond(context, errors: errors) }
    }

    /// What this loop has counted since its start.
    var figures: Figures {
        var figures = log.figures
        figures.documents = documents.count
        figures.plans = documents.plans.hits
        figures.sessions = sessions.count
        figures.database = pool.statistics
        return figures
    }

    // MARK: The request

    func handle(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange) {
        if request.method == .options {
            return exchange.respond(
                status: 204,
                contentType: "text/plain",
                headers: crossOrigin.preflightHeaders(for: request)
            ) { _ in }
        }
        let headers = crossOrigin.headers(for: request)
        text.clear()
        let read: GraphQLHTTPRequest
        do throws(RequestFault) {
            read = try GraphQLHTTPRequest(request, document: &text)
        } catch {
            return refuse(error, exchange, headers)
        }
        let context = RequestContext(
            exchange: exchange,
            number: log.nextNumber(),
            arrival: pool.loop.now,
            request: read,
            remoteAddress: callerAddress.of(request),
            headers: headers
        )
        context.idempotency = request.header("idempotency-key").map { key in
            IdempotentRequest(key: Array(key), document: text.readable, read)
        }
        if read.acceptsEvents {
            context.lastEventID = request.header("last-event-id").map { String(decoding: $0, as: UTF8.self) }
        }
        context.takesPassword = context.export != nil && request.method == .get
        let token = BearerToken(request.header("authorization"), orPassword: context.takesPassword)
        do throws(ErrorList) {
            do throws(GraphQLError) {
                context.policy = try ForbiddenPolicy.read(
                    header: request.header("forbidden-fields"),
                    extensions: read.extensions
                )
                context.explain = try ExplainRequest.read(read.extensions)
                try persisted.resolve(
                    hash: try PersistedDocuments.hash(in: read.extensions),
                    hasText: read.hasQuery,
                    text: &text
                )
                guard read.hasQuery || !text.isEmpty else {
                    throw RequestFault.missingQuery(type: read.responseType).error
                }
            } catch {
                throw ErrorList([error])
            }
            try begin(read, context, token)
        } catch {
            refuse(error.errors, context, token)
        }
    }

    /// Answers a request that is not run. Suggestions name parts of the schema, so they are for callers who may see it.
    private func refuse(_ errors: [GraphQLError], _ context: RequestContext, _ token: BearerToken) {
        guard errors.contains(where: \.hasSuggestion), introspectionError(nil) != nil else {
            return respond(context, errors: errors)
        }
        guard settings.introspection == .signedIn, case .token(let hash) = token else {
            return respond(context, errors: errors.map(\.withoutSuggestion))
        }
        verifiedSession(of: hash) { [self] result in
            let isSignedIn = if case .success(_?) = result { true } else { false }
            respond(context, errors: isSignedIn ? errors : errors.map(\.withoutSuggestion))
        }
    }

    private func begin(
        _ request: GraphQLHTTPRequest,
        _ context: RequestContext,
        _ token: BearerToken
    ) throws(ErrorList) {
        let document = try documents.document(text.readable)
        let operation: PreparedOperation
        do throws(GraphQLError) {
            operation = try document.operation(named: request.operationName)
        } catch {
            throw ErrorList([error])
        }
        context.operationName = operation.name
        let variables = try InputCoercion.variables(
            request.variables,
            for: operation.definition,
            schema: catalog.schema
        )
        switch token {
        case .none: break
        case .token(let hash): context.token = hash
        case .malformed: throw ErrorList([GraphQLEndpoint.invalidToken])
        }
        let inputs = Inputs(variables: variables)
        switch operation.definition.operation {
        case .query where context.explain != nil: explain(operation, inputs, context)
        case .query where context.export != nil: export(operation, inputs, context)
        case _ where context.export != nil:
            throw ErrorList([GraphQLError("Only a query's list can be had as a file.", code: .badRequest)])
        case .query where operation.hasCommands(catalog):
            let commands = QueryCommandRun(operation, inputs, context, self)
            if context.isGet, let secret = commands.secretField {
                // What stands in a request's target ends in histories and in the logs of servers on the way.
                throw ErrorList([
                    GraphQLError("`\(secret)` takes a secret: send it by POST, not by GET.", code: .badRequest)
                ])
            }
            context.forbidStoring()
            commands.start { [self] answers in query(operation, inputs, context, answers, attempt: 1) }
        case .query: query(operation, inputs, context, QueryCommandRun.Answers(), attempt: 1)
        case .mutation where context.explain != nil:
            throw ErrorList([
                GraphQLError("A mutation is a command, not a plan: only queries are explained.", code: .badRequest)
            ])
        case .mutation:
            if context.isGet { return refuse(.mutationByGet(type: context.responseType), context) }
            context.forbidStoring()
            MutationRun(operation, inputs, context, self).start()
        case .subscription:
            guard context.acceptsEvents else {
                return refuse(.subscriptionWithoutStream(type: context.responseType), context)
            }
            subscribe(operation, inputs, context)
        }
    }

    // MARK: Queries

    private func query(
        _ operation: PreparedOperation,
        _ inputs: Inputs,
        _ context: RequestContext,
        _ answers: QueryCommandRun.Answers,
        attempt: Int
    ) {
        // Nearly always there is nobody to wait for.
        guard let token = context.token else {
            return query(operation, inputs, context, answers, nil, attempt: attempt)
        }
        if let session = sessions.known(token) {
            return query(operation, inputs, context, answers, session, attempt: attempt)
        }
        withSession(context) { [self] session in
            query(operation, inputs, context, answers, session, attempt: attempt)
        }
    }

    private func query(
        _ operation: PreparedOperation,
        _ inputs: Inputs,
        _ context: RequestContext,
        _ answers: QueryCommandRun.Answers,
        _ session: Session?,
        attempt: Int
    ) {
        do throws(GraphQLError) {
            if operation.usesIntrospection, let error = introspectionError(session) { throw error }
            let plan = try operation.plan(
                permissions: permissions(of: session),
                policy: context.policy,
                variables: inputs.variables,
                catalog: catalog,
                statements: statements
            )
            if context.policy == .refuse, !plan.operation.forbidden.isEmpty {
                let isSignedIn = session != nil
                return respond(
                    context,
                    errors: plan.operation.forbidden.map { explanation.error(for: $0, isSignedIn: isSignedIn) }
                )
            }
            let completion = { [self] (run: PlanRun, outcome: PlanRun.Outcome) in
                switch outcome {
                case .done: respond(context, with: run, answers)
                case .sessionChanged where attempt < GraphQLEndpoint.maximumAttempts:
                    query(operation, inputs, context, answers, attempt: attempt + 1)
                case .sessionChanged:
                    respond(context, errors: [GraphQLEndpoint.unsettled])
                case .refused(let error): respond(context, errors: [error])
                case .failed(let error): respond(context, failure: error)
                }
            }
            if let run = unsent.matching(plan, session, inputs) {
                log.shared()
                return run.join(completion)
            }
            let run = try PlanRun(
                plan,
                session: session,
                inputs: inputs,
                limits: rowLimits,
                pool: pool,
                completion: completion
            )
            unsent.add(run)
            run.start()
        } catch {
            respond(context, errors: [error])
        }
    }

    static let unsettled = GraphQLError(
        "Who may see what in your organization is being changed at this moment. Try again.",
        code: .unavailable
    )
}
