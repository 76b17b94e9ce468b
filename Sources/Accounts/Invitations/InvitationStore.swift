import Foundation
import Postgres

/// The invitations of the organization that the transaction at hand shows.
struct InvitationStore {
    let connection: Connection
    let organizationID: Int64
    let outbox: Outbox
    let now: Date

    /// An open invitation: neither accepted nor cancelled. It may have expired.
    struct Open {
        let id: Int64
        let email: String
        let firstName: String
        let lastName: String
        let language: String
        let roles: [String]
        let agreementID: Int64?
        let hasExpired: Bool

        var name: String { "\(firstName) \(lastName)" }
    }

    private static let columns =
        "id, email, first_name, last_name, preferred_language, roles, agreement_id, expires_at <= $3"

    private func open(_ result: QueryResult) -> Open? {
        guard result.rowCount == 1 else { return nil }
        return Open(
            id: result.int8(0, 0),
            email: result.text(0, 1),
            firstName: result.text(0, 2),
            lastName: result.text(0, 3),
            language: result.text(0, 4),
            roles: result.texts(0, 5),
            agreementID: result.isNull(0, 6) ? nil : result.int8(0, 6),
            hasExpired: result.bool(0, 7)
        )
    }

    /// The open invitation with this key, locked.
    func find(_ id: Int64) throws(AccountError) -> Open? {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(id)
        parameters.timestamp(now)
        return open(
            try connection.run(
                """
                SELECT \(Self.columns) FROM invitation
                WHERE organization_id = $1 AND id = $2 AND accepted_at IS NULL AND cancelled_at IS NULL FOR UPDATE
                """,
                parameters
            )
        )
    }

    /// The open invitation for an address, locked.
    func find(address: String) throws(AccountError) -> Open? {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.text(address)
        parameters.timestamp(now)
        return open(
            try connection.run(
                """
                SELECT \(Self.columns) FROM invitation
                WHERE organization_id = $1 AND lower(email) = lower($2)
                    AND accepted_at IS NULL AND cancelled_at IS NULL FOR UPDATE
                """,
                parameters
            )
        )
    }

    func exists(_ id: Int64) throws(AccountError) -> Bool {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(id)
        return try connection.run(
            "SELECT EXISTS (SELECT FROM invitation WHERE organization_id = $1 AND id = $2)",
            parameters
        ).bool(0, 0)
    }

    /// Writes an invitation and its mail.
    func add(
        _ draft: InvitationDraft,
        invitedBy: Int64?,
        agreement: Int64? = nil,
        mail: (kind: MailKind, details: [String: String])
    ) throws(AccountError) -> Int64 {
        let token = SessionToken()
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.text(draft.email)
        parameters.text(draft.firstName)
        parameters.text(draft.lastName)
        parameters.text(draft.preferredLanguage)
        parameters.optionalText(draft.country)
        parameters.textArray(Set(draft.roles).sorted())
        parameters.binary(token.hash)
        if let invitedBy { parameters.int8(invitedBy) } else { parameters.null() }
        if let agreement { parameters.int8(agreement) } else { parameters.null() }
        parameters.timestamp(now)
        parameters.timestamp(now.addingTimeInterval(InvitationDraft.lifetime))
        let row = try connection.run(
            """
            INSERT INTO invitation (organization_id, email, first_name, last_name, preferred_language, country_code,
                roles, token_hash, invited_by, agreement_id, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
            """,
            parameters
        )
        let id = row.int8(0, 0)
        try outbox.post(
            OutgoingMail(
                kind: mail.kind,
                recipient: draft.email,
                recipientName: "\(draft.firstName) \(draft.lastName)",
                language: draft.preferredLanguage,
                details: mail.details,
                token: token,
                invitationID: id
            ),
            organizationID: organizationID,
            now: now,
            in: connection
        )
        return id
    }

    /// Gives an invitation a new link with a new time, and mails it. The old link is dead.
    func renew(
        _ invitation: Open,
        invitedBy: Int64?,
        mail: (kind: MailKind, details: [String: String])
    )
        throws(AccountError)
    {
        try outbox.withdraw(invitation: invitation.id, organizationID: organizationID, in: connection)
        let token = SessionToken()
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(invitation.id)
        parameters.binary(token.hash)
        parameters.timestamp(now)
        parameters.timestamp(now.addingTimeInterval(InvitationDraft.lifetime))
        if let invitedBy { parameters.int8(invitedBy) } else { parameters.null() }
        try connection.run(
            """
            UPDATE invitation SET token_hash = $3, created_at = $4, expires_at = $5,
                invited_by = coalesce($6::bigint, invited_by)
            WHERE organization_id = $1 AND id = $2
            """,
            parameters
        )
        try outbox.post(
            OutgoingMail(
                kind: mail.kind,
                recipient: invitation.email,
                recipientName: invitation.name,
                language: invitation.language,
                details: mail.details,
                token: token,
                invitationID: invitation.id
            ),
            organizationID: organizationID,
            now: now,
            in: connection
        )
    }

    /// Ends all open invitations.
    func cancelAll() throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(organizationID)
        let open = try connection.run(
            """
            SELECT id FROM invitation WHERE organization_id = $1 AND accepted_at IS NULL AND cancelled_at IS NULL
            ORDER BY id FOR UPDATE
            """,
            parameters
        )
        for row in 0..<open.rowCount { try cancel(open.int8(row, 0)) }
    }

    /// Ends an invitation, and takes its mail back if it still can.
    func cancel(_ id: Int64) throws(AccountError) {
        try outbox.withdraw(invitation: id, organizationID: organizationID, in: connection)
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(id)
        parameters.timestamp(now)
        try connection.run(
            """
            UPDATE invitation SET cancelled_at = $3
            WHERE organization_id = $1 AND id = $2 AND accepted_at IS NULL AND cancelled_at IS NULL
            """,
            parameters
        )
    }
}

extension CommandWork {
    /// Ends the open invitations that somebody has sent with roles beyond those that they may give now: what was taken
    /// from them, nobody whom they have invited brings back. The mail that has not gone out does not.
    func cancelInvitations(sentBy user: Int64, beyond assignable: Set<String>) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(user)
        parameters.textArray(assignable.sorted())
        parameters.timestamp(now)
        try connection.run(
            """
            WITH cancelled AS (
                UPDATE invitation SET cancelled_at = $4
                WHERE organization_id = $1 AND invited_by = $2 AND accepted_at IS NULL AND cancelled_at IS NULL
                    AND NOT roles <@ $3::text[]
                RETURNING organization_id, id
            )
            UPDATE mail m SET status = 'WITHDRAWN', sealed_token = NULL FROM cancelled c
            WHERE m.organization_id = c.organization_id AND m.invitation_id = c.id AND m.status = 'QUEUED'
            """,
            parameters
        )
    }

    func invitations(_ outbox: Outbox) -> InvitationStore {
        InvitationStore(connection: connection, organizationID: organizationID, outbox: outbox, now: now)
    }

    /// Who invites to where, for the mail.
    func invitationDetails() throws(AccountError) -> [String: String] {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(caller.userID)
        let found = try connection.run(
            """
            SELECT o.name, u.display_name, u.email FROM organization o
            JOIN app_user u ON u.organization_id = o.organization_id AND u.id = $2
            WHERE o.organization_id = $1
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .unauthenticated }
        return ["organization": found.text(0, 0), "inviter": found.text(0, 1), "inviterEmail": found.text(0, 2)]
    }
}
