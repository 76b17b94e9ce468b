import Foundation
package import Postgres

/// Asks for a mail without signing in: for the first invitation again, or for a link to choose a new password.
///
/// Whoever asks learns nothing: the request is written down in the same way whomever it names, and the worker
/// finds out later whether a mail goes out.
package struct MailRequest: Sendable {
    package enum Subject: Sendable {
        case firstInvitation(agreementNumber: String, accountNumber: String)
        case passwordReset
    }

    package let address: String
    package let subject: Subject
    package let throttle: SignInThrottle

    package init(address: String, subject: Subject, throttle: SignInThrottle) {
        self.address = address
        self.subject = subject
        self.throttle = throttle
    }

    package func run(
        _ request: CommandRequest,
        runner: CommandRunner,
        in connection: Connection
    ) throws(AccountError) {
        try runner.runForAnyone(request, in: connection) { (_, connection) throws(AccountError) in
            let address = try WorkAddress.canonical(address, in: connection)
            var buckets = [SignInThrottle.Bucket("mail address", Array(address.utf8), limit: throttle.mail)]
            var parameters = Parameters()
            switch subject {
            case .firstInvitation(let agreement, let account):
                let account = String(account.prefix(100))
                buckets.append(SignInThrottle.Bucket("mail account", Array(account.utf8), limit: throttle.account))
                parameters.text("FIRST_INVITATION")
                parameters.text(address)
                parameters.text(String(agreement.prefix(100)))
                parameters.text(account)
            case .passwordReset:
                parameters.text("PASSWORD_RESET")
                parameters.text(address)
                parameters.null()
                parameters.null()
            }
            buckets += throttle.buckets(of: NetworkOrigin(request.remoteAddress), kind: "mail ")
            try throttle.take(buckets, now: request.now, in: connection)
            parameters.optionalText(request.remoteAddress)
            parameters.timestamp(request.now)
            try connection.run(
                """
                INSERT INTO mail_request
                    (kind, address, agreement_number, account_number, network_address, requested_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                parameters
            )
        }
    }
}

/// Does what requests for mail ask for, where they name somebody.
struct MailRequestAnswer {
    let outbox: Outbox

    /// Answers the oldest request.
    ///
    /// - Returns: `false` if there is none.
    func next(now: Date, in connection: Connection) throws(AccountError) -> Bool {
        try connection.command { (connection) throws(AccountError) in
            let taken = try connection.run(
                """
                SELECT kind, address, agreement_number, account_number, network_address, requested_at
                FROM take_mail_request()
                """
            )
            guard taken.rowCount == 1 else { return false }
            if taken.text(0, 0) == "FIRST_INVITATION" {
                try sendFirstInvitations(taken, now: now, in: connection)
            } else {
                try sendReset(taken, now: now, in: connection)
            }
            return true
        }
    }

    private func event(_ command: String, _ taken: QueryResult) -> AuditEvent {
        AuditEvent(
            request: CommandRequest(
                command,
                remoteAddress: taken.optionalText(0, 4),
                now: taken.timestamp(0, 5)
            )
        )
    }

    private func sendFirstInvitations(_ taken: QueryResult, now: Date, in connection: Connection) throws(AccountError) {
        var parameters = Parameters()
        parameters.text(taken.text(0, 1))
        parameters.text(taken.text(0, 2))
        parameters.text(taken.text(0, 3))
        let found = try connection.run(
            "SELECT organization_id, agreement_id FROM designated_agreements($1, $2, $3)",
            parameters
        )
        for row in 0..<found.rowCount {
            let organizationID = found.int8(row, 0)
            try connection.work(in: organizationID)
            let store = InvitationStore(
                connection: connection,
                organizationID: organizationID,
                outbox: outbox,
                now: now
            )
            guard try FirstInvitation(store: store, agreement: found.int8(row, 1)).send() != nil else { continue }
            var event = event("sendRequestedInvitation", taken)
            event.organizationID = organizationID
            event.target = taken.text(0, 1)
            try event.write(in: connection)
        }
    }

    private func sendReset(_ taken: QueryResult, now: Date, in connection: Connection) throws(AccountError) {
        var parameters = Parameters()
        parameters.text(taken.text(0, 1))
        let found = try connection.run(
            "SELECT organization_id, user_id, email, display_name, language FROM user_by_address($1)",
            parameters
        )
        guard found.rowCount == 1 else { return }
        let organizationID = found.int8(0, 0)
        try connection.work(in: organizationID)
        let token = SessionToken()
        var reset = Parameters()
        reset.int8(organizationID)
        reset.int8(found.int8(0, 1))
        reset.binary(token.hash)
        reset.timestamp(now)
        reset.timestamp(now.addingTimeInterval(ResetPassword.lifetime))
        try connection.run(
            """
            INSERT INTO password_reset (organization_id, user_id, token_hash, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (organization_id, user_id) DO UPDATE SET token_hash = excluded.token_hash,
                created_at = excluded.created_at, expires_at = excluded.expires_at
            """,
            reset
        )
        try outbox.post(
            OutgoingMail(
                kind: .passwordReset,
                recipient: found.text(0, 2),
                recipientName: found.text(0, 3),
                language: found.text(0, 4),
                details: [:],
                token: token
            ),
            organizationID: organizationID,
            now: now,
            in: connection
        )
        var event = event("sendRequestedReset", taken)
        event.organizationID = organizationID
        event.target = found.text(0, 2)
        try event.write(in: connection)
    }
}
