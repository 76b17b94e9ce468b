import Bytes
import GraphQL
import GraphQLOverHTTP
import HTTP

/// Answers the mock's HTTP requests, on one event loop.
final class MockHandler: HTTPHandler {
    private let execution: MockExecution
    private let statuses: StatusPolicy
    private let crossOrigin: CrossOrigin
    private let sdl: [UInt8]
    private var text = ByteBuffer(capacity: 4096)

    init(execution: MockExecution, statuses: StatusPolicy, crossOrigin: CrossOrigin) {
        self.execution = execution
        self.statuses = statuses
        self.crossOrigin = crossOrigin
        sdl = Array(execution.schema.sdl.utf8)
    }

    func handle(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange) {
        let path = request.path
        if path.elementsEqual("/graphql".utf8) { return graphQL(request, exchange) }
        guard path.elementsEqual("/schema.graphql".utf8) else {
            return plain(exchange, 404, "There is nothing here. GraphQL is served at /graphql.\n")
        }
        guard request.method == .get || request.method == .head else {
            return plain(exchange, 405, "Only GET and HEAD are served here.\n", [("Allow", "GET, HEAD")])
        }
        exchange.respond(status: 200, contentType: "application/graphql; charset=utf-8") { $0.append(sdl) }
    }

    func abandoned(_ exchange: HTTPExchange) {
        // Every request is answered before the next event, so nothing is left to stop.
    }

    func body(for fault: HTTPFault) -> (type: StaticString, bytes: [UInt8]) {
        RequestFault.body(for: fault)
    }

    private func plain(
        _ exchange: HTTPExchange,
        _ status: Int,
        _ text: String,
        _ headers: [(name: StaticString, value: String)] = []
    ) {
        exchange.respond(status: status, contentType: "text/plain; charset=utf-8", headers: headers) {
            $0.append(text)
        }
    }

    // MARK: GraphQL

    private func graphQL(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange) {
        if request.method == .options {
            let headers = crossOrigin.preflightHeaders(for: request)
            return exchange.respond(status: 204, contentType: "text/plain", headers: headers) { _ in }
        }
        let headers = crossOrigin.headers(for: request)
        text.clear()
        let read: GraphQLHTTPRequest
        do throws(RequestFault) {
            read = try GraphQLHTTPRequest(request, document: &text)
            guard read.hasQuery else { throw RequestFault.missingQuery(type: read.responseType) }
        } catch {
            return exchange.refuse(error, statuses: statuses, headers: headers)
        }
        do throws(ErrorList) {
            try answer(read, exchange, headers)
        } catch {
            let code = error.errors.first?.code ?? .internalServerError
            exchange.refuse(
                error.errors,
                status: statuses.status(of: code, type: read.responseType),
                type: read.responseType,
                headers: headers
            )
        }
    }

    private func answer(
        _ request: GraphQLHTTPRequest,
        _ exchange: HTTPExchange,
        _ headers: [(name: StaticString, value: String)]
    ) throws(ErrorList) {
        let document = try execution.document(text.text)
        if request.isGet, try isMutation(document, request.operationName) {
            return exchange.refuse(
                .mutationByGet(type: request.responseType),
                statuses: statuses,
                headers: headers
            )
        }
        let result = try execution.execute(
            document,
            operationName: request.operationName,
            variables: request.variables
        )
        exchange.respond(
            status: statuses.status(hasErrors: !result.errors.isEmpty),
            as: request.responseType,
            headers: headers
        ) { buffer in
            buffer.appendResponse(result, extensions: request.echo)
        }
    }

    private func isMutation(_ document: AST.Document, _ name: String?) throws(ErrorList) -> Bool {
        do throws(GraphQLError) {
            return try document.operation(named: name).operation == .mutation
        } catch {
            throw ErrorList([error])
        }
    }
}
