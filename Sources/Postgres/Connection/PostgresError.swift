import CLibpq

/// What went wrong with the database. Its description names no bound value, so it may be logged;
/// clients never see it.
package struct PostgresError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The server refused a statement; `sqlState` says why.
        case statement
        /// No connection could be made.
        case connectionFailed
        /// The connection was lost while statements were under way.
        case connectionLost
        /// More waits for a connection than may wait.
        case overloaded
        /// An earlier statement of the same flush failed, so this one was not run.
        case notRun
        /// A connection string that libpq does not take, or another fault on our side.
        case invalid
    }

    package let kind: Kind
    /// The five characters of the manual's appendix A; empty if the server was not reached.
    package let sqlState: String
    /// The server's primary message, which may quote what a statement says, never parameters.
    package let message: String
    package let constraint: String?
    /// Position in the statement's text, from 1.
    package let position: Int?

    /// A prepared statement that the server no longer has or no longer takes, because the schema has changed.
    private(set) var isStalePlan = false

    package init(_ kind: Kind, sqlState: String = "", message: String, constraint: String? = nil, position: Int? = nil)
    {
        self.kind = kind
        self.sqlState = sqlState
        self.message = message
        self.constraint = constraint
        self.position = position
    }

    /// The error that a result reports.
    init(result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        self.init(
            .statement,
            sqlState: field("C") ?? "",
            message: field("M") ?? String(cString: PQresultErrorMessage(result)),
            constraint: field("n"),
            position: field("P").flatMap { Int($0) }
        )
        // The message would be in the server's language; the name of its function is not.
        isStalePlan = sqlState == "26000" || (sqlState == "0A000" && field("R") == "RevalidateCachedQuery")
    }

    /// The error that a connection reports.
    init(_ kind: Kind, connection: OpaquePointer?) {
        let text = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        self.init(kind, message: text.split(separator: "\n").joined(separator: " "))
    }

    package var description: String {
        sqlState.isEmpty ? "\(kind): \(message)" : "\(kind) \(sqlState): \(message)"
    }

    /// `query_canceled` (57014): the statement timeout, or somebody's request.
    package var isTimeout: Bool { sqlState == "57014" }

    /// The server is not there, or is going away, and may be back soon (classes 08 and 57P).
    package var isUnavailable: Bool {
        switch kind {
        case .connectionFailed, .connectionLost, .overloaded: true
        default: sqlState.hasPrefix("57P") || sqlState.hasPrefix("08") || sqlState == "53300"
        }
    }
}
