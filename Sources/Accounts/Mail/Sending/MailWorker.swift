package import Foundation
package import Postgres

/// Sends what the outbox holds, one mail at a time; any number of workers, in any number of gateways, may run.
///
///     BEGIN ─▸ take the next mail (FOR UPDATE SKIP LOCKED) ─▸ send it ─▸ note what became of it ─▸ COMMIT
///
/// If the worker dies in between, the mail is sent again, with the same Message-ID; it is never lost.
package struct MailWorker: Sendable {
    private let transport: MailTransport
    private let composer: MailComposer
    private let outbox: Outbox

    package init(transport: MailTransport, composer: MailComposer, outbox: Outbox) {
        self.transport = transport
        self.composer = composer
        self.outbox = outbox
    }

    /// Tries before a mail is given up: with the pauses below, for two days.
    static let maximumAttempts = 52

    /// Seconds until the next try.
    static func pause(after attempts: Int) -> TimeInterval {
        min(3_600, 15 * pow(2, Double(min(attempts, 10))))
    }

    /// Answers requests for mail and sends mail that is due.
    ///
    /// - Parameter connection: one that works as `DatabaseRole.commands`.
    /// - Returns: `false` if there was nothing to do.
    package func next(now: Date = Date(), in connection: Connection) throws(AccountError) -> Bool {
        let hasAnswered = try MailRequestAnswer(outbox: outbox).next(now: now, in: connection)
        let hasSent = try connection.command { (connection) throws(AccountError) in
            guard let mail = try claim(now: now, in: connection) else { return false }
            guard let failure = outcome(of: mail, now: now) else {
                try settle(mail, "SENT", now: now, in: connection)
                return true
            }
            let isLast = failure.isPermanent || mail.attempts + 1 >= Self.maximumAttempts
            try settle(
                mail,
                isLast ? "FAILED" : "QUEUED",
                failure: isLast ? failure.reason : nil,
                now: now,
                in: connection
            )
            return true
        }
        return hasAnswered || hasSent
    }

    private func claim(now: Date, in connection: Connection) throws(AccountError) -> QueuedMail? {
        var parameters = Parameters()
        parameters.timestamp(now)
        let found = try connection.run(
            """
            SELECT organization_id, id, kind, recipient, recipient_name, language,
                ARRAY(SELECT x FROM jsonb_each_text(details) e, unnest(ARRAY[e.key, e.value]) x),
                message_id, created_at, attempts, sealed_token
            FROM claim_mail($1::timestamptz)
            """,
            parameters
        )
        guard found.rowCount == 1, let kind = MailKind(rawValue: found.text(0, 2)) else { return nil }
        let pairs = found.texts(0, 6)
        var details: [String: String] = [:]
        for index in stride(from: 0, to: pairs.count - 1, by: 2) { details[pairs[index]] = pairs[index + 1] }
        return QueuedMail(
            organizationID: found.int8(0, 0),
            id: found.int8(0, 1),
            kind: kind,
            recipient: found.text(0, 3),
            recipientName: found.text(0, 4),
            language: found.text(0, 5),
            details: details,
            messageID: found.text(0, 7),
            createdAt: found.timestamp(0, 8),
            attempts: Int(found.int4(0, 9)),
            sealedToken: found.isNull(0, 10) ? nil : Array(found.bytes(0, 10))
        )
    }

    /// Sends a mail; `nil` if it went out.
    private func outcome(of mail: QueuedMail, now: Date) -> MailFailure? {
        do throws(MailFailure) {
            try send(mail, now: now)
            return nil
        } catch {
            return error
        }
    }

    private func send(_ mail: QueuedMail, now: Date) throws(MailFailure) {
        guard let sealed = mail.sealedToken, let token = outbox.seal.open(sealed, context: mail.messageID) else {
            throw MailFailure(isPermanent: true, reason: "The link was sealed with a key that is gone. Send it again.")
        }
        let message: MailMessage
        do {
            message = try composer.compose(mail, token: String(decoding: token, as: UTF8.self), now: now)
        } catch {
            preconditionFailure("a template of ours does not parse: \(error)")
        }
        try transport.send(message)
    }

    private func settle(
        _ mail: QueuedMail,
        _ status: String,
        failure: String? = nil,
        now: Date,
        in connection: Connection
    ) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(mail.organizationID)
        parameters.int8(mail.id)
        parameters.text(status)
        parameters.optionalText(failure)
        parameters.timestamp(now)
        if status == "QUEUED" {
            parameters.timestamp(now.addingTimeInterval(Self.pause(after: mail.attempts)))
        } else {
            parameters.null()
        }
        try connection.run(
            "SELECT settle_mail($1, $2, $3, $4, $5::timestamptz, $6::timestamptz)",
            parameters
        )
    }
}
