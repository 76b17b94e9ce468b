package import Postgres

/// The roles that a caller may give.
package enum AssignableRoles {
    /// Reads only, so it leaves no row in the audit.
    ///
    /// - Parameter connection: one that works as `DatabaseRole.commands`.
    package static func of(
        _ request: CommandRequest,
        runner: CommandRunner,
        in connection: Connection
    ) throws(AccountError) -> Set<String> {
        try connection.command { (connection) throws(AccountError) in
            let caller = try Caller.verify(request, grants: runner.grants, in: connection)
            try connection.work(in: caller.organizationID)
            var parameters = Parameters()
            parameters.int8(caller.organizationID)
            let kind = try connection.run("SELECT kind FROM organization WHERE organization_id = $1", parameters)
            guard kind.rowCount == 1 else { throw .unauthenticated }
            return RoleAssignment.assignable(by: caller.roles, in: kind.text(0, 0))
        }
    }
}
