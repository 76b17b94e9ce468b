package import GraphQL

/// The answer to what is not a GraphQL request.
package struct RequestFault: Error {
    /// `nil`: as the status policy says for the error's code.
    package let status: Int?
    package let error: GraphQLError
    package let type: ResponseType
    package let headers: [(name: StaticString, value: String)]

    package init(
        status: Int?,
        error: GraphQLError,
        type: ResponseType,
        headers: [(name: StaticString, value: String)] = []
    ) {
        self.status = status
        self.error = error
        self.type = type
        self.headers = headers
    }

    package init(
        status: Int?,
        message: String,
        type: ResponseType,
        headers: [(name: StaticString, value: String)] = []
    ) {
        self.init(status: status, error: GraphQLError(message, code: .badRequest), type: type, headers: headers)
    }

    package func status(under policy: StatusPolicy) -> Int { status ?? policy.status(of: error.code, type: type) }
}
