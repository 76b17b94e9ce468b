import Postgres

/// Shuts a user out, or lets them in again. Only those who may give all of the user's roles may do either.
///
/// Whoever is let in again signs in anew: sessions, access tokens and open invitations that they had sent are gone.
package struct ChangeUserStatus: Sendable {
    package enum Status: String, Sendable {
        case active = "ACTIVE"
        case deactivated = "DEACTIVATED"
    }

    package let userID: Int64?
    package let status: Status

    package init(userID: Int64?, status: Status) {
        self.userID = userID
        self.status = status
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        let kind = try work.lockOrganization()
        let user = try ManagedUser.find(userID, in: &work)
        try RoleAssignment.check(user.roles, by: work.caller.roles, in: kind)
        if user.isActive == (status == .active) { return user.id }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(user.id)
        parameters.text(status.rawValue)
        try work.connection.run(
            "UPDATE app_user SET status = $3 WHERE organization_id = $1 AND id = $2",
            parameters
        )
        if status == .deactivated {
            try work.endSessions(of: user.id)
            try work.connection.revokeAccessTokens(of: user.id, organizationID: work.organizationID, now: work.now)
            try work.cancelInvitations(sentBy: user.id, beyond: [])
            if user.roles.contains(RoleAssignment.administrator) { try work.checkAdministratorIsLeft() }
        }
        return user.id
    }
}
