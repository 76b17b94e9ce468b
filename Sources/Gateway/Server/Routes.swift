import Bytes
import GraphQL
import GraphQLOverHTTP
import HTTP
import Planning
import Postgres

/// What is served where, on one event loop.
final class Routes: HTTPHandler {
    private let endpoint: GraphQLEndpoint
    private let pool: PipelinePool
    /// `nil`: there are no files.
    private let downloads: DownloadRoute?
    private let sdl: [UInt8]

    init(endpoint: GraphQLEndpoint, pool: PipelinePool, downloads: DownloadRoute?, sdl: [UInt8]) {
        self.downloads = downloads
        self.endpoint = endpoint
        self.pool = pool
        self.sdl = sdl
    }

    func handle(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange) {
        let path = request.path
        if path.elementsEqual("/graphql".utf8) { return endpoint.handle(request, exchange) }
        guard request.method == .get || request.method == .head else {
            return exchange.respond(
                status: 405,
                plain: "Only GET and HEAD are served here.\n",
                [("Allow", "GET, HEAD")]
            )
        }
        if let downloads, path.starts(with: DownloadRoute.prefix.utf8) { return downloads.handle(request, exchange) }
        switch String(decoding: path, as: UTF8.self) {
        case "/health/live": exchange.respond(status: 200, plain: "live\n")
        case "/health/ready":
            pool.isReady
                ? exchange.respond(status: 200, plain: "ready\n")
                : exchange.respond(status: 503, plain: "no connection to the database\n")
        case "/schema.graphql": schema(request, exchange)
        default: exchange.respond(status: 404, plain: "There is nothing here. GraphQL is served at /graphql.\n")
        }
    }

    /// The schema as text, to whom introspection is open.
    private func schema(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange) {
        var token: TokenHash?
        switch BearerToken(request.header("authorization")) {
        case .none: break
        case .token(let hash): token = hash
        case .malformed: return refuse(exchange, GraphQLEndpoint.invalidToken)
        }
        endpoint.verifiedSession(of: token) { [self] result in
            switch result {
            case .success(let session):
                if token != nil, session == nil { return refuse(exchange, GraphQLEndpoint.invalidToken) }
                if let error = endpoint.introspectionError(session) { return refuse(exchange, error) }
                exchange.respond(status: 200, contentType: "application/graphql; charset=utf-8") { $0.append(sdl) }
            case .failure: exchange.respond(status: 503, plain: "The database cannot be reached at the moment.\n")
            }
        }
    }

    private func refuse(_ exchange: HTTPExchange, _ error: GraphQLError) {
        let status = error.code == .forbidden ? 403 : 401
        exchange.respond(
            status: status,
            plain: error.message + "\n",
            status == 401 ? [("WWW-Authenticate", "Bearer")] : []
        )
    }

    func abandoned(_ exchange: HTTPExchange) {
        // A query's statements are bounded in time; their rows come and are dropped. Those of an export are not.
        endpoint.exports.abandoned(exchange)
    }

    func body(for fault: HTTPFault) -> (type: StaticString, bytes: [UInt8]) {
        var buffer = ByteBuffer(capacity: 256)
        let code: ErrorCode =
            fault.status == 413 || fault.status == 414 || fault.status == 431 ? .limitExceeded : .badRequest
        buffer.append("{\"errors\":")
        buffer.appendJSON([GraphQLError(fault.reason, code: code)])
        buffer.append("}")
        return (ResponseType.json.contentType, buffer.array)
    }
}
