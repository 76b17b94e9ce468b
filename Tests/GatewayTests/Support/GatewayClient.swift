import Bytes
import GraphQL
import SampleData
import TestSupport

/// A caller with a connection of their own.
final class GatewayClient {
    let http: HTTPClient
    var token: String?
    /// A `TestGateway` or a `ServingProgram`: serves as long as it has clients.
    private let gateway: AnyObject

    init(_ http: HTTPClient, of gateway: AnyObject) {
        self.http = http
        self.gateway = gateway
    }

    /// Sends an operation by POST.
    ///
    /// - Parameters:
    ///   - variables: a JSON object.
    ///   - extensions: a JSON object.
    func ask(
        _ query: String,
        variables: String? = nil,
        operationName: String? = nil,
        extensions: String? = nil,
        accept: String = "application/graphql-response+json",
        headers: [(String, String)] = []
    ) throws -> Answer {
        var members = [JSONMember("query", .string(query))]
        if let variables { members.append(JSONMember("variables", try JSONReader.value(of: variables))) }
        if let operationName { members.append(JSONMember("operationName", .string(operationName))) }
        if let extensions { members.append(JSONMember("extensions", try JSONReader.value(of: extensions))) }
        return try post(JSONValue.object(members).bytes, headers: [("Accept", accept)] + headers)
    }

    /// Sends a body as it is.
    func post(_ body: [UInt8], headers: [(String, String)] = []) throws -> Answer {
        try Answer(
            http.request(
                "POST",
                "/graphql",
                headers: [("Content-Type", "application/json")] + authorized(headers),
                body: body
            )
        )
    }

    func get(_ target: String, headers: [(String, String)] = []) throws -> HTTPAnswer {
        try http.request("GET", target, headers: authorized(headers))
    }

    private func authorized(_ headers: [(String, String)]) -> [(String, String)] {
        headers + (token.map { [("Authorization", "Bearer \($0)")] } ?? [])
    }

    func signIn(email: String, password: String = SampleData.password) throws {
        let answer = try ask(
            "mutation ($email: EmailAddress!, $password: String!) { signIn(email: $email, password: $password) { token } }",
            variables: #"{"email": "\#(email)", "password": "\#(password)"}"#
        )
        guard let token = answer.json["data"]?["signIn"]?["token"]?.text else {
            throw UnexpectedAnswer(description: "no token for \(email): \(answer.http.text)")
        }
        self.token = token
    }
}

struct UnexpectedAnswer: Error, CustomStringConvertible {
    let description: String
}

/// A response: its status, and its body as JSON.
struct Answer {
    let http: HTTPAnswer
    let json: JSONValue

    init(_ http: HTTPAnswer) throws {
        self.http = http
        json = try JSONReader.value(of: http.text)
    }

    var status: Int { http.status }
    var data: JSONValue? { json["data"] }
    var errors: [JSONValue] { json["errors"]?.items ?? [] }
    /// `extensions.code` of each error.
    var codes: [String] { errors.compactMap { $0["extensions"]?["code"]?.text } }
    /// Each error's path, with dots: `agreements.nodes.0.orders`.
    var paths: [String] { errors.map { $0["path"]?.items.map(\.word).joined(separator: ".") ?? "" } }
}

extension JSONValue {
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
    var flag: Bool? { if case .boolean(let flag) = self { flag } else { nil } }
    var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
    var members: [JSONMember] { if case .object(let members) = self { members } else { [] } }

    /// A path segment, as words.
    fileprivate var word: String { text ?? integer.map(String.init) ?? "?" }

    /// What is found by names and 0-based places with dots: `data.agreements.nodes.0.number`.
    func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(self) { value, step in
            if let place = Int(step) { return value?.items.indices.contains(place) == true ? value?.items[place] : nil }
            return value?[String(step)]
        }
    }
}

extension JSONValue {
    /// As JSON text.
    var bytes: [UInt8] {
        var buffer = ByteBuffer(capacity: 1024)
        buffer.appendJSON(self)
        return buffer.array
    }

    var json: String { String(decoding: bytes, as: UTF8.self) }
}
