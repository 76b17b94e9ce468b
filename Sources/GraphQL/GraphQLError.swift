/// An error as clients see it (specification, section 7.1.6): what went wrong, where in
/// the document, at which place of the response, and machine-readable extensions.
///
/// Its text never holds SQL, a column's or a constraint's name, or a secret.
package struct GraphQLError: Error, Sendable {
    package var message: String
    package var code: ErrorCode
    /// Every place of the document that has to do with the error, the first one foremost.
    package var locations: [SourceLocation]
    /// Response names and 0-based list indices, from the root; `nil` for a request error.
    package var path: [PathSegment]?
    /// Kebab-case name of the validation rule, for `extensions.rule`.
    package var rule: String?
    /// Further members of `extensions`, in order.
    package var details: [JSONMember]

    package init(
        _ message: String,
        code: ErrorCode,
        at locations: [SourceLocation] = [],
        path: [PathSegment]? = nil,
        rule: String? = nil,
        details: [JSONMember] = []
    ) {
        self.message = message
        self.code = code
        self.locations = locations
        self.path = path
        self.rule = rule
        self.details = details
    }
}

/// One step of an error's path.
package enum PathSegment: Sendable, Hashable {
    case key(String)
    case index(Int)
}

/// The stable values of `extensions.code`. Which HTTP status each has is the Gateway layer's table.
package enum ErrorCode: String, Sendable, CaseIterable {
    case parseFailed = "GRAPHQL_PARSE_FAILED"
    case validationFailed = "GRAPHQL_VALIDATION_FAILED"
    case badUserInput = "BAD_USER_INPUT"
    case badRequest = "BAD_REQUEST"
    case operationResolutionFailure = "OPERATION_RESOLUTION_FAILURE"
    /// A hash that names no document known here: the client sends the text too (automatic persisted queries).
    case persistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND"
    case unauthenticated = "UNAUTHENTICATED"
    case forbidden = "FORBIDDEN"
    case limitExceeded = "LIMIT_EXCEEDED"
    case timeout = "TIMEOUT"
    case conflict = "CONFLICT"
    case unavailable = "UNAVAILABLE"
    case internalServerError = "INTERNAL_SERVER_ERROR"
}
