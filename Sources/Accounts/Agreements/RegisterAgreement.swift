package import Foundation
package import Postgres

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
        /// What to do if the customer is there already.
        package var existing: ExistingCustomer

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
            administrator: DesignatedAdministrator,
            existing: ExistingCustomer = .ask
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
            self.existing = existing
        }
    }

    /// What to do with an agreement whose customer may be there already. Its administrator gets into that customer's
    /// organization, so it is never done unasked.
    package enum ExistingCustomer: String, Sendable {
        /// Do nothing, and say who it is.
        case ask = "ASK"
        /// Add it to that customer.
        case join = "JOIN"
        /// Make another customer.
        case separate = "SEPARATE"
    }

    package let draft: Draft
    package let outbox: Outbox

    package init(_ draft: Draft, outbox: Outbox) {
        self.draft = draft
        self.outbox = outbox
    }

    /// Makes a new customer with its account and agreement, or adds both to the customer that is there.
    package func run(_ work: inout CommandWork) throws(AccountError) {
        work.target = target
        work.concerned = try register(in: work.connection, now: work.now)
    }

    /// The same for the operator's own programs, in a transaction of theirs.
    ///
    /// - Parameter program: named by the audit, in the customer's organization.
    package func run(as program: String, in connection: Connection, now: Date) throws(AccountError) {
        var event = AuditEvent(request: CommandRequest(program, now: now))
        event.organizationID = try register(in: connection, now: now)
        event.target = target
        try event.write(in: connection)
    }

    private var target: String { "\(draft.number), \(draft.administrator.email)" }

    /// - Returns: the customer.
    private func register(in connection: Connection, now: Date) throws(AccountError) -> Int64 {
        try draft.administrator.check()
        for (text, what) in [
            (draft.number, "agreement's number"), (draft.title, "agreement's title"),
            (draft.organizationName, "organization's name"), (draft.accountNumber, "account's number"),
            (draft.accountName, "account's name"),
        ] { try PersonName.check(text, what) }
        guard draft.startsOn < draft.endsOn else {
            throw .invalid("INVALID_PERIOD", "An agreement ends after it has started.")
        }
        try Country.check(draft.country, in: connection)
        let partner = try partner(in: connection)
        // One registration at a time, so that two of the same agreement see each other.
        try connection.run("SELECT pg_advisory_xact_lock(hashtextextended('register an agreement', 0))")
        let known = try knownCustomer(in: connection)
        let customer: Int64
        if let known {
            customer = known
            try connection.work(in: customer)
        } else {
            customer = try connection.run("SELECT nextval('organization_organization_id_seq')").int8(0, 0)
            try connection.work(in: customer)
            try insertOrganization(customer, in: connection)
        }
        let account = try account(of: customer, in: connection)
        let agreement = try insert(customer: customer, account: account, partner: partner, in: connection)
        try draft.administrator.store(agreement: agreement, organizationID: customer, in: connection)
        let store = InvitationStore(connection: connection, organizationID: customer, outbox: outbox, now: now)
        _ = try FirstInvitation(store: store, agreement: agreement).send()
        return customer
    }

    private func partner(in connection: Connection) throws(AccountError) -> Int64? {
        guard let number = draft.partnerNumber else { return nil }
        var parameters = Parameters()
        parameters.text(number)
        let found = try connection.run("SELECT id FROM partner WHERE number = $1", parameters)
        guard found.rowCount == 1 else { throw .invalid("UNKNOWN_PARTNER", "There is no partner with this number.") }
        return found.int8(0, 0)
    }

    /// - Returns: the customer that the agreement is added to; `nil`: a new one.
    private func knownCustomer(in connection: Connection) throws(AccountError) -> Int64? {
        var number = Parameters()
        number.text(draft.number)
        if try connection.run("SELECT is_agreement($1)", number).bool(0, 0) {
            throw .conflict("AGREEMENT_EXISTS", "The agreement \(draft.number) is registered already.")
        }
        var parameters = Parameters()
        parameters.text(draft.accountNumber)
        parameters.text(draft.organizationName)
        parameters.text(draft.country)
        let found = try connection.run(
            "SELECT organization_id, organization_name FROM customers_like($1, $2, $3)",
            parameters
        )
        switch (draft.existing, found.rowCount) {
        case (.separate, _), (.ask, 0): return nil
        case (.join, 0):
            throw .conflict(
                "NO_CUSTOMER",
                "No customer has the purchasing account \(draft.accountNumber) or this name. Leave `existingCustomer` out "
                    + "to make a new one."
            )
        case (.join, 1): return found.int8(0, 0)
        case (.join, let count):
            throw .conflict(
                "SEVERAL_CUSTOMERS",
                "\(count) customers have the purchasing account \(draft.accountNumber) or this name, so it is not clear "
                    + "which one to join. Enter the number or the name that only one of them has."
            )
        case (.ask, _):
            throw .conflict(
                "CUSTOMER_EXISTS",
                "\(found.text(0, 1)) is there already, with the purchasing account \(draft.accountNumber) or with this "
                    + "name. Nothing was registered. Say `existingCustomer: JOIN` to add the agreement there, whose "
                    + "people then see it and whom its administrator joins, or `SEPARATE` to make another customer."
            )
        }
    }

    private func insertOrganization(_ customer: Int64, in connection: Connection) throws(AccountError) {
        var organization = Parameters()
        organization.int8(customer)
        organization.text(draft.organizationName)
        organization.text(draft.country)
        try connection.run(
            "INSERT INTO organization (organization_id, name, country_code) VALUES ($1, $2, $3)",
            organization
        )
    }

    /// The customer's purchasing account of that number, made if it is not there.
    private func account(of customer: Int64, in connection: Connection) throws(AccountError) -> Int64 {
        var known = Parameters()
        known.int8(customer)
        known.text(draft.accountNumber)
        let found = try connection.run(
            "SELECT id FROM purchasing_account WHERE organization_id = $1 AND number = $2",
            known
        )
        if found.rowCount == 1 { return found.int8(0, 0) }
        var account = known
        account.text(draft.accountName)
        account.text(draft.country)
        account.text(draft.currency)
        return try connection.run(
            """
            INSERT INTO purchasing_account (organization_id, number, name, country_code, currency)
            VALUES ($1, $2, $3, $4, $5) RETURNING id
            """,
            account
        ).int8(0, 0)
    }

    private func insert(
        customer: Int64,
        account: Int64,
        partner: Int64?,
        in connection: Connection
    ) throws(AccountError) -> Int64 {
        var agreement = Parameters()
        agreement.int8(customer)
        agreement.text(draft.number)
        agreement.text(draft.title)
        agreement.textFormat(draft.signedOn)
        agreement.textFormat(draft.startsOn)
        agreement.textFormat(draft.endsOn)
        agreement.int8(account)
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
