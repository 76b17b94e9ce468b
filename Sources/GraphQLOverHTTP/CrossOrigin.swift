package import HTTP

/// Which pages of other origins may call the gateway (Fetch Standard, section 3.3, "CORS protocol").
package struct CrossOrigin: Sendable {
    /// Exact origins: `https://portal.contoso.example`. None: no page of another origin.
    private let origins: [String]

    package init(origins: [String]) {
        self.origins = origins
    }

    /// Header fields of every answer to this request.
    package func headers(for request: borrowing HTTPRequest) -> [(name: StaticString, value: String)] {
        if origins.isEmpty { return [] }
        guard let origin = allowed(request) else { return [("Vary", "Origin")] }
        return [
            ("Access-Control-Allow-Origin", origin), ("Vary", "Origin"),
            ("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate"),
        ]
    }

    /// Header fields of the answer to a preflight.
    package func preflightHeaders(for request: borrowing HTTPRequest) -> [(name: StaticString, value: String)] {
        guard let origin = allowed(request) else { return [("Allow", "GET, HEAD, POST, OPTIONS")] }
        return [
            ("Allow", "GET, HEAD, POST, OPTIONS"), ("Access-Control-Allow-Origin", origin), ("Vary", "Origin"),
            ("Access-Control-Allow-Methods", "GET, POST"),
            (
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Forbidden-Fields, GraphQL-Preflight, Idempotency-Key, Last-Event-ID"
            ),
            ("Access-Control-Max-Age", "7200"),
        ]
    }

    private func allowed(_ request: borrowing HTTPRequest) -> String? {
        guard let bytes = request.header("origin") else { return nil }
        return origins.first { $0.utf8.elementsEqual(bytes) }
    }
}
