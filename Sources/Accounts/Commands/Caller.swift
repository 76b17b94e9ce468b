import Postgres

/// Who a command is run for, as the database says in the command's own transaction.
package struct Caller: Sendable {
    package let organizationID: Int64
    package let userID: Int64
    /// The session; `nil` for a personal access token.
    package let sessionID: Int64?
    package let roles: [String]
    /// What the roles grant; of that, what an access token is limited to.
    package let permissions: Set<String>

    /// Whether a script calls with a personal access token. Such callers may not touch accounts and tokens.
    package var isScript: Bool { sessionID == nil }

    /// - Parameter permissions: what a command needs.
    func check(_ permissions: [String]) throws(AccountError) {
        let missing = permissions.filter { !self.permissions.contains($0) }
        if !missing.isEmpty { throw .missingPermissions(missing) }
    }

    /// The caller whom a token names.
    ///
    /// - Throws: `.unauthenticated` for a token that opens nothing, and without one.
    static func verify(
        _ request: CommandRequest,
        grants: RoleGrants,
        in connection: Connection
    ) throws(AccountError) -> Caller {
        guard let tokenHash = request.tokenHash else { throw .unauthenticated }
        var parameters = Parameters()
        parameters.binary(tokenHash)
        let found = try connection.run(
            "SELECT organization_id, user_id, roles, session_id, scope FROM session_by_token($1)",
            parameters
        )
        guard found.rowCount == 1 else { throw .unauthenticated }
        let roles = found.texts(0, 2)
        var permissions = grants.permissions(of: roles)
        if !found.isNull(0, 4) { permissions.formIntersection(found.texts(0, 4)) }
        return Caller(
            organizationID: found.int8(0, 0),
            userID: found.int8(0, 1),
            sessionID: found.isNull(0, 3) ? nil : found.int8(0, 3),
            roles: roles,
            permissions: permissions
        )
    }
}
