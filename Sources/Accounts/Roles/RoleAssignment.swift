/// Who may give which role, and take it.
///
/// | holds | may give |
/// | --- | --- |
/// | account administrator | any role of their kind of organization |
/// | user administrator | any but account administrator, partner and operator |
/// | agreement administrator | agreement administrator |
package enum RoleAssignment {
    package static let administrator = "ACCOUNT_ADMINISTRATOR"
    private static let userAdministrator = "USER_ADMINISTRATOR"
    private static let agreementAdministrator = "AGREEMENT_ADMINISTRATOR"

    private static let common = [
        administrator, agreementAdministrator, userAdministrator, "ACCOUNT_MANAGER", "REPORT_VIEWER", "ACCOUNT_VIEWER",
    ]

    /// Roles that people of an organization may hold.
    ///
    /// - Parameter kind: of the organization: `CUSTOMER`, `PARTNER` or `OPERATOR`.
    static func roles(in kind: String) -> [String] {
        kind == "CUSTOMER" ? common : common + [kind]
    }

    /// Whether people can hold a role: all but that of callers who are not signed in.
    package static func isForPeople(_ role: String) -> Bool {
        common.contains(role) || role == "PARTNER" || role == "OPERATOR"
    }

    /// Roles that somebody who holds `roles` may give to others, and take from them.
    package static func assignable(by roles: [String], in kind: String) -> Set<String> {
        if roles.contains(administrator) { return Set(self.roles(in: kind)) }
        var assignable: Set<String> = []
        if roles.contains(userAdministrator) { assignable.formUnion(common.filter { $0 != administrator }) }
        if roles.contains(agreementAdministrator) { assignable.insert(agreementAdministrator) }
        return assignable
    }

    /// - Throws: the answer to somebody who gives or takes roles that are not theirs to give.
    static func check(_ roles: some Sequence<String>, by holder: [String], in kind: String) throws(AccountError) {
        let beyond = Set(roles).subtracting(assignable(by: holder, in: kind)).sorted()
        if beyond.isEmpty { return }
        throw .forbidden(
            "ROLE_NOT_ASSIGNABLE",
            "Your roles do not let you give or take \(beyond.joined(separator: ", ")). "
                + "The query `roles` says which ones they do; an account administrator may give any."
        )
    }
}
