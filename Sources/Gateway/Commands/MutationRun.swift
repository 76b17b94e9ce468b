import Accounts
import Bytes
import GraphQL
import GraphQLOverHTTP
import Planning
import Postgres

/// The fields of one mutation, one after the other (specification, section 6.2.2).
///
///     check of all payloads ─▸ permission ─▸ arguments ─▸ command (on its own thread, in its own transaction)
///                                                          ─▸ plan of its payload ─▸ next field
///
/// What can be refused before anything is done is refused then. What a command has done stands, whatever happens to the fields behind it.
final class MutationRun {
    private let operation: PreparedOperation
    private let inputs: Inputs
    private let context: RequestContext
    private let endpoint: GraphQLEndpoint
    private let fields: [CollectedField]
    private var index = 0
    private var body = ByteBuffer(capacity: 1024)
    private var errors: [GraphQLError] = []
    private var isNull = false
    /// How often a payload is read again because the organization changes meanwhile: what was done is done, and its
    /// answer may hold a token that is shown only once, so it is tried for longer than a query.
    private static let maximumAttempts = 200
    private var claimed: Claimed?

    /// A request that is done once, however often it is sent.
    struct Claimed {
        let wanted: IdempotentRequest
        let keys: IdempotencyKeys
        let organizationID: Int64
        let userID: Int64
    }

    init(
        _ operation: PreparedOperation,
        _ inputs: Inputs,
        _ context: RequestContext,
        _ endpoint: GraphQLEndpoint
    ) {
        self.operation = operation
        self.inputs = inputs
        self.context = context
        self.endpoint = endpoint
        let root = endpoint.catalog.schema.mutationType ?? ""
        var fragments: [String: AST.FragmentDefinition] = [:]
        for case .fragment(let fragment) in operation.document.definitions { fragments[fragment.name.text] = fragment }
        let definitions = operation.definition.variables
        fields = collectFields(
            [operation.definition.selectionSet],
            objectType: root,
            schema: endpoint.catalog.schema,
            fragments: fragments,
            isIncluded: { directives in
                includes(directives) { name in
                    definitions.firstIndex { $0.name.text == name }.flatMap { inputs.variables[$0] }
                }
            }
        )
    }

    func start() {
        endpoint.withVerifiedSession(context) { [self] session in
            var forbidden = fields.compactMap { forbiddenField($0, session) }
            do throws(GraphQLError) {
                forbidden += try forbiddenInPayloads(session)
            } catch {
                return endpoint.respond(context, errors: [error])
            }
            if context.policy == .refuse, !forbidden.isEmpty {
                return endpoint.respond(
                    context,
                    errors: forbidden.map { endpoint.explanation.error(for: $0, isSignedIn: session != nil) }
                )
            }
            guard context.idempotency != nil else { return begin(session) }
            claim(session)
        }
    }

    private func begin(_ session: Session?) {
        body.append("{")
        next(session)
    }

    // MARK: Idempotency

    /// Begins, unless the request was sent before.
    private func claim(_ session: Session?) {
        guard let session, let wanted = context.idempotency, let keys = endpoint.commands.registry.idempotency else {
            let error = GraphQLError(
                "`Idempotency-Key` is for callers who are signed in: whose request was it, otherwise?",
                code: .badRequest
            )
            return endpoint.respond(context, errors: [error])
        }
        endpoint.commands.claim(wanted, of: keys, caller: CommandCaller(context)) { [self] outcome in
            switch outcome {
            case .success(.begin):
                claimed = Claimed(
                    wanted: wanted,
                    keys: keys,
                    organizationID: session.organizationID,
                    userID: session.userID
                )
                begin(session)
            case .success(.done(let status, let answer)):
                endpoint.send(context, status: status) { $0.append(answer) }
            case .failure(.refused(let error)): endpoint.respond(context, errors: [error])
            case .failure(.database(let error)): endpoint.respond(context, failure: error)
            }
        }
    }

    // MARK: Fields

    private func binding(of field: CollectedField) -> FieldBinding? {
        endpoint.catalog.binding(
            of: field.fields[0].name.text,
            on: endpoint.catalog.schema.mutationType ?? ""
        )
    }

