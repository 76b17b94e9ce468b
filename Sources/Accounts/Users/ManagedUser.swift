import Foundation
import Postgres

/// Somebody in the caller's organization whom a command is about, locked until the transaction ends.
struct ManagedUser {
    let id: Int64
    let email: String
    let isActive: Bool
    let roles: [String]

    /// - Throws: not found, for an id that is unknown or another organization's.
    static func find(_ id: Int64?, in work: inout CommandWork) throws(AccountError) -> ManagedUser {
        guard let id else { throw .notFound("user") }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(id)
        let found = try work.connection.run(
            """
            SELECT u.email, u.status = 'ACTIVE', ARRAY(
                SELECT r.role FROM user_role r WHERE r.organization_id = u.organization_id AND r.user_id = u.id
            )
            FROM app_user u WHERE u.organization_id = $1 AND u.id = $2
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("user") }
        work.target = found.text(0, 0)
        return ManagedUser(id: id, email: found.text(0, 0), isActive: found.bool(0, 1), roles: found.texts(0, 2))
    }
}

extension CommandWork {
    /// Held before the transaction ends, with the organization locked: somebody must be left who may do everything.
    func checkAdministratorIsLeft() throws(AccountError) {
        if try connection.hasAdministrator(organizationID) { return }
        throw .conflict(
            "LAST_ADMINISTRATOR",
            "This is the organization's last active account administrator. Make somebody else one first."
        )
    }

    /// Ends a user's sessions, all or all but one.
    ///
    /// - Returns: how many sessions were ended.
    @discardableResult
    func endSessions(of user: Int64, except kept: Int64? = nil) throws(AccountError) -> Int {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(user)
        parameters.timestamp(now)
        parameters.int8(kept ?? -1)
        let ended = try connection.run(
            """
            UPDATE session SET ended_at = $3
            WHERE organization_id = $1 AND user_id = $2 AND ended_at IS NULL AND id <> $4
            """,
            parameters
        )
        return ended.affectedRows
    }
}

extension Connection {
    /// Whether an organization, whose rows the transaction shows, has an active account administrator.
    func hasAdministrator(_ organizationID: Int64) throws(AccountError) -> Bool {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.text(RoleAssignment.administrator)
        return try run(
            """
            SELECT EXISTS (
                SELECT FROM user_role r
                JOIN app_user u ON u.organization_id = r.organization_id AND u.id = r.user_id
                WHERE r.organization_id = $1 AND r.role = $2 AND u.status = 'ACTIVE'
            )
            """,
            parameters
        ).bool(0, 0)
    }

    /// Ends a user's access tokens.
    func revokeAccessTokens(of user: Int64, organizationID: Int64, now: Date) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(user)
        parameters.timestamp(now)
        try run(
            """
            UPDATE access_token SET revoked_at = $3
            WHERE organization_id = $1 AND user_id = $2 AND revoked_at IS NULL
            """,
            parameters
        )
    }
}
