import Foundation
import Postgres

/// Registers an agreement that both sides have signed, and invites its designated administrator. For the operator.
package struct RegisterAgreement: Sendable {
    /// The agreement as the operator enters it. Days as `2026-03-14`.
    package struct Draft: Sendable {
        package var number: String
        package var title: String
        package var signedOn: String
        package var startsOn: String
        package var endsOn: String
        package var organizationName: String
        package var country: String
        package var accountNumber: String
        package var accountName: String
        package var currency: String
        package var partnerNumber: String?
        package var administrator: DesignatedAdministrator

        package init(
            number: String,
            title: String,
            signedOn: String,
            startsOn: String,
            endsOn: String,
            organizationName: String,
            country: String,
            accountNumber: String,
            accountName: String,
            currency: String,
            partnerNumber: String?,
            administrator: DesignatedAdministrator
        ) {
            self.number = number
            self.title = title
            self.signedOn = signedOn
            self.startsOn = startsOn
            self.endsOn = endsOn
            self.organizationName = organizationName
            self.country = country
            self.accountNumber = accountNumber
            self.accountName = accountName
            self.currency = currency
            self.partnerNumber = partnerNumber
            self.administrator = administrator
        }
    }

    package let draft: Draft
    package let outbox: Outbox

    package init(_ draft: Draft, outbox: Outbox) {
        self.draft = draft
        self.outbox = outbox
    }

    /// Makes a new customer with its account and agreement.
    package func run(_ work: inout CommandWork) throws(AccountError) {
        work.target = "\(draft.number), \(draft.administrator.email)"
        try draft.administrator.check()
        for (text, what) in [
            (draft.number, "agreement's number"), (draft.title, "agreement's title"),
            (draft.organizationName, "organization's name"), (draft.accountNumber, "account's number"),
            (draft.accountName, "account's name"),
        ] { try PersonName.check(text, what) }
        guard draft.startsOn < draft.endsOn else {
            throw .invalid("INVALID_PERIOD", "An agreement ends after it has started.")
        }
        try Country.check(draft.country, in: work.connection)
        let partner = try partner(work)
        let connection = work.connection
        let customer = try connection.run("SELECT nextval('organization_organization_id_seq')").int8(0, 0)
        try connection.work(in: customer)
        let agreement = try insert(customer: customer, partner: partner, in: connection)
        try draft.administrator.store(agreement: agreement, organizationID: customer, in: connection)
        let store = InvitationStore(connection: connection, organizationID: customer, outbox: outbox, now: work.now)
        _ = try FirstInvitation(store: store, agreement: agreement).send()
    }

    private func partner(_ work: CommandWork) throws(AccountError) -> Int64? {
        guard let number = draft.partnerNumber else { return nil }
        var parameters = Parameters()
        parameters.text(number)
        let found = try work.connection.run("SELECT id FROM partner WHERE number = $1", parameters)
        guard found.rowCount == 1 else { throw .invalid("UNKNOWN_PARTNER", "There is no partner with this number.") }
        return found.int8(0, 0)
    }

    private func insert(customer: Int64, partner: Int64?, in connection: Connection) throws(AccountError) -> Int64 {
        var organization = Parameters()
        organization.int8(customer)
        organization.text(draft.organizationName)
        organization.text(draft.country)
        try connection.run(
            "INSERT INTO organization (organization_id, name, country_code) VALUES ($1, $2, $3)",
            organization
        )
        var account = organization
        account.text(draft.accountNumber)
        account.text(draft.accountName)
        account.text(draft.currency)
        let accountID = try connection.run(
            """
            INSERT INTO purchasing_account (organization_id, number, name, country_code, currency)
            VALUES ($1, $4, coalesce($5, $2), $3, $6) RETURNING id
            """,
            account
        ).int8(0, 0)
        var agreement = Parameters()
        agreement.int8(customer)
        agreement.text(draft.number)
        agreement.text(draft.title)
        agreement.textFormat(draft.signedOn)
        agreement.textFormat(draft.startsOn)
        agreement.textFormat(draft.endsOn)
        agreement.int8(accountID)
        if let partner { agreement.int8(partner) } else { agreement.null() }
        return try connection.run(
            """
            INSERT INTO agreement (organization_id, number, title, status, signed_on, starts_on, ends_on,
                purchasing_account_id, partner_id)
            VALUES ($1, $2, $3, CASE WHEN $5::date > current_date THEN 'PENDING' ELSE 'ACTIVE' END,
                $4::date, $5::date, $6::date, $7, $8)
            RETURNING id
            """,
            agreement
        ).int8(0, 0)
    }
}
