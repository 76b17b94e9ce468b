package import Postgres

/// Changes the caller's password and ends their other sessions.
package struct ChangePassword: Sendable {
    package let current: String
    package let new: String
    package let confirmation: String
    package let hasher: PasswordHasher
    package let throttle: SignInThrottle

    package init(
        current: String,
        new: String,
        confirmation: String,
        hasher: PasswordHasher,
        throttle: SignInThrottle
    ) {
        self.current = current
        self.new = new
        self.confirmation = confirmation
        self.hasher = hasher
        self.throttle = throttle
    }

    /// - Parameter connection: one that works as `DatabaseRole.commands`.
    package func run(
        _ request: CommandRequest,
        runner: CommandRunner,
        in connection: Connection
    ) throws(AccountError) -> Int64 {
        // Counted whatever comes of it: who has found an open session must not guess the password there.
        let attempt = try count(request, runner.grants, in: connection)
        return try runner.run(request, in: connection) { (work) throws(AccountError) in
            let buckets = try attempt.get()
            let user = try change(&work)
            try throttle.giveBack(buckets, now: work.now, in: work.connection)
            return user
        }
    }

    private func count(
        _ request: CommandRequest,
        _ grants: RoleGrants,
        in connection: Connection
    ) throws(AccountError) -> Result<[SignInThrottle.Bucket], AccountError> {
        do throws(AccountError) {
            return .success(
                try connection.command { (connection) throws(AccountError) in
                    let caller = try Caller.verify(request, grants: grants, in: connection)
                    let name = Array("\(caller.organizationID)/\(caller.userID)".utf8)
                    let buckets = [SignInThrottle.Bucket("password", name, limit: throttle.account)]
                    try throttle.take(buckets, now: request.now, in: connection)
                    return buckets
                }
            )
        } catch {
            if case .database = error { throw error }
            return .failure(error)
        }
    }

    /// Hashes twice while its transaction is open: it holds no lock that others wait for until both are done.
    private func change(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        let user = try ManagedUser.find(work.caller.userID, in: &work)
        let stored = try hash(of: user.id, work)
        guard hasher.verify(current, against: stored.flatMap { PasswordHash($0) }) else {
            throw .refused(
                Refusal(.invalid, "WRONG_PASSWORD", "The current password is not this one. Nothing was changed.")
            )
        }
        try PasswordRules.check(new, confirmation: confirmation, person: [user.email])
        let hash = hasher.hash(new).text
        // Changed by somebody else while we hashed?
        guard try self.hash(of: user.id, work) == stored else {
            throw .conflict("PASSWORD_CHANGED", "The password was changed in the meantime. Sign in again.")
        }
        try work.store(hash, of: user.id)
        try work.endSessions(of: user.id, except: work.caller.sessionID)
        return user.id
    }

    private func hash(of user: Int64, _ work: CommandWork) throws(AccountError) -> String? {
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(user)
        return try work.connection.run("SELECT password_hash_of($1, $2)", parameters).optionalText(0, 0)
    }
}

extension CommandWork {
    func store(_ hash: String, of user: Int64) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(user)
        parameters.text(hash)
        try connection.run(
            "UPDATE app_user SET password_hash = $3 WHERE organization_id = $1 AND id = $2",
            parameters
        )
    }
}
