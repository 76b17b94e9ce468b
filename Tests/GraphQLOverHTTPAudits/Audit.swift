import GraphQL
package import HTTP

/// One of the published audits of GraphQL over HTTP (graphql-http 1.22.4, `src/audits/server.ts`).
///
/// Needs of a server nothing but the fields that every schema has, and introspection.
package struct Audit: Sendable, CustomStringConvertible {
    /// The published identifier.
    package let id: String
    package let title: String
    let request: WireRequest
    let expectation: Expectation

    package var description: String { "\(id) \(title)" }
    package var isPost: Bool { request.method == "POST" }

    /// Whether the request has a header field.
    package func names(_ header: String) -> Bool { request.headers.contains { $0.0 == header } }

    /// What the answer must be.
    struct Expectation: Sendable {
        var statuses: ClosedRange<Int>
        var contentType: String?
        /// Whether the body has the entry; `nil`: it does not matter.
        var hasErrors: Bool?
        var hasData: Bool?

        static func status(_ status: Int, type: String? = nil) -> Expectation {
            Expectation(statuses: status...status, contentType: type)
        }
        static let clientOrServerError = Expectation(statuses: 400...599)
        static let clientError = Expectation(statuses: 400...499)
        static let success = Expectation(statuses: 200...200, hasErrors: false)
    }

    /// Sends the request.
    ///
    /// - Returns: what is wrong with the answer; `nil` if nothing is.
    package func run(against address: ListenAddress) throws -> String? {
        let response = try request.send(to: address)
        guard expectation.statuses.contains(response.status) else {
            return "the status is \(response.status) instead of \(expectation.statuses): \(response.text)"
        }
        if let type = expectation.contentType, !response.contentType.contains(type) {
            return "the Content-Type is `\(response.contentType)` instead of `\(type)`"
        }
        guard String(validating: response.body, as: UTF8.self) != nil else { return "the body is not UTF-8" }
        guard let json = response.json else { return "the body is not JSON: \(response.text)" }
        if let hasErrors = expectation.hasErrors, (json["errors"] != nil) != hasErrors {
            return "the body \(hasErrors ? "has no errors" : "has errors"): \(response.text)"
        }
        if let hasData = expectation.hasData, (json["data"] != nil) != hasData {
            return "the body \(hasData ? "has no data" : "has data"): \(response.text)"
        }
        return nil
    }
}
