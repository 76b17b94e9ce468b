package import GraphQL
package import Postgres

/// What a mutation field does. It binds to the schema by its name, and runs on a thread of the command pool.
package protocol Command: Sendable {
    /// The name of the mutation field, or of its `@command`.
    static var name: String { get }

    /// Does the work in transactions of its own and returns once it is committed.
    ///
    /// - Throws: an error for the client; nothing was done then.
    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult
}

/// Why a command did nothing.
package enum CommandFailure: Error {
    /// Told to the client as it is.
    case refused(GraphQLError)
    /// Told to the client as `ClientErrors` says, and to the log.
    case database(PostgresError)
}

/// One call of a command.
package struct CommandCall: Sendable {
    /// Coerced, defaults filled in; an argument that was not given is missing.
    package let arguments: [String: JSONValue]
    /// SHA-256 of the caller's token; `nil` without one.
    package let tokenHash: [UInt8]?
    /// The caller's IP address; `nil` over a Unix socket.
    package let remoteAddress: String?
    /// Works as `DatabaseRole.commands`; used by this call alone while it runs.
    package let connection: ConnectionLoan

    /// An argument that the schema declares as a non-null string.
    package func text(_ name: String) -> String {
        guard case .string(let text)? = arguments[name] else {
            preconditionFailure("the schema does not declare \(name) as String!")
        }
        return text
    }
}

/// A connection that one command has while it runs.
package struct ConnectionLoan: @unchecked Sendable {
    // Guard: the command pool gives a connection to one job at a time, on one thread.
    package let connection: Connection
}

/// What a command gives back for the selections below its field.
package struct CommandResult: Sendable {
    /// Values of the payload's fields that are leaves, by name.
    package var values: [String: JSONValue] = [:]
    /// Keys of the rows that the payload's object fields show, by name.
    package var rows: [String: [Int64]] = [:]
    /// The hash of the token of a session that has begun: what is selected below is read as that session.
    package var begunSession: [UInt8]?
    /// Names the rows that the mutation's own answer is about no longer: the caller's session has ended.
    package var endsSession = false

    package init() {}
}
