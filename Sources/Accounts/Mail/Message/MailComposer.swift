import Foundation
import Mustache

/// A mail as it stands in the outbox, with the token of its link opened.
struct QueuedMail {
    let organizationID: Int64
    let id: Int64
    let kind: MailKind
    let recipient: String
    let recipientName: String
    let language: String
    let details: [String: String]
    let messageID: String
    let createdAt: Date
    let attempts: Int
    let sealedToken: [UInt8]?
}

/// Writes mails: the phrases of the receiver's language in a layout, as text and as HTML.
package struct MailComposer: Sendable {
    /// Where links lead: scheme, host, perhaps a path; no slash at the end. From the configuration, never from a request.
    package let publicAddress: String
    /// Who mails come from: an address.
    package let sender: String

    package init(publicAddress: String, sender: String) {
        self.publicAddress = publicAddress
        self.sender = sender
    }

    /// The link of a mail. The token stands behind `#`, which browsers do not send, so no server on the way logs it.
    func link(_ kind: MailKind, token: String) -> String {
        let page = kind == .passwordReset ? "reset-password" : "accept-invitation"
        return "\(publicAddress)/\(page)#\(token)"
    }

    func compose(_ mail: QueuedMail, token: String, now: Date) throws -> MailMessage {
        let phrases = MailPhrases.of(mail.language)
        let lifetime = mail.kind == .passwordReset ? ResetPassword.lifetime : InvitationDraft.lifetime
        var details = mail.details
        details["name"] = mail.recipientName
        details["email"] = mail.recipient
        details["expires"] = Self.minute(mail.createdAt.addingTimeInterval(lifetime))
        func phrase(_ template: String?) throws -> String {
            try MustacheTemplate(string: template ?? "").render(details)
        }
        var parts: [String: String] = [
            "language": phrases.language,
            "direction": phrases.isRightToLeft ? "rtl" : "ltr",
            "greeting": try phrase(phrases.greeting),
            "lead": try phrase(phrases.leads[mail.kind]),
            "button": try phrase(phrases.buttons[mail.kind]),
            "expiry": try phrase(phrases.expiry),
            "fallback": phrases.fallback,
            "unexpected": phrases.unexpected,
            "link": link(mail.kind, token: token),
        ]
        if mail.kind != .passwordReset { parts["address"] = try phrase(phrases.address) }
        let subject = try phrase(phrases.subjects[mail.kind])
        parts["subject"] = subject
        return MailMessage(
            sender: sender,
            recipient: mail.recipient,
            recipientName: mail.recipientName,
            subject: subject,
            language: phrases.language,
            messageID: mail.messageID,
            date: now,
            text: try MustacheTemplate(string: MailLayout.text).render(parts),
            html: try MustacheTemplate(string: MailLayout.html).render(parts)
        )
    }

    /// `2026-03-14 09:26`, in UTC.
    private static func minute(_ date: Date) -> String {
        let text = date.formatted(.iso8601)
        return String(text.prefix(16)).replacing("T", with: " ")
    }
}

/// How the phrases of a mail stand on the page.
enum MailLayout {
    static let text = """
        {{{greeting}}}

        {{{lead}}}
        {{#address}}

        {{{address}}}
        {{/address}}

        {{{button}}}:
        {{{link}}}

        {{{expiry}}}

        {{{unexpected}}}

        """

    static let html = """
        <!DOCTYPE html>
        <html lang="{{language}}" dir="{{direction}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{{subject}}</title>
        </head>
        <body style="margin:0;padding:24px;background:#f3f4f6;color:#1f2937;font:16px/1.5 system-ui,sans-serif">
        <div style="max-width:560px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px">
        <p>{{greeting}}</p>
        <p>{{lead}}</p>
        {{#address}}
        <p>{{address}}</p>
        {{/address}}
        <p style="margin:32px 0"><a href="{{link}}" style="padding:12px 20px;background:#1d4ed8;color:#ffffff;\
        border-radius:6px;text-decoration:none">{{button}}</a></p>
        <p>{{fallback}}<br><a href="{{link}}">{{link}}</a></p>
        <p>{{expiry}}</p>
        <p style="color:#6b7280">{{unexpected}}</p>
        </div>
        </body>
        </html>

        """
}
