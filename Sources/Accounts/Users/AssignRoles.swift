import Postgres

/// Gives a user exactly these roles.
///
/// Every role that is given or taken must be one that the caller may give; nobody gives themselves any; and an
/// account administrator must be left.
package struct AssignRoles: Sendable {
    package let userID: Int64?
    package let roles: [String]

    package init(userID: Int64?, roles: [String]) {
        self.userID = userID
        self.roles = roles
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        let kind = try work.lockOrganization()
        let user = try ManagedUser.find(userID, in: &work)
        let wanted = Set(roles)
        let given = wanted.subtracting(user.roles)
        let taken = Set(user.roles).subtracting(wanted)
        if wanted.isEmpty {
            throw .invalid("NO_ROLE", "A user has at least one role. To shut somebody out, deactivate them.")
        }
        if user.id == work.caller.userID && !given.isEmpty {
            throw .forbidden(
                "OWN_ROLES",
                "You cannot give roles to yourself. Another administrator of your organization can."
            )
        }
        try RoleAssignment.check(given.union(taken), by: work.caller.roles, in: kind)
        for role in taken.sorted() {
            try change(
                "DELETE FROM user_role WHERE organization_id = $1 AND user_id = $2 AND role = $3",
                user.id,
                role,
                work
            )
        }
        for role in given.sorted() {
            try change(
                "INSERT INTO user_role (organization_id, user_id, role) VALUES ($1, $2, $3)",
                user.id,
                role,
                work
            )
        }
        if taken.contains(RoleAssignment.administrator) { try work.checkAdministratorIsLeft() }
        if !taken.isEmpty {
            let assignable = RoleAssignment.assignable(by: wanted.sorted(), in: kind)
            try work.cancelInvitations(sentBy: user.id, beyond: assignable)
        }
        return user.id
    }

    private func change(_ sql: String, _ user: Int64, _ role: String, _ work: CommandWork) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(user)
        parameters.text(role)
        try work.connection.run(sql, parameters)
    }
}
