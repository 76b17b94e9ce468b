import Foundation
package import Postgres

/// Begins a session for an address and its password.
///
///     attempt   (transaction)   count it, refuse it if there were too many; find the account
///     verify                    scrypt; without an account against a decoy
///     admit     (transaction)   take the attempt back, remember the place, store the token's hash
///
/// Between the two no transaction is open: nobody waits for a lock while a password is hashed. The first
/// one commits whatever comes of the attempt, so that a failed one counts.
package struct SignIn: Sendable {
    private let hasher: PasswordHasher
    private let throttle: SignInThrottle
    private let limits: SessionLimits

    package init(
        hasher: PasswordHasher,
        throttle: SignInThrottle = SignInThrottle(),
        limits: SessionLimits = SessionLimits()
    ) {
        self.hasher = hasher
        self.throttle = throttle
        self.limits = limits
    }

    /// How long the slowest of the last attempts has hashed.
    package var recentMaximum: Duration { hasher.recentMaximum }

    /// - Parameters:
    ///   - request: `remoteAddress` counts for the throttle.
    ///   - connection: one that works as `DatabaseRole.commands`.
    package func run(
        _ request: CommandRequest,
        email: String,
        password: String,
        in connection: Connection
    ) throws(AccountError) -> SignedIn {
        var event = AuditEvent(request: request)
        do throws(AccountError) {
            return try run(email: email, password: password, &event, in: connection)
        } catch {
            if case .database = error { throw error }
            // The same work whether there is an account or not: one row.
            try connection.command { (connection) throws(AccountError) in
                try event.write(refusal: error.reason, in: connection)
            }
            throw error
        }
    }

    private func run(
        email: String,
        password: String,
        _ event: inout AuditEvent,
        in connection: Connection
    ) throws(AccountError) -> SignedIn {
        let now = event.request.now
        let attempt = try connection.command { (connection) throws(AccountError) in
            try begin(email: email, remoteAddress: event.request.remoteAddress, now: now, &event, in: connection)
        }
        let hash = attempt.account.flatMap { PasswordHash($0.passwordHash) }
        guard hasher.verify(password, against: hash), let account = attempt.account else {
            throw .invalidCredentials
        }
        let admitted = event
        return try connection.command { (connection) throws(AccountError) in
            // Changed or deactivated while the password was hashed?
            guard try find(attempt.address, attempt.origin, in: connection)?.passwordHash == account.passwordHash else {
                throw .invalidCredentials
            }
            try throttle.giveBack(attempt.buckets, now: now, in: connection)
            let session = try admit(account, from: attempt.origin, now: now, in: connection)
            try admitted.write(in: connection)
            return session
        }
    }

    // MARK: Steps

    private struct Account {
        let organizationID: Int64
        let userID: Int64
        let passwordHash: String
        let isKnownOrigin: Bool
    }

    private struct Attempt {
        let address: String
        let origin: NetworkOrigin
        let buckets: [SignInThrottle.Bucket]
        let account: Account?
    }

    private func begin(
        email: String,
        remoteAddress: String?,
        now: Date,
        _ event: inout AuditEvent,
        in connection: Connection
    ) throws(AccountError) -> Attempt {
        let address = try WorkAddress.canonical(email, in: connection)
        let origin = NetworkOrigin(remoteAddress)
        let account = try find(address, origin, in: connection)
        // Whatever was typed for an unknown address, perhaps a password, is not kept.
        event.organizationID = account?.organizationID ?? 0
        event.userID = account?.userID
        let buckets = throttle.buckets(
            address: address,
            origin: origin,
            isKnownOrigin: account?.isKnownOrigin == true
        )
        try throttle.take(buckets, now: now, in: connection)
        return Attempt(address: address, origin: origin, buckets: buckets, account: account)
    }

    private func find(
        _ address: String,
        _ origin: NetworkOrigin,
        in connection: Connection
    ) throws(AccountError) -> Account? {
        var parameters = Parameters()
        parameters.text(address)
        parameters.binary(origin.hash)
        let found = try connection.run(
            "SELECT organization_id, user_id, password_hash, is_known_origin FROM sign_in_account($1, $2)",
            parameters
        )
        guard found.rowCount == 1 else { return nil }
        return Account(
            organizationID: found.int8(0, 0),
            userID: found.int8(0, 1),
            passwordHash: found.text(0, 2),
            isKnownOrigin: found.bool(0, 3)
        )
    }

    private func admit(
        _ account: Account,
        from origin: NetworkOrigin,
        now: Date,
        in connection: Connection
    ) throws(AccountError) -> SignedIn {
        try connection.work(in: account.organizationID)
        try connection.remember(origin, organizationID: account.organizationID, userID: account.userID, now: now)
        return try connection.beginSession(
            organizationID: account.organizationID,
            userID: account.userID,
            limits: limits,
            now: now
        )
    }
}
