import Postgres

/// An agreement that names the caller's partner, by what its opaque id holds.
package struct PartnerAgreementKey: Sendable {
    package let customerID: Int64
    package let agreementID: Int64

    package init(customerID: Int64, agreementID: Int64) {
        self.customerID = customerID
        self.agreementID = agreementID
    }
}

/// Sends the first invitation of an agreement again. For the agreement's partner.
package struct ResendFirstInvitation: Sendable {
    package let key: PartnerAgreementKey?
    package let outbox: Outbox

    package init(key: PartnerAgreementKey?, outbox: Outbox) {
        self.key = key
        self.outbox = outbox
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> PartnerAgreementKey {
        let key = try work.partnerAgreement(key)
        try work.sendFirstInvitation(key, outbox)
        return key
    }
}

/// Names another purchasing account administrator for an agreement, or mends their address: the old link is dead, and
/// the new person gets one. For the agreement's partner.
package struct ChangeDesignatedAdministrator: Sendable {
    package let key: PartnerAgreementKey?
    package let administrator: DesignatedAdministrator
    package let outbox: Outbox

    package init(key: PartnerAgreementKey?, administrator: DesignatedAdministrator, outbox: Outbox) {
        self.key = key
        self.administrator = administrator
        self.outbox = outbox
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> PartnerAgreementKey {
        let key = try work.partnerAgreement(key)
        try administrator.check()
        try work.connection.work(in: key.customerID)
        try work.connection.lockOrganization(key.customerID)
        try work.checkNotAccepted(key)
        if try work.connection.hasAdministrator(key.customerID) {
            throw .conflict(
                "HAS_ADMINISTRATOR",
                "The organization has an account administrator already, who invites whoever is to look after this agreement."
            )
        }
        try administrator.store(agreement: key.agreementID, organizationID: key.customerID, in: work.connection)
        try work.sendFirstInvitation(key, outbox)
        return key
    }
}

extension CommandWork {
    /// - Throws: not found, for an agreement that does not exist or names another partner.
    fileprivate mutating func partnerAgreement(
        _ key: PartnerAgreementKey?
    ) throws(AccountError)
        -> PartnerAgreementKey
    {
        guard let key else { throw .notFound("agreement") }
        var parameters = Parameters()
        parameters.int8(key.customerID)
        parameters.int8(key.agreementID)
        let found = try connection.run(
            "SELECT number FROM partner_agreement WHERE customer_id = $1 AND id = $2",
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("agreement") }
        target = found.text(0, 0)
        concerned = key.customerID
        return key
    }

    fileprivate func checkNotAccepted(_ key: PartnerAgreementKey) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(key.customerID)
        parameters.int8(key.agreementID)
        let accepted = try connection.run(
            """
            SELECT EXISTS (
                SELECT FROM invitation WHERE organization_id = $1 AND agreement_id = $2 AND accepted_at IS NOT NULL
            )
            """,
            parameters
        )
        if accepted.bool(0, 0) {
            throw .conflict(
                "ALREADY_ACCEPTED",
                "The designated administrator has accepted. From here on the organization manages its people itself."
            )
        }
    }

    fileprivate func sendFirstInvitation(_ key: PartnerAgreementKey, _ outbox: Outbox) throws(AccountError) {
        try connection.work(in: key.customerID)
        try connection.lockOrganization(key.customerID)
        try checkNotAccepted(key)
        let store = InvitationStore(
            connection: connection,
            organizationID: key.customerID,
            outbox: outbox,
            now: now
        )
        guard try FirstInvitation(store: store, agreement: key.agreementID).send() != nil else {
            throw .conflict(
                "NO_ADMINISTRATOR",
                "The agreement names nobody to invite, they sign in already, or the organization has cancelled their invitation."
            )
        }
    }
}
