package import Foundation
package import Postgres

/// Chooses a new password with the link of a mail. The link works once; all sessions and access tokens end: whoever has
/// lost a password may have lost more.
package struct ResetPassword: Sendable {
    package let token: String
    package let password: String
    package let confirmation: String
    package let hasher: PasswordHasher

    /// Seconds that a link works.
    package static let lifetime: TimeInterval = 3_600

    package init(token: String, password: String, confirmation: String, hasher: PasswordHasher) {
        self.token = token
        self.password = password
        self.confirmation = confirmation
        self.hasher = hasher
    }

    private static let dead = AccountError.refused(
        Refusal(
            .notFound,
            "DEAD_LINK",
            "This link does not work, or does not work any more: it works once, for an hour, and until a newer one is "
                + "sent. Ask for a new one with `requestPasswordReset`."
        )
    )

    package func run(
        _ request: CommandRequest,
        runner: CommandRunner,
        in connection: Connection
    ) throws(AccountError) {
        var event = AuditEvent(request: request)
        let hash: PasswordHash
        do throws(AccountError) {
            guard let owner = try owner(now: request.now, in: connection) else { throw Self.dead }
            event.organizationID = owner.organizationID
            event.userID = owner.userID
            try PasswordRules.check(password, confirmation: confirmation, person: try names(owner, in: connection))
            hash = hasher.hash(password)
        } catch {
            if case .database = error { throw error }
            let refused = event
            return try runner.runForAnyone(request, in: connection) { (event, _) throws(AccountError) in
                event = refused
                throw error
            }
        }
        try runner.runForAnyone(request, in: connection) { (event, connection) throws(AccountError) in
            guard let owner = try owner(now: request.now, in: connection) else { throw Self.dead }
            event.organizationID = owner.organizationID
            event.userID = owner.userID
            try connection.work(in: owner.organizationID)
            try finish(owner, hash: hash, now: request.now, in: connection)
            try connection.remember(
                NetworkOrigin(request.remoteAddress),
                organizationID: owner.organizationID,
                userID: owner.userID,
                now: request.now
            )
        }
    }

    /// What guessers know of the person.
    private func names(
        _ owner: (organizationID: Int64, userID: Int64),
        in connection: Connection
    ) throws(AccountError) -> [String] {
        try connection.command { (connection) throws(AccountError) in
            try connection.work(in: owner.organizationID)
            var parameters = Parameters()
            parameters.int8(owner.organizationID)
            parameters.int8(owner.userID)
            let found = try connection.run(
                """
                SELECT email, first_name || last_name, first_name || ' ' || last_name FROM app_user
                WHERE organization_id = $1 AND id = $2
                """,
                parameters
            )
            guard found.rowCount == 1 else { throw Self.dead }
            return (0..<3).map { found.text(0, $0) }
        }
    }

    private func owner(
        now: Date,
        in connection: Connection
    ) throws(AccountError)
        -> (organizationID: Int64, userID: Int64)?
    {
        guard let token = SessionToken(token) else { return nil }
        var parameters = Parameters()
        parameters.binary(token.hash)
        parameters.timestamp(now)
        let found = try connection.run(
            "SELECT organization_id, user_id FROM password_reset_by_token($1, $2::timestamptz)",
            parameters
        )
        return found.rowCount == 1 ? (found.int8(0, 0), found.int8(0, 1)) : nil
    }

    private func finish(
        _ owner: (organizationID: Int64, userID: Int64),
        hash: PasswordHash,
        now: Date,
        in connection: Connection
    ) throws(AccountError) {
        guard let token = SessionToken(token) else { throw Self.dead }
        var link = Parameters()
        link.int8(owner.organizationID)
        link.int8(owner.userID)
        link.binary(token.hash)
        // Of several attempts at once, one deletes the row.
        let used = try connection.run(
            "DELETE FROM password_reset WHERE organization_id = $1 AND user_id = $2 AND token_hash = $3",
            link
        )
        guard used.affectedRows == 1 else { throw Self.dead }
        var parameters = Parameters()
        parameters.int8(owner.organizationID)
        parameters.int8(owner.userID)
        parameters.text(hash.text)
        try connection.run(
            "UPDATE app_user SET password_hash = $3 WHERE organization_id = $1 AND id = $2",
            parameters
        )
        var sessions = Parameters()
        sessions.int8(owner.organizationID)
        sessions.int8(owner.userID)
        sessions.timestamp(now)
        try connection.run(
            "UPDATE session SET ended_at = $3 WHERE organization_id = $1 AND user_id = $2 AND ended_at IS NULL",
            sessions
        )
        try connection.revokeAccessTokens(of: owner.userID, organizationID: owner.organizationID, now: now)
    }
}
