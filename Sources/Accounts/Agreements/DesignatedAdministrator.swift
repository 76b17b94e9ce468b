import Postgres

/// The person whom an agreement names as purchasing account administrator: the first of an organization to come in.
package struct DesignatedAdministrator: Sendable {
    package let email: String
    package let firstName: String
    package let lastName: String
    package let preferredLanguage: String

    package init(email: String, firstName: String, lastName: String, preferredLanguage: String) {
        self.email = email
        self.firstName = PersonName.trimmed(firstName)
        self.lastName = PersonName.trimmed(lastName)
        self.preferredLanguage = preferredLanguage
    }

    func check() throws(AccountError) {
        try WorkAddress.check(email)
        try PersonName.check(firstName, "first name")
        try PersonName.check(lastName, "last name")
    }

    var invitation: InvitationDraft {
        InvitationDraft(
            email: email,
            firstName: firstName,
            lastName: lastName,
            preferredLanguage: preferredLanguage,
            country: nil,
            roles: [RoleAssignment.administrator]
        )
    }

    /// Writes them into the agreement.
    func store(agreement: Int64, organizationID: Int64, in connection: Connection) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(agreement)
        parameters.text(email)
        parameters.text(firstName)
        parameters.text(lastName)
        parameters.text(preferredLanguage)
        try connection.run(
            """
            INSERT INTO agreement_administrator
                (organization_id, agreement_id, email, first_name, last_name, preferred_language)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (organization_id, agreement_id) DO UPDATE SET email = excluded.email,
                first_name = excluded.first_name, last_name = excluded.last_name,
                preferred_language = excluded.preferred_language
            """,
            parameters
        )
    }

    /// As the agreement names them.
    static func find(
        agreement: Int64,
        organizationID: Int64,
        in connection: Connection
    ) throws(AccountError) -> DesignatedAdministrator? {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(agreement)
        let found = try connection.run(
            """
            SELECT email, first_name, last_name, preferred_language FROM agreement_administrator
            WHERE organization_id = $1 AND agreement_id = $2
            """,
            parameters
        )
        guard found.rowCount == 1 else { return nil }
        return DesignatedAdministrator(
            email: found.text(0, 0),
            firstName: found.text(0, 1),
            lastName: found.text(0, 2),
            preferredLanguage: found.text(0, 3)
        )
    }
}
