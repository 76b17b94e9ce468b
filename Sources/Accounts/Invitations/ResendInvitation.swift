/// Sends an invitation again: a new link, 60 days from now; the old link is dead.
package struct ResendInvitation: Sendable {
    package let id: Int64?
    package let outbox: Outbox

    package init(id: Int64?, outbox: Outbox) {
        self.id = id
        self.outbox = outbox
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        let kind = try work.lockOrganization()
        let invitation = try work.openInvitation(id, outbox)
        try RoleAssignment.check(invitation.roles, by: work.caller.roles, in: kind)
        let details = try work.invitationDetails()
        try work.invitations(outbox).renew(invitation, invitedBy: work.caller.userID, mail: (.invitation, details))
        return invitation.id
    }
}

/// Ends an invitation: its link is dead, and mail that has not gone out does not.
package struct CancelInvitation: Sendable {
    package let id: Int64?
    package let outbox: Outbox

    package init(id: Int64?, outbox: Outbox) {
        self.id = id
        self.outbox = outbox
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        let kind = try work.lockOrganization()
        let invitation = try work.openInvitation(id, outbox)
        try RoleAssignment.check(invitation.roles, by: work.caller.roles, in: kind)
        try work.invitations(outbox).cancel(invitation.id)
        return invitation.id
    }
}

extension CommandWork {
    /// - Throws: not found for what is unknown or another organization's, a conflict for what is accepted or cancelled.
    fileprivate mutating func openInvitation(
        _ id: Int64?,
        _ outbox: Outbox
    ) throws(AccountError)
        -> InvitationStore.Open
    {
        guard let id else { throw .notFound("invitation") }
        let store = invitations(outbox)
        if let invitation = try store.find(id) {
            target = invitation.email
            return invitation
        }
        guard try store.exists(id) else { throw .notFound("invitation") }
        throw .conflict("INVITATION_CLOSED", "This invitation was accepted or cancelled. Invite the person anew.")
    }
}
