import Foundation
import Postgres

/// The invitation of an agreement's designated administrator. The transaction shows the customer's rows.
struct FirstInvitation {
    let store: InvitationStore
    let agreement: Int64

    /// Sends it: for the first time, or again with a new link. Whatever other link there was is dead.
    ///
    /// - Returns: the invitation; `nil` if the designated administrator signs in already, or if the organization has an
    ///   administrator of its own and the invitation was cancelled: nobody from outside brings it back.
    func send() throws(AccountError) -> Int64? {
        try store.connection.lockOrganization(store.organizationID)
        guard
            let person = try DesignatedAdministrator.find(
                agreement: agreement,
                organizationID: store.organizationID,
                in: store.connection
            )
        else { return nil }
        let details = try details()
        let open = try openOne()
        let sameAddress = try store.find(address: person.email)
        if try isMember(person.email) {
            if let open { try store.cancel(open) }
            return nil
        }
        if open == nil, try wasSentBefore(), try store.connection.hasAdministrator(store.organizationID) { return nil }
        if let sameAddress, sameAddress.agreementID == agreement, sameAddress.name == person.invitation.fullName {
            try store.renew(sameAddress, invitedBy: nil, mail: (.firstInvitation, details))
            return sameAddress.id
        }
        if let open { try store.cancel(open) }
        if let sameAddress { try store.cancel(sameAddress.id) }
        return try store.add(
            person.invitation,
            invitedBy: nil,
            agreement: agreement,
            mail: (.firstInvitation, details)
        )
    }

    /// The agreement's open invitation, locked.
    private func openOne() throws(AccountError) -> Int64? {
        var parameters = Parameters()
        parameters.int8(store.organizationID)
        parameters.int8(agreement)
        let found = try store.connection.run(
            """
            SELECT id FROM invitation WHERE organization_id = $1 AND agreement_id = $2
                AND accepted_at IS NULL AND cancelled_at IS NULL ORDER BY id DESC LIMIT 1 FOR UPDATE
            """,
            parameters
        )
        return found.rowCount == 1 ? found.int8(0, 0) : nil
    }

    private func wasSentBefore() throws(AccountError) -> Bool {
        var parameters = Parameters()
        parameters.int8(store.organizationID)
        parameters.int8(agreement)
        return try store.connection.run(
            "SELECT EXISTS (SELECT FROM invitation WHERE organization_id = $1 AND agreement_id = $2)",
            parameters
        ).bool(0, 0)
    }

    private func isMember(_ address: String) throws(AccountError) -> Bool {
        var parameters = Parameters()
        parameters.int8(store.organizationID)
        parameters.text(address)
        return try store.connection.run(
            "SELECT EXISTS (SELECT FROM app_user WHERE organization_id = $1 AND lower(email) = lower($2))",
            parameters
        ).bool(0, 0)
    }

    private func details() throws(AccountError) -> [String: String] {
        var parameters = Parameters()
        parameters.int8(store.organizationID)
        parameters.int8(agreement)
        let found = try store.connection.run(
            """
            SELECT o.name, a.number FROM organization o
            JOIN agreement a ON a.organization_id = o.organization_id AND a.id = $2
            WHERE o.organization_id = $1
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("agreement") }
        return ["organization": found.text(0, 0), "agreement": found.text(0, 1)]
    }
}

extension InvitationDraft {
    var fullName: String { "\(firstName) \(lastName)" }
}
