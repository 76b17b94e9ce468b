import Bytes
import GraphQL
import GraphQLOverHTTP
import HTTP
import Planning
import Postgres

/// What a request is answered with.
extension GraphQLEndpoint {
    func respond(_ context: RequestContext, with run: PlanRun, _ answers: QueryCommandRun.Answers) {
        var writer = ResponseWriter(
            run,
            payload: answers.values,
            errors: answers.errors,
            explanation: explanation
        )
        context.rows += run.rowCount
        guard statuses == .audit else {
            scratch.clear()
            let hasErrors = GraphQLEndpoint.append(&writer, echo: context.echo, to: &scratch)
            let status = context.responseType == .eventStream ? 200 : statuses.status(hasErrors: hasErrors)
            return send(context, status: status) { [self] buffer in buffer.append(scratch.readable) }
        }
        send(context, status: 200) { buffer in _ = GraphQLEndpoint.append(&writer, echo: context.echo, to: &buffer) }
        scratch.shrink(to: 64 << 10)
    }

    static func append(_ writer: inout ResponseWriter, echo: JSONValue?, to buffer: inout ByteBuffer) -> Bool {
        buffer.append("{\"data\":")
        _ = writer.appendRoot(to: &buffer)
        if !writer.errors.isEmpty {
            buffer.append(",\"errors\":")
            buffer.appendJSON(writer.errors)
        }
        buffer.appendExtensions(echo)
        buffer.append("}")
        return !writer.errors.isEmpty
    }

    /// Answers without `data`.
    func respond(_ context: RequestContext, errors: [GraphQLError]) {
        let code = errors.first?.code ?? .internalServerError
        var headers: [(name: StaticString, value: String)] = []
        if code == .unauthenticated {
            let isFile = context.takesPassword
            headers.append(("WWW-Authenticate", isFile ? #"Basic realm="files", charset="UTF-8""# : "Bearer"))
        }
        if code == .unavailable { headers.append(("Retry-After", "1")) }
        send(context, status: statuses.status(of: code, type: context.responseType), headers: headers, code: code) {
            $0.appendRequestErrors(errors)
        }
    }

    func respond(_ context: RequestContext, failure: PostgresError) {
        respond(context, errors: [clientError(failure, context)])
    }

    /// What the client is told of a failure; the log is told the rest.
    func clientError(_ failure: PostgresError, _ context: RequestContext) -> GraphQLError {
        log.failure(failure, context)
        return ClientErrors.error(for: failure, requestID: log.id(of: context))
    }

    func send(
        _ context: RequestContext,
        status: Int,
        headers: [(name: StaticString, value: String)] = [],
        code: ErrorCode? = nil,
        body: (inout ByteBuffer) -> Void
    ) {
        context.exchange.respond(
            status: status,
            as: context.responseType,
            headers: headers.isEmpty ? context.headers : context.headers + headers,
            response: body
        )
        log.answered(context, status: status, code: code)
    }

    func refuse(_ fault: RequestFault, _ context: RequestContext) {
        let status = fault.status(under: statuses)
        send(context, status: status, headers: fault.headers, code: fault.error.code) {
            $0.appendRequestErrors([fault.error])
        }
    }

    func refuse(
        _ fault: RequestFault,
        _ exchange: HTTPExchange,
        _ headers: [(name: StaticString, value: String)]
    ) {
        exchange.refuse(fault, statuses: statuses, headers: headers)
        log.refused(status: fault.status(under: statuses), code: fault.error.code)
    }
}
