import Postgres

/// Invites people, each with a result of their own: what is wrong with one does not keep the others.
package struct InviteUsers: Sendable {
    /// What became of one of them.
    package enum Outcome: Sendable {
        case invited(Int64)
        case refused(Refusal)
    }

    package let drafts: [InvitationDraft]
    package let outbox: Outbox

    /// At once.
    package static let maximum = 50

    package init(_ drafts: [InvitationDraft], outbox: Outbox) {
        self.drafts = drafts
        self.outbox = outbox
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> [Outcome] {
        guard (1...Self.maximum).contains(drafts.count) else {
            throw .invalid("TOO_MANY", "Invite 1 to \(Self.maximum) people at once; these are \(drafts.count).")
        }
        // One at a time in an organization, so that two of the same address cannot meet.
        let kind = try work.lockOrganization()
        let details = try work.invitationDetails()
        var outcomes: [Outcome] = []
        for draft in drafts {
            do throws(AccountError) {
                outcomes.append(.invited(try invite(draft, kind, details, work)))
            } catch {
                guard case .refused(let refusal) = error else { throw error }
                outcomes.append(.refused(refusal))
            }
        }
        work.target = zip(drafts, outcomes).map { draft, outcome in
            if case .refused(let refusal) = outcome { "\(draft.email) (\(refusal.reason))" } else { draft.email }
        }.joined(separator: ", ")
        return outcomes
    }

    private func invite(
        _ draft: InvitationDraft,
        _ kind: String,
        _ details: [String: String],
        _ work: CommandWork
    ) throws(AccountError) -> Int64 {
        try draft.check(in: work.connection)
        try RoleAssignment.check(draft.roles, by: work.caller.roles, in: kind)
        try checkMembership(draft, work)
        try checkDomain(draft, work)
        let store = work.invitations(outbox)
        if let open = try store.find(address: draft.email) {
            guard open.hasExpired else {
                throw .conflict(
                    "ALREADY_INVITED",
                    "\(draft.email) has an invitation that is still open. Resend it, or cancel it first."
                )
            }
            try store.cancel(open.id)
        }
        return try store.add(draft, invitedBy: work.caller.userID, mail: (.invitation, details))
    }

    private func checkMembership(_ draft: InvitationDraft, _ work: CommandWork) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.text(draft.email)
        let member = try work.connection.run(
            "SELECT status = 'ACTIVE' FROM app_user WHERE organization_id = $1 AND lower(email) = lower($2)",
            parameters
        )
        guard member.rowCount > 0 else { return }
        if member.bool(0, 0) {
            throw .conflict("ALREADY_MEMBER", "\(draft.email) belongs to your organization already.")
        }
        throw .conflict(
            "DEACTIVATED",
            "\(draft.email) belongs to your organization and is deactivated. Reactivate them instead."
        )
    }

    private func checkDomain(_ draft: InvitationDraft, _ work: CommandWork) throws(AccountError) {
        guard let domain = DomainName(WorkAddress.domain(of: draft.email)) else {
            throw .invalid("INVALID_ADDRESS", "This is not an address that mail can be sent to.")
        }
        guard let owner = try domain.owner(in: work.connection) else {
            return try DomainRefusal.checkLookAlikes(name: domain.name, skeleton: domain.skeleton, work)
        }
        if owner == work.organizationID { return }
        throw .conflict(
            "FOREIGN_DOMAIN",
            "\(domain.displayName) belongs to another organization, so its people are not invited here."
        )
    }
}