    private func forbiddenField(_ field: CollectedField, _ session: Session?) -> ForbiddenField? {
        guard let binding = binding(of: field) else { return nil }
        let missing = binding.requires.subtracting(endpoint.permissions(of: session))
        if missing.isEmpty { return nil }
        return ForbiddenField(
            coordinate: "\(endpoint.catalog.schema.mutationType ?? "").\(binding.definition.name)",
            location: field.fields[0].location,
            path: [field.responseName],
            missing: missing
        )
    }

    /// What is selected below the commands and the caller may not read, as far as it is known who the caller will be.
    ///
    /// - Throws: what could not be answered whatever the commands do, such as more rows than a request may ask for.
    private func forbiddenInPayloads(_ session: Session?) throws(GraphQLError) -> [ForbiddenField] {
        var forbidden: [ForbiddenField] = []
        for field in fields {
            guard case .command(let name, let payload)? = binding(of: field)?.source,
                forbiddenField(field, session) == nil
            else { continue }
            guard let command = endpoint.commands.registry.command(name), !type(of: command).changesCaller else {
                break
            }
            let plan = try plan(of: payload, field, session)
            _ = try RowDemand(of: plan, inputs: inputs, limits: endpoint.rowLimits)
            forbidden += plan.forbidden
        }
        return forbidden
    }

    private func plan(
        of payload: String,
        _ field: CollectedField,
        _ session: Session?
    ) throws(GraphQLError) -> OperationPlan {
        let planning = PlanningContext(
            catalog: endpoint.catalog,
            document: operation.document,
            operation: operation.definition,
            mask: endpoint.permissions(of: session),
            policy: context.policy,
            variables: inputs.variables
        )
        return try Planner.plan(field.selectionSets, on: payload, path: [field.responseName], context: planning)
    }

    private func next(_ session: Session?) {
        guard index < fields.count, !isNull else { return finish() }
        let field = fields[index]
        index += 1
        if let forbidden = forbiddenField(field, session) {
            if context.policy == .omit { return next(session) }
            return refuse(forbidden, field, session)
        }
        guard let binding = binding(of: field), case .command(let name, let payload) = binding.source,
            let command = endpoint.commands.registry.command(name)
        else {
            // `__typename` is the only field of a mutation that is no command.
            begin(field)
            body.appendJSONString(endpoint.catalog.schema.mutationType ?? "")
            return next(session)
        }
        var arguments: [String: JSONValue] = [:]
        do throws(ErrorList) {
            for (name, value) in try coerced(field, binding) { if let value { arguments[name] = value } }
        } catch {
            if let first = error.errors.first { fail(first, field, session) }
            return
        }
        endpoint.commands.run(
            command,
            arguments: arguments,
            requires: binding.requires,
            caller: CommandCaller(context)
        ) { [self] outcome in
            switch outcome {
            case .success(let result): show(result, payload: payload, field, session)
            case .failure(.refused(let error)): fail(error, field, session)
            case .failure(.database(let error)): fail(endpoint.clientError(error, context), field, session)
            }
        }
    }

    /// The field is null, and the audit says that it was refused.
    private func refuse(_ forbidden: ForbiddenField, _ field: CollectedField, _ session: Session?) {
        endpoint.commands.refuse(
            field.fields[0].name.text,
            requires: forbidden.missing,
            caller: CommandCaller(context)
        ) { [self] outcome in
            if case .failure(.database(let error)) = outcome {
                return fail(endpoint.clientError(error, context), field, session)
            }
            fail(endpoint.explanation.error(for: forbidden, isSignedIn: session != nil), field, session)
        }
    }

    private func coerced(
        _ field: CollectedField,
        _ binding: FieldBinding
    ) throws(ErrorList) -> [(name: String, value: JSONValue?)] {
        let definitions = operation.definition.variables
        let inputs = inputs
        return try InputCoercion.arguments(
            field.fields[0].arguments,
            of: binding.definition.arguments,
            at: field.fields[0].location,
            schema: endpoint.catalog.schema
        ) { name in
            definitions.firstIndex { $0.name.text == name }.flatMap { inputs.variables[$0] }
        }
    }

