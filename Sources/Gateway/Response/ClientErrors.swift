import GraphQL
import Postgres

/// What a client is told of a database's failure: the one table. Never SQL, a table's or a constraint's name.
enum ClientErrors {
    static func error(for error: PostgresError, requestID: String) -> GraphQLError {
        let id = [JSONMember("requestId", .string(requestID))]
        switch error.kind {
        case .overloaded:
            return GraphQLError(
                "More is asked of the gateway at the moment than it can do. Try again in a moment.",
                code: .unavailable,
                details: id
            )
        case _ where error.isUnavailable:
            return GraphQLError(
                "The database cannot be reached at the moment. Try again in a few seconds.",
                code: .unavailable,
                details: id
            )
        case _ where error.isTimeout:
            return GraphQLError(
                "The operation took too long and was stopped. Ask for less: shorter pages, fewer lists inside lists.",
                code: .timeout,
                details: id
            )
        case _ where error.sqlState.hasPrefix("22"):
            // Data exceptions: a value that is of the right form, but that no column can hold.
            return GraphQLError(
                "A value in the operation or its variables is out of range or malformed.",
                code: .badUserInput,
                details: id
            )
        default:
            return GraphQLError(
                "Something went wrong inside the gateway. Tell the operator the request id.",
                code: .internalServerError,
                details: id
            )
        }
    }
}
