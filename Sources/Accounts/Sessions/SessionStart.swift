package import Foundation
import Postgres

/// How long sessions last.
package struct SessionLimits: Sendable {
    /// Seconds until a session ends at the latest.
    package var lifetime: TimeInterval
    /// Seconds without use after which it ends.
    package var idle: TimeInterval

    package init(lifetime: TimeInterval = 12 * 3600, idle: TimeInterval = 30 * 60) {
        self.lifetime = lifetime
        self.idle = idle
    }
}

/// What signing in gives: a session that has begun.
package struct SignedIn: Sendable {
    package let token: SessionToken
    package let expiresAt: Date
    package let organizationID: Int64
    package let userID: Int64
}

extension Connection {
    /// Begins a session, always with a new token. The transaction must show the organization's rows.
    func beginSession(
        organizationID: Int64,
        userID: Int64,
        limits: SessionLimits,
        now: Date
    ) throws(AccountError) -> SignedIn {
        let token = SessionToken()
        let expiresAt = now.addingTimeInterval(limits.lifetime)
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(userID)
        parameters.binary(token.hash)
        parameters.timestamp(now)
        parameters.timestamp(expiresAt)
        parameters.int8(Int64(limits.idle))
        try run(
            """
            INSERT INTO session (organization_id, user_id, token_hash, created_at, expires_at, idle_limit)
            VALUES ($1, $2, $3, $4, $5, $6::bigint * interval '1 second')
            """,
            parameters
        )
        return SignedIn(token: token, expiresAt: expiresAt, organizationID: organizationID, userID: userID)
    }
}
