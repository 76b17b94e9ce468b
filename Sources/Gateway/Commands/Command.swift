package import Accounts
package import GraphQL
package import Planning
package import Postgres

/// What a mutation field does, or a query field with `@command`. It binds to the schema by its name, and runs on a
/// thread of the command pool.
package protocol Command: Sendable {
    /// The name of the field, or of its `@command`.
    static var name: String { get }
    /// Whether the caller is another one behind it: what is selected below it, and the fields after it, are then
    /// held to permissions that nobody knows before.
    static var changesCaller: Bool { get }

    /// Whether its arguments are a secret, which no request may have in its target.
    static var takesSecret: Bool { get }

    /// How long after it was called an answer goes out at the earliest. What a stranger is told must not say by its time
    /// whom the gateway knows, however much work there was; the event loop waits, and no thread.
    func pause(before outcome: Result<CommandResult, CommandFailure>) -> Duration

    /// Does the work in transactions of its own and returns once it is committed.
    ///
    /// - Throws: an error for the client; nothing was done then.
    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult
}

extension Command {
    package static var changesCaller: Bool { false }

    package static var takesSecret: Bool { false }

    package func pause(before outcome: Result<CommandResult, CommandFailure>) -> Duration { .zero }
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
    /// The command's name.
    package let name: String
    /// Coerced, defaults filled in; an argument that was not given is missing.
    package let arguments: CommandInput
    /// What the field's `@requires` names. The command looks again, in its own transaction.
    package let requires: [String]
    /// SHA-256 of the caller's token; `nil` without one.
    package let tokenHash: [UInt8]?
    /// The caller's IP address; `nil` over a Unix socket.
    package let remoteAddress: String?
    package let permissions: Permissions
    /// Works as `DatabaseRole.commands`; used by this call alone while it runs.
    package let loan: ConnectionLoan

    package var connection: Connection { loan.connection }

    package var request: CommandRequest {
        CommandRequest(name, requires: requires, tokenHash: tokenHash, remoteAddress: remoteAddress)
    }

    package var runner: CommandRunner { CommandRunner(grants: permissions.grants) }

    /// Runs the command's work as its caller.
    ///
    /// - Parameter scripts: whether personal access tokens may run it.
    func perform(
        scripts: Bool = false,
        _ body: (inout CommandWork) throws(AccountError) -> CommandResult
    ) throws(CommandFailure) -> CommandResult {
        do throws(AccountError) {
            return try runner.run(request, scripts: scripts, in: connection, body)
        } catch {
            throw CommandFailure(error, permissions)
        }
    }

    /// Runs the command's work as its caller; the payload's field `name` shows the row whose key it gives.
    func perform(
        scripts: Bool = false,
        showing name: String,
        _ body: (inout CommandWork) throws(AccountError) -> Int64
    ) throws(CommandFailure) -> CommandResult {
        try perform(scripts: scripts) { work throws(AccountError) in CommandResult(rows: [name: [try body(&work)]]) }
    }

    /// Runs work that looks itself who calls, or need not know.
    func performForAnyone(
        _ body: () throws(AccountError) -> CommandResult
    ) throws(CommandFailure) -> CommandResult {
        do throws(AccountError) {
            return try body()
        } catch {
            throw CommandFailure(error, permissions)
        }
    }

    /// `CommandInput.key` of the command's own arguments.
    func key(_ argument: String, of type: String) -> Int64? { arguments.key(argument, of: type) }
}

/// A connection that one command has while it runs.
package struct ConnectionLoan: @unchecked Sendable {
    // Guard: the command pool gives a connection to one job at a time, on one thread.
    package let connection: Connection
}

/// What a command gives back for the selections below its field.
package struct CommandResult: Sendable {
    /// Values of the payload's fields that are no rows, by name.
    package var values: [String: JSONValue] = [:]
    /// Keys of the rows that the payload's object fields show, by name.
    package var rows: [String: [Int64]] = [:]
    /// For a query's field: its whole value.
    package var answer: JSONValue = .null
    /// The hash of the token of a session that has begun: what is selected below is read as that session.
    package var begunSession: [UInt8]?
    /// Names the rows that the mutation's own answer is about no longer: the caller's session has ended.
    package var endsSession = false

    package init() {}

    package init(values: [String: JSONValue] = [:], rows: [String: [Int64]] = [:]) {
        self.values = values
        self.rows = rows
    }
}
