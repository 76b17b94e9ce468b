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
            if id == work.caller.userID { return try work.endSessions(of: work.caller.userID) }
            // Before anybody is looked up: who may not manage people does not learn who is there.
            guard work.caller.permissions.contains("MANAGE_USERS") else { throw .missingPermissions(["MANAGE_USERS"]) }
            let kind = try work.lockOrganization()
            let user = try ManagedUser.find(id, in: &work)
            try RoleAssignment.check(user.roles, by: work.caller.roles, in: kind)
            return try work.endSessions(of: user.id)
        }
    }
}
