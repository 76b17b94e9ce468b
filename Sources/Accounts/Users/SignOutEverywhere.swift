/// Ends all sessions of a user: of the caller, or of somebody whom the caller may manage.
package struct SignOutEverywhere: Sendable {
    /// Whose sessions end.
    package enum Target: Sendable {
        case caller
        case user(Int64?)
    }

    package let target: Target

    package init(_ target: Target) {
        self.target = target
    }

    /// - Returns: how many sessions were ended.
    package func run(_ work: inout CommandWork) throws(AccountError) -> Int {
        switch target {
        case .caller: return try work.endSessions(of: work.caller.userID)
        case .user(let id):
            let user = try ManagedUser.find(id, in: &work)
            if user.id == work.caller.userID { return try work.endSessions(of: user.id) }
            guard work.caller.permissions.contains("MANAGE_USERS") else { throw .missingPermissions(["MANAGE_USERS"]) }
            let kind = try work.lockOrganization()
            try RoleAssignment.check(user.roles, by: work.caller.roles, in: kind)
            return try work.endSessions(of: user.id)
        }
    }
}
