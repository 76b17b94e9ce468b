import Accounts
import Bytes
import GraphQL
import GraphQLOverHTTP
import HTTP
import Planning

/// What is known of one GraphQL request from its arrival to its answer.
final class RequestContext {
    let exchange: HTTPExchange
    /// Its place among the requests of the event loop.
    let number: UInt64
    let arrival: ContinuousClock.Instant
    let responseType: ResponseType
    let isGet: Bool
    let acceptsEvents: Bool
    /// The last event of a stream that the client has lost.
    var lastEventID: String?
    /// The file that is asked for instead of a response.
    let export: ExportFormat?
    /// Whether the caller's token may come as a password: for files had by GET.
    var takesPassword = false
    let remoteAddress: String
    private(set) var headers: [(name: StaticString, value: String)]
    var token: TokenHash?
    var operationName: String?
    var policy = ForbiddenPolicy.null
    /// The operation is to be explained, not run.
    var explain: ExplainRequest?
    /// What its `Idempotency-Key` and its content are; `nil` without one.
    var idempotency: IdempotentRequest?
    /// What its response says in `extensions`.
    let echo: JSONValue?
    /// Rows that were read for it.
    var rows = 0

    init(
        exchange: HTTPExchange,
        number: UInt64,
        arrival: ContinuousClock.Instant,
        request: GraphQLHTTPRequest,
        remoteAddress: String,
        headers: [(name: StaticString, value: String)]
    ) {
        self.exchange = exchange
        self.number = number
        self.arrival = arrival
        responseType = request.responseType
        isGet = request.isGet
        acceptsEvents = request.acceptsEvents
        export = request.export
        echo = request.echo
        self.remoteAddress = remoteAddress
        self.headers = headers
    }

    /// Keeps what may hold a token out of every cache (RFC 9111, section 5.2.2.5).
    func forbidStoring() { headers.append(("Cache-Control", "no-store")) }
}

extension ForbiddenPolicy {
    /// What a request says of forbidden fields: the header `Forbidden-Fields`, or `forbiddenFields` in its
    /// `extensions`, which wins.
    static func read(
        header: UnsafeRawBufferPointer?,
        extensions: JSONValue?
    ) throws(GraphQLError) -> ForbiddenPolicy {
        var text: String?
        switch extensions?["forbiddenFields"] {
        case .string(let value): text = value
        case nil, .null: text = header.map { String(decoding: $0, as: UTF8.self) }
        default: text = ""
        }
        guard let text else { return .null }
        if let policy = ForbiddenPolicy(rawValue: text) { return policy }
        throw GraphQLError(
            "What becomes of forbidden fields is one of \(allCases.map(\.rawValue).joined(separator: ", ")), not \"\(text)\".",
            code: .badRequest
        )
    }
}
