import Postgres

/// Ends the caller's session. The database raises the organization's epoch with it, so that no gateway uses it again.
package struct SignOut: Sendable {
    package init() {}

    /// - Returns: `false` if the caller has no session to end: they call with an access token.
    package func run(_ work: inout CommandWork) throws(AccountError) -> Bool {
        guard let session = work.caller.sessionID else { return false }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(session)
        parameters.timestamp(work.now)
        let ended = try work.connection.run(
            "UPDATE session SET ended_at = $3 WHERE organization_id = $1 AND id = $2 AND ended_at IS NULL",
            parameters
        )
        return ended.affectedRows == 1
    }
}
