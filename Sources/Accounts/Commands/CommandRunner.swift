import Foundation
package import Postgres

/// Runs commands: each in one transaction, with its caller verified in it and its row of the audit written in it.
///
///     BEGIN ─▸ who calls? ─▸ may they? ─▸ the work ─▸ audit ─▸ COMMIT
///
/// A command that is refused leaves nothing but its row of the audit, written in a transaction of its own.
package struct CommandRunner: Sendable {
    package let grants: RoleGrants

    package init(grants: RoleGrants) {
        self.grants = grants
    }

    /// Runs a command for a caller who has signed in.
    ///
    /// - Parameters:
    ///   - scripts: whether personal access tokens may run it.
    ///   - connection: one that works as `DatabaseRole.commands`.
    package func run<Value>(
        _ request: CommandRequest,
        scripts: Bool = false,
        in connection: Connection,
        _ body: (inout CommandWork) throws(AccountError) -> Value
    ) throws(AccountError) -> Value {
        var event = AuditEvent(request: request)
        return try audited(&event, in: connection) { (event, connection) throws(AccountError) in
            let caller = try Caller.verify(request, grants: grants, in: connection)
            event.organizationID = caller.organizationID
            event.userID = caller.userID
            try connection.work(in: caller.organizationID)
            try caller.check(request.requires)
            if caller.isScript && !scripts {
                throw .forbidden("SCRIPT", "A personal access token cannot do this. Sign in with a password.")
            }
            var work = CommandWork(connection: connection, grants: grants, caller: caller, request: request)
            defer {
                event.target = work.target
                event.concerned = work.concerned
            }
            return try body(&work)
        }
    }

    /// Runs a command for anybody; `body` says whom it concerns.
    func runForAnyone<Value>(
        _ request: CommandRequest,
        in connection: Connection,
        _ body: (inout AuditEvent, Connection) throws(AccountError) -> Value
    ) throws(AccountError) -> Value {
        var event = AuditEvent(request: request)
        return try audited(&event, in: connection, body)
    }

    /// Writes that a command was refused before it began.
    package func refuse(_ request: CommandRequest, in connection: Connection) throws(AccountError) {
        do throws(AccountError) {
            try run(request, scripts: true, in: connection) { (_) throws(AccountError) in
                // The permission came between the two looks: the caller is told no all the same.
                throw .missingPermissions(request.requires)
            }
        } catch {
            if case .database = error { throw error }
        }
    }

    private func audited<Value>(
        _ event: inout AuditEvent,
        in connection: Connection,
        _ body: (inout AuditEvent, Connection) throws(AccountError) -> Value
    ) throws(AccountError) -> Value {
        do throws(AccountError) {
            return try connection.command { (connection) throws(AccountError) in
                let value = try body(&event, connection)
                try event.write(in: connection)
                return value
            }
        } catch {
            if case .database = error { throw error }
            let refused = event
            try connection.command { (connection) throws(AccountError) in
                try refused.write(refusal: error.reason, in: connection)
            }
            throw error
        }
    }
}

/// A command at work: its transaction, its caller, and what the audit will say that it was about.
package struct CommandWork {
    let connection: Connection
    let grants: RoleGrants
    package private(set) var caller: Caller
    package let request: CommandRequest
    package var target: String?
    /// Another organization that it is about: its audit says so too.
    var concerned: Int64?

    var organizationID: Int64 { caller.organizationID }
    var now: Date { request.now }

    init(connection: Connection, grants: RoleGrants, caller: Caller, request: CommandRequest) {
        self.connection = connection
        self.grants = grants
        self.caller = caller
        self.request = request
    }

    /// Locks the caller's organization until the transaction ends: commands that give or take roles run one after the
    /// other. What was taken from the caller while they waited is gone.
    ///
    /// - Returns: the organization's kind.
    mutating func lockOrganization() throws(AccountError) -> String {
        let kind = try connection.lockOrganization(organizationID)
        caller = try Caller.verify(request, grants: grants, in: connection)
        try caller.check(request.requires)
        return kind
    }
}
