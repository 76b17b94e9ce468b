import GraphQL
import TestSupport

/// Reads a stream of events, as a browser takes it apart (WHATWG HTML, section 9.2.6).
final class EventReader {
    struct Event {
        let id: String
        let name: String
        let data: String

        var json: JSONValue { (try? JSONReader.value(of: data)) ?? .null }
        var code: String? { json.at("errors.0.extensions.code")?.text }
    }

    let head: HTTPAnswer
    /// What a browser would send as `Last-Event-ID`.
    private(set) var lastID = ""
    /// Lines of comment so far.
    private(set) var comments = 0
    private let http: HTTPClient
    private var lines: [String] = []
    private var rest = ""

    /// Subscribes, on a connection of its own.
    init(
        _ gateway: TestGateway,
        _ query: String,
        as caller: GatewayClient?,
        variables: String? = nil,
        headers: [(String, String)] = []
    ) throws {
        http = try HTTPClient(port: gateway.port)
        var members = [JSONMember("query", .string(query))]
        if let variables { members.append(JSONMember("variables", try JSONReader.value(of: variables))) }
        let token = caller?.token.map { [("Authorization", "Bearer \($0)")] } ?? []
        try http.send(
            "POST",
            "/graphql",
            headers: [("Content-Type", "application/json"), ("Accept", "text/event-stream")] + token + headers,
            body: JSONValue.object(members).bytes
        )
        head = try http.head()
        if let length = head["content-length"].flatMap({ Int($0) }) { rest = try http.bytes(length) }
        split()
    }

    /// Waits for the next event.
    func next() throws -> Event {
        var name = "message"
        var data: String?
        while true {
            let line = try line()
            if line.hasPrefix(":") {
                comments += 1
            } else if line.hasPrefix("id: ") {
                lastID = String(line.dropFirst(4))
            } else if line.hasPrefix("event: ") {
                name = String(line.dropFirst(7))
            } else if line.hasPrefix("data:") {
                data = (data.map { $0 + "\n" } ?? "") + line.dropFirst(5).drop { $0 == " " }
            } else if line.isEmpty, let data {
                return Event(id: lastID, name: name, data: data)
            }
        }
    }

    /// Waits for a comment or the next line of anything else.
    func line() throws -> String {
        while lines.isEmpty {
            let piece = try http.chunk()
            if piece.isEmpty { throw UnexpectedAnswer(description: "the stream has ended") }
            rest += String(decoding: piece, as: UTF8.self)
            split()
        }
        return lines.removeFirst()
    }

    /// Whether the answer has come to its end.
    func hasEnded() -> Bool {
        lines.isEmpty && (try? http.chunk().isEmpty) == true
    }

    private func split() {
        var parts = rest.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        rest = parts.removeLast()
        lines += parts
    }
}
