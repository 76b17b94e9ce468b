import Bytes
import HTTP

/// What operators are served, on an address of its own: figures tell strangers too much.
final class OperatorRoutes: HTTPHandler {
    /// Gathers the figures of all loops, and gives them on this one.
    private let gather: (@escaping (Figures, _ connections: Int) -> Void) -> Void

    init(gather: @escaping (@escaping (Figures, _ connections: Int) -> Void) -> Void) {
        self.gather = gather
    }

    func handle(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange) {
        guard request.method == .get || request.method == .head else {
            return exchange.respond(
                status: 405,
                plain: "Only GET and HEAD are served here.\n",
                [("Allow", "GET, HEAD")]
            )
        }
        guard request.path.elementsEqual("/metrics".utf8) else {
            return exchange.respond(status: 404, plain: "There is nothing here. Figures are at /metrics.\n")
        }
        gather { figures, connections in
            let text = MetricsText(figures, connections: connections)
            exchange.respond(status: 200, contentType: MetricsText.contentType) { $0.append(text.bytes.readable) }
        }
    }

    func abandoned(_ exchange: HTTPExchange) {}

    func body(for fault: HTTPFault) -> (type: StaticString, bytes: [UInt8]) {
        ("text/plain; charset=utf-8", Array("\(fault.reason)\n".utf8))
    }
}

extension HTTPExchange {
    /// Answers with a line for people.
    func respond(status: Int, plain text: String, _ headers: [(name: StaticString, value: String)] = []) {
        respond(status: status, contentType: "text/plain; charset=utf-8", headers: headers) { $0.append(text) }
    }
}
