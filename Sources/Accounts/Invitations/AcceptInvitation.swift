package import Foundation
package import Postgres

/// What a link shows to whoever opens it. Looking takes nothing from it.
package struct OpenInvitation: Sendable {
    package let email: String
    package let firstName: String
    package let lastName: String
    package let organizationName: String
    /// Who invited; `nil`: the operator.
    package let invitedBy: String?
    package let expiresAt: Date
    let organizationID: Int64
    let id: Int64

    /// The one answer for links that are unknown, used, replaced, cancelled or expired.
    static let dead = AccountError.refused(
        Refusal(
            .notFound,
            "DEAD_LINK",
            "This link does not work, or does not work any more: it works once, for 60 days, and until a newer one is "
                + "sent. If you have an account already, sign in. Otherwise ask the person who invited you to send "
                + "the invitation again; if you are your organization's purchasing account administrator, ask for it "
                + "with `requestInvitation`."
        )
    )

    /// - Parameter token: as the link has it.
    package static func find(
        token: String,
        now: Date = Date(),
        in connection: Connection
    ) throws(AccountError) -> OpenInvitation {
        guard let token = SessionToken(token) else { throw dead }
        var parameters = Parameters()
        parameters.binary(token.hash)
        parameters.timestamp(now)
        let found = try connection.run(
            """
            SELECT organization_id, id, email, first_name, last_name, organization_name, invited_by,
                expires_at::timestamptz
            FROM invitation_by_token($1, $2::timestamptz)
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw dead }
        return OpenInvitation(
            email: found.text(0, 2),
            firstName: found.text(0, 3),
            lastName: found.text(0, 4),
            organizationName: found.text(0, 5),
            invitedBy: found.optionalText(0, 6),
            expiresAt: found.timestamp(0, 7),
            organizationID: found.int8(0, 0),
            id: found.int8(0, 1)
        )
    }
}

/// Makes the account that an invitation is for, and signs in. Of several attempts at once, one succeeds.
///
///     look      is the link alive?                     nothing is hashed for strangers
///     hash      the password, with no transaction open
///     accept    (transaction)  lock the organization, look again, make the user, begin a session
package struct AcceptInvitation: Sendable {
    package let token: String
    package let password: String
    package let confirmation: String
    package let firstName: String
    package let lastName: String
    package let hasher: PasswordHasher
    package let limits: SessionLimits

    package init(
        token: String,
        password: String,
        confirmation: String,
        firstName: String,
        lastName: String,
        hasher: PasswordHasher,
        limits: SessionLimits
    ) {
        self.token = token
        self.password = password
        self.confirmation = confirmation
        self.firstName = PersonName.trimmed(firstName)
        self.lastName = PersonName.trimmed(lastName)
        self.hasher = hasher
        self.limits = limits
    }

    package func run(
        _ request: CommandRequest,
        runner: CommandRunner,
        in connection: Connection
    ) throws(AccountError) -> SignedIn {
        let (invitation, hash) = try prepare(request, runner, in: connection)
        return try runner.runForAnyone(request, in: connection) { (event, connection) throws(AccountError) in
            event.organizationID = invitation.organizationID
            event.target = invitation.email
            try connection.work(in: invitation.organizationID)
            // Nobody takes the inviter's roles away, or names another administrator, at the same moment.
            try connection.lockOrganization(invitation.organizationID)
            let roles = try close(invitation, now: request.now, in: connection)
            let user = try makeUser(invitation, hash: hash, roles: roles, in: connection)
            event.userID = user
            try connection.remember(
                NetworkOrigin(request.remoteAddress),
                organizationID: invitation.organizationID,
                userID: user,
                now: request.now
            )
            return try connection.beginSession(
                organizationID: invitation.organizationID,
                userID: user,
                limits: limits,
                now: request.now
            )
        }
    }

    /// Refuses what can be refused without a lock.
    private func prepare(
        _ request: CommandRequest,
        _ runner: CommandRunner,
        in connection: Connection
    ) throws(AccountError) -> (OpenInvitation, PasswordHash) {
        var invitation: OpenInvitation?
        do throws(AccountError) {
            let found = try OpenInvitation.find(token: token, now: request.now, in: connection)
            invitation = found
            try PersonName.check(firstName, "first name")
            try PersonName.check(lastName, "last name")
            try PasswordRules.check(
                password,
                confirmation: confirmation,
                person: [found.email, firstName + lastName, firstName + " " + lastName]
            )
            return (found, hasher.hash(password))
        } catch {
            if case .database = error { throw error }
            // Only for its row of the audit.
            return try runner.runForAnyone(request, in: connection) { (event, _) throws(AccountError) in
                event.organizationID = invitation?.organizationID ?? 0
                event.target = invitation?.email
                throw error
            }
        }
    }

    /// - Returns: the roles that the invitation gives.
    private func close(
        _ invitation: OpenInvitation,
        now: Date,
        in connection: Connection
    ) throws(AccountError)
        -> [String]
    {
        guard let hash = SessionToken(token)?.hash else { throw OpenInvitation.dead }
        var parameters = Parameters()
        parameters.int8(invitation.organizationID)
        parameters.int8(invitation.id)
        parameters.binary(hash)
        parameters.timestamp(now)
        // The lock decides between attempts at the same time; the condition is read behind it.
        let closed = try connection.run(
            """
            UPDATE invitation SET accepted_at = $4
            WHERE organization_id = $1 AND id = $2 AND token_hash = $3
                AND accepted_at IS NULL AND cancelled_at IS NULL AND expires_at > $4
            RETURNING roles
            """,
            parameters
        )
        guard closed.rowCount == 1 else { throw OpenInvitation.dead }
        return closed.texts(0, 0)
    }

    private func makeUser(
        _ invitation: OpenInvitation,
        hash: PasswordHash,
        roles: [String],
        in connection: Connection
    ) throws(AccountError) -> Int64 {
        var address = Parameters()
        address.text(invitation.email)
        if try connection.run("SELECT is_sign_in_address($1)", address).bool(0, 0) {
            throw .conflict(
                "ADDRESS_IN_USE",
                "\(invitation.email) signs in already. An address belongs to one organization; ask to be invited with "
                    + "another one."
            )
        }
        var parameters = Parameters()
        parameters.int8(invitation.organizationID)
        parameters.int8(invitation.id)
        parameters.text(firstName)
        parameters.text(lastName)
        parameters.text(hash.text)
        let user = try connection.run(
            """
            INSERT INTO app_user (organization_id, email, display_name, first_name, last_name, preferred_language,
                country_code, password_hash)
            SELECT organization_id, email, $3::text || ' ' || $4::text, $3, $4, preferred_language, country_code, $5
            FROM invitation WHERE organization_id = $1 AND id = $2 RETURNING id
            """,
            parameters
        ).int8(0, 0)
        var given = Parameters()
        given.int8(invitation.organizationID)
        given.int8(user)
        given.textArray(roles)
        try connection.run(
            "INSERT INTO user_role (organization_id, user_id, role) SELECT $1, $2, unnest($3::text[])",
            given
        )
        return user
    }
}
