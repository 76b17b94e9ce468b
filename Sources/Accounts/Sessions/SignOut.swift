package import Foundation
package import Postgres

/// Ends a session. The database raises the organization's epoch with it, so that no gateway uses it again.
package struct SignOut: Sendable {
    package init() {}

    /// - Parameters:
    ///   - tokenHash: `SessionToken.hash` of the session to end.
    ///   - connection: one that works as `DatabaseRole.commands`.
    /// - Returns: `false` if the session had ended already, or never was.
    package func run(
        tokenHash: [UInt8],
        now: Date = Date(),
        in connection: Connection
    ) throws(AccountError) -> Bool {
        try connection.command { (connection) throws(AccountError) in
            var parameters = Parameters()
            parameters.binary(tokenHash)
            let found = try connection.run("SELECT organization_id FROM session_by_token($1)", parameters)
            guard found.rowCount == 1 else { return false }
            let organizationID = found.int8(0, 0)
            try connection.work(in: organizationID)
            parameters.int8(organizationID)
            parameters.timestamp(now)
            let ended = try connection.run(
                """
                UPDATE session SET ended_at = $3
                WHERE organization_id = $2 AND token_hash = $1 AND ended_at IS NULL
                """,
                parameters
            )
            return ended.affectedRows == 1
        }
    }
}
