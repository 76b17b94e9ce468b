package import GraphQL

/// Which status a GraphQL response has: the one table.
///
/// The published audits and the 2026 draft of GraphQL over HTTP contradict each other, so a setting chooses.
package enum StatusPolicy: String, Sendable, CaseIterable {
    /// 400 for request errors; for `application/json`, 200 once the request could be read as JSON.
    case audit
    /// 422 for requests that are well formed but cannot run, 294 for partial success, the same for both media types.
    case draft2026 = "draft-2026"

    /// The status of a response with `data`.
    package func status(hasErrors: Bool) -> Int {
        self == .draft2026 && hasErrors ? 294 : 200
    }

    /// The status of a response without `data`: the first error decides.
    package func status(of code: ErrorCode, type: ResponseType) -> Int {
        // Another status would end a browser's stream before its reader sees why ("Distinct connections mode").
        if type == .eventStream { return 200 }
        switch code {
        case .unauthenticated: return 401
        case .forbidden: return 403
        case .conflict: return 409
        case .unavailable: return 503
        case .timeout: return 504
        case .internalServerError: return 500
        case .badRequest: return self == .draft2026 ? 422 : 400
        case .parseFailed, .validationFailed, .badUserInput, .operationResolutionFailure, .persistedQueryNotFound,
            .limitExceeded:
            if self == .audit { return type == .json ? 200 : 400 }
            return code == .parseFailed ? 400 : 422
        }
    }
}
