import Glibc
package import Planning
package import Postgres

/// The sessions that one event loop has looked up.
///
/// The database decides who a caller is. Each flush opens with one statement that reads the epochs of the
/// organizations in it; where one has moved, that organization's sessions are forgotten and the units
/// that relied on them are told, so a role taken away holds from the very next request.
package final class SessionRegistry: FlushDelegate {
    typealias Completion = (Result<Session?, PostgresError>) -> Void

    private let pool: PipelinePool
    private let permissions: Permissions
    private let maximum: Int
    /// Called about once a minute for each session in use.
    var noteUse: (TokenHash) -> Void = { _ in }
    private var sessions: [TokenHash: Session] = [:]
    private var lookups: [TokenHash: SessionLookup] = [:]
    private var hits = 0
    private var misses = 0

    private static let epochs = Statement(
        sql: "SELECT organization_id, epoch FROM organization_epoch WHERE organization_id = ANY ($1)",
        parameterTypes: [1016]
    )

    /// - Parameter maximum: how many sessions are remembered.
    package init(pool: PipelinePool, permissions: Permissions, maximum: Int = 20_000) {
        self.pool = pool
        self.permissions = permissions
        self.maximum = maximum
        pool.delegate = self
    }

    /// The session of a token if it is remembered. It is verified by the flush that it is used in.
    private func remembered(_ token: TokenHash) -> Session? {
        guard let session = sessions[token] else { return nil }
        let now = SessionRegistry.now
        if session.expiresAt > now {
            noteUse(of: token, session, now)
            return session
        }
        sessions[token] = nil
        return nil
    }

    /// Asks the database whose session a token opens; `nil`: nobody's. Requests that wait for the same
    /// answer ask once.
    func lookUp(_ token: TokenHash, _ completion: @escaping Completion) {
        if let lookup = lookups[token] {
            lookup.completions.append(completion)
            return
        }
        let lookup = SessionLookup(token: token, permissions: permissions) { [weak self] result in
            guard let self else { return }
            lookups[token] = nil
            if case .success(let session?) = result { remember(session, of: token) }
        }
        lookup.completions.append(completion)
        lookups[token] = lookup
        pool.submit(lookup)
    }

    /// The session of a token if nobody need be asked.
    func known(_ token: TokenHash) -> Session? {
        guard let session = remembered(token) else { return nil }
        hits += 1
        return session
    }

    /// The session of a token if nobody need be asked, for a stream: an event is no use of the session, which runs out if
    /// its owner does nothing else.
    func current(_ token: TokenHash) -> Session? {
        guard let session = sessions[token], session.expiresAt > SessionRegistry.now else { return nil }
        return session
    }

    /// The session of a token, remembered or looked up; `nil` without a token, or if it opens none.
    func session(of token: TokenHash?, _ completion: @escaping Completion) {
        guard let token else { return completion(.success(nil)) }
        if let session = known(token) { return completion(.success(session)) }
        misses += 1
        lookUp(token, completion)
    }

    /// How often a session was remembered.
    var count: HitCount { HitCount(hits: hits, misses: misses, entries: sessions.count) }

    private func noteUse(of token: TokenHash, _ session: Session, _ now: Double) {
        guard now >= session.nextNote else { return }
        session.nextNote = now + SessionRegistry.notePause
        noteUse(token)
    }

    /// Seconds between two notes that a session is in use: how exact the idle limit is.
    private static let notePause = 60.0

    func forget(_ token: TokenHash) {
        sessions[token] = nil
    }

    private func remember(_ session: Session, of token: TokenHash) {
        if sessions.count >= maximum {
            let now = SessionRegistry.now
            sessions = sessions.filter { $0.value.expiresAt > now }
            // Which of the valid ones go is all the same: they are looked up again.
            if sessions.count >= maximum { sessions.removeAll(keepingCapacity: true) }
        }
        sessions[token] = session
        noteUse(of: token, session, SessionRegistry.now)
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    // MARK: Flushes

    package func opening(of units: [any PipelineUnit]) -> StatementCall? {
        var organizations: [Int64] = []
        for unit in units {
            guard let session = (unit as? PlanRun)?.session else { continue }
            if !organizations.contains(session.organizationID) { organizations.append(session.organizationID) }
        }
        if organizations.isEmpty { return nil }
        var parameters = Parameters()
        parameters.int8Array(organizations)
        return StatementCall(SessionRegistry.epochs, parameters)
    }

    package func opened(_ result: QueryResult, units: [any PipelineUnit]) {
        var epochs: [Int64: Int64] = [:]
        for row in 0..<result.rowCount { epochs[result.int8(row, 0)] = result.int8(row, 1) }
        var moved: Set<Int64> = []
        for unit in units {
            guard let unit = unit as? PlanRun, let session = unit.session,
                epochs[session.organizationID] != session.epoch
            else { continue }
            moved.insert(session.organizationID)
            unit.sessionHasChanged()
        }
        if moved.isEmpty { return }
        sessions = sessions.filter { entry in
            !moved.contains(entry.value.organizationID) || epochs[entry.value.organizationID] == entry.value.epoch
        }
    }
}

/// One question to the database: whose session is this?
private final class SessionLookup: PipelineUnit {
    let calls: [StatementCall]
    var completions: [SessionRegistry.Completion] = []
    private let permissions: Permissions
    private let finished: (Result<Session?, PostgresError>) -> Void
    private var found: Session?

    private static let statement = Statement(
        sql: """
            SELECT organization_id, user_id, roles, extract(epoch FROM expires_at)::float8, epoch, scope
            FROM session_by_token($1)
            """,
        parameterTypes: [17]
    )

    init(
        token: TokenHash,
        permissions: Permissions,
        finished: @escaping (Result<Session?, PostgresError>) -> Void
    ) {
        self.permissions = permissions
        self.finished = finished
        var parameters = Parameters()
        parameters.binary(token.bytes)
        calls = [StatementCall(SessionLookup.statement, parameters)]
    }

    func received(_ result: QueryResult, ofCall index: Int) {
        found = nil
        guard result.rowCount == 1 else { return }
        let expiry = UInt64(bitPattern: result.int8(0, 3))
        found = Session(
            organizationID: result.int8(0, 0),
            userID: result.int8(0, 1),
            roles: result.texts(0, 2),
            expiresAt: Double(bitPattern: expiry),
            epoch: result.int8(0, 4),
            scope: result.isNull(0, 5) ? nil : result.texts(0, 5),
            catalog: permissions
        )
    }

    func completed(_ error: PostgresError?) {
        let result: Result<Session?, PostgresError> = if let error { .failure(error) } else { .success(found) }
        finished(result)
        for completion in completions { completion(result) }
    }
}
