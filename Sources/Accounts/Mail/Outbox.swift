import Foundation
import Postgres

/// What a mail is about; names its templates.
package enum MailKind: String, Sendable, CaseIterable {
    case firstInvitation = "FIRST_INVITATION"
    case invitation = "INVITATION"
    case passwordReset = "PASSWORD_RESET"
}

/// A mail to write to the outbox.
struct OutgoingMail {
    let kind: MailKind
    let recipient: String
    let recipientName: String
    let language: String
    /// What the template shows, by name. Never a secret.
    let details: [String: String]
    /// The token of the link in it.
    let token: SessionToken
    var invitationID: Int64?
}

/// Writes mail in the transaction of the command that causes it. Without the commit there is no mail.
package struct Outbox: Sendable {
    let seal: Seal
    /// The right side of every Message-ID (RFC 5322, section 3.6.4).
    let messageDomain: String

    package init(seal: Seal, messageDomain: String) {
        self.seal = seal
        self.messageDomain = messageDomain
    }

    /// - Parameter connection: one whose transaction shows the organization's rows.
    func post(
        _ mail: OutgoingMail,
        organizationID: Int64,
        now: Date,
        in connection: Connection
    ) throws(AccountError) {
        let messageID = "<\(SessionToken().text)@\(messageDomain)>"
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.text(mail.kind.rawValue)
        if let invitation = mail.invitationID { parameters.int8(invitation) } else { parameters.null() }
        parameters.text(mail.recipient)
        parameters.text(mail.recipientName)
        parameters.text(mail.language)
        parameters.textArray(mail.details.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
        parameters.binary(seal.seal(Array(mail.token.text.utf8), context: messageID))
        parameters.text(messageID)
        parameters.timestamp(now)
        try connection.run(
            """
            INSERT INTO mail (organization_id, kind, invitation_id, recipient, recipient_name, language, details,
                sealed_token, message_id, next_attempt_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, to_jsonb(json_object($7::text[])), $8, $9, $10, $10)
            """,
            parameters
        )
    }

    /// Takes back what is not sent yet of an invitation's mail.
    func withdraw(invitation: Int64, organizationID: Int64, in connection: Connection) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(invitation)
        try connection.run(
            """
            UPDATE mail SET status = 'WITHDRAWN', sealed_token = NULL
            WHERE organization_id = $1 AND invitation_id = $2 AND status = 'QUEUED'
            """,
            parameters
        )
    }
}
