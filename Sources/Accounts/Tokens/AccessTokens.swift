package import Foundation
import Postgres

/// Makes a personal access token: for scripts, limited to some permissions and to a time.
package struct CreateAccessToken: Sendable {
    package let name: String
    package let permissions: [String]
    package let expiresAt: Date

    /// A year, and the leap day that may be in it.
    package static let maximumLifetime: TimeInterval = 366 * 86_400

    package init(name: String, permissions: [String], expiresAt: Date) {
        self.name = name
        self.permissions = permissions
        self.expiresAt = expiresAt
    }

    /// - Returns: the token, which is shown this once, and the key of its row.
    package func run(_ work: inout CommandWork) throws(AccountError) -> (token: SessionToken, id: Int64) {
        let name = PersonName.trimmed(name)
        try PersonName.check(name, "token's name")
        work.target = name
        let wanted = Set(permissions)
        if wanted.isEmpty {
            throw .invalid("NO_PERMISSION", "Name at least one permission that the token has.")
        }
        let beyond = wanted.subtracting(work.caller.permissions).sorted()
        if !beyond.isEmpty {
            throw .forbidden(
                "PERMISSION_NOT_HELD",
                "A token has no permission that you do not have: \(beyond.joined(separator: ", "))."
            )
        }
        guard expiresAt > work.now, expiresAt <= work.now.addingTimeInterval(Self.maximumLifetime) else {
            throw .invalid("INVALID_EXPIRY", "A token expires in the future, and within a year.")
        }
        let token = SessionToken()
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(work.caller.userID)
        parameters.text(name)
        parameters.binary(token.hash)
        parameters.textArray(wanted.sorted())
        parameters.timestamp(work.now)
        parameters.timestamp(expiresAt)
        let row = try work.connection.run(
            """
            INSERT INTO access_token (organization_id, user_id, name, token_hash, permissions, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
            """,
            parameters
        )
        return (token, row.int8(0, 0))
    }
}

/// Ends one of the caller's access tokens.
package struct RevokeAccessToken: Sendable {
    package let id: Int64?

    package init(id: Int64?) {
        self.id = id
    }

    package func run(_ work: inout CommandWork) throws(AccountError) {
        guard let id else { throw .notFound("access token") }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(work.caller.userID)
        parameters.int8(id)
        parameters.timestamp(work.now)
        let revoked = try work.connection.run(
            """
            UPDATE access_token SET revoked_at = $4
            WHERE organization_id = $1 AND user_id = $2 AND id = $3 AND revoked_at IS NULL
            RETURNING name
            """,
            parameters
        )
        guard revoked.rowCount == 1 else { throw .notFound("access token") }
        work.target = revoked.text(0, 0)
    }
}