    // MARK: Payloads

    /// Reads what is selected of a command's result, as the caller that the command has made of the caller.
    private func show(_ result: CommandResult, payload: String, _ field: CollectedField, _ session: Session?) {
        if let begun = result.begunSession { context.token = TokenHash(begun) }
        if result.endsSession, let token = context.token {
            endpoint.sessions.forget(token)
            context.token = nil
        }
        read(result, payload: payload, field, attempt: 1)
    }

    private func read(_ result: CommandResult, payload: String, _ field: CollectedField, attempt: Int) {
        endpoint.sessions.session(of: context.token) { [self] found in
            let session: Session?
            switch found {
            case .success(let value): session = value
            case .failure(let error): return fail(endpoint.clientError(error, context), field, nil)
            }
            do throws(GraphQLError) {
                let plan = CompiledPlan(
                    try plan(of: payload, field, session),
                    statements: endpoint.statements
                )
                let run = try PlanRun(
                    plan,
                    session: session,
                    inputs: inputs,
                    payloadKeys: result.rows,
                    limits: endpoint.rowLimits,
                    pool: endpoint.pool
                ) { [self] run, outcome in
                    switch outcome {
                    case .done:
                        write(run, result, field)
                        next(session)
                    case .sessionChanged where attempt < MutationRun.maximumAttempts:
                        read(result, payload: payload, field, attempt: attempt + 1)
                    case .sessionChanged: fail(GraphQLEndpoint.unsettled, field, session)
                    case .refused(let error): fail(error, field, session)
                    case .failed(let error): fail(endpoint.clientError(error, context), field, session)
                    }
                }
                run.start()
            } catch {
                fail(error, field, session)
            }
        }
    }

    private func write(_ run: PlanRun, _ result: CommandResult, _ field: CollectedField) {
        begin(field)
        context.rows += run.rowCount
        var writer = ResponseWriter(
            run,
            payload: result.values,
            path: [.key(field.responseName)],
            explanation: endpoint.explanation
        )
        let isWritten = writer.appendRoot(to: &body)
        errors += writer.errors
        if !isWritten && binding(of: field)?.definition.type.isNonNull == true { isNull = true }
    }

    private func begin(_ field: CollectedField) {
        if body.count > 1 { body.append(",") }
        body.appendJSONString(field.responseName)
        body.append(":")
    }

    /// The field is null, with an error; the fields behind it run all the same.
    private func fail(_ error: GraphQLError, _ field: CollectedField, _ session: Session?) {
        var error = error
        error.path = [.key(field.responseName)]
        if error.locations.isEmpty { error.locations = [field.fields[0].location] }
        errors.append(error)
        begin(field)
        body.append("null")
        if binding(of: field)?.definition.type.isNonNull == true { isNull = true }
        next(session)
    }

    // MARK: The end

    private func finish() {
        body.append("}")
        let status = endpoint.statuses.status(hasErrors: !errors.isEmpty)
        guard let claimed else {
            return endpoint.send(context, status: status, code: errors.first?.code) { appendAnswer(to: &$0) }
        }
        var answer = ByteBuffer(capacity: body.count + 256)
        appendAnswer(to: &answer)
        let bytes = answer.array
        // What the gateway or the database failed at may be sent again; everything else is an answer.
        let isFinal = !errors.contains {
            $0.code == .unavailable || $0.code == .internalServerError || $0.code == .timeout
        }
        endpoint.commands.settle(claimed, answer: isFinal ? (status, bytes) : nil) { [self] outcome in
            if case .failure(.database(let error)) = outcome { _ = endpoint.clientError(error, context) }
            endpoint.send(context, status: status, code: errors.first?.code) { $0.append(bytes) }
        }
    }

    private func appendAnswer(to buffer: inout ByteBuffer) {
        buffer.append("{\"data\":")
        if isNull { buffer.append("null") } else { buffer.append(body.readable) }
        if !errors.isEmpty {
            buffer.append(",\"errors\":")
            buffer.appendJSON(errors)
        }
        buffer.appendExtensions(context.echo)
        buffer.append("}")
    }
}
