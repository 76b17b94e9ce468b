import Postgres

/// Changes what a person may say of themselves. What is not given stays.
package struct UpdateProfile: Sendable {
    package let firstName: String?
    package let lastName: String?
    package let preferredLanguage: String?
    package let country: String?

    package init(firstName: String?, lastName: String?, preferredLanguage: String?, country: String?) {
        self.firstName = firstName
        self.lastName = lastName
        self.preferredLanguage = preferredLanguage
        self.country = country
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        if let firstName { try PersonName.check(firstName, "first name") }
        if let lastName { try PersonName.check(lastName, "last name") }
        if let country { try Country.check(country, in: work.connection) }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(work.caller.userID)
        parameters.optionalText(firstName.map(PersonName.trimmed))
        parameters.optionalText(lastName.map(PersonName.trimmed))
        parameters.optionalText(preferredLanguage)
        parameters.optionalText(country)
        try work.connection.run(
            """
            UPDATE app_user SET
                first_name = coalesce($3, first_name),
                last_name = coalesce($4, last_name),
                display_name = coalesce($3, first_name) || ' ' || coalesce($4, last_name),
                preferred_language = coalesce($5, preferred_language),
                country_code = coalesce($6, country_code)
            WHERE organization_id = $1 AND id = $2
            """,
            parameters
        )
        return work.caller.userID
    }
}
