import Accounts
import GraphQL
import Planning
import Postgres

/// Who asks, and what they may.
extension GraphQLEndpoint {
    /// Gives the caller's session: `nil` for callers without a token.
    func withSession(_ context: RequestContext, _ body: @escaping (Session?) -> Void) {
        sessions.session(of: context.token) { [self] result in admit(result, context, body) }
    }

    /// Gives the caller's session as the database has it now, for what is not part of a flush that checks it.
    func withVerifiedSession(_ context: RequestContext, _ body: @escaping (Session?) -> Void) {
        verifiedSession(of: context.token) { [self] result in admit(result, context, body) }
    }

    private func admit(
        _ result: Result<Session?, PostgresError>,
        _ context: RequestContext,
        _ body: (Session?) -> Void
    ) {
        switch result {
        case .success(nil) where context.token != nil: respond(context, errors: [GraphQLEndpoint.invalidToken])
        case .success(let session): body(session)
        case .failure(let error): respond(context, failure: error)
        }
    }

    /// The session of a token as the database has it now: verified by a flush of its own.
    func verifiedSession(
        of token: TokenHash?,
        attempt: Int = 1,
        _ completion: @escaping (Result<Session?, PostgresError>) -> Void
    ) {
        sessions.session(of: token) { [self] result in
            guard case .success(let session?) = result else { return completion(result) }
            let check = PlanRun(verifying: session, pool: pool) { [self] _, outcome in
                switch outcome {
                case .failed(let error): completion(.failure(error))
                case .sessionChanged where attempt < GraphQLEndpoint.maximumAttempts:
                    verifiedSession(of: token, attempt: attempt + 1, completion)
                case .sessionChanged:
                    completion(.failure(PostgresError(.overloaded, message: "the session changed again and again")))
                case .done, .refused: completion(.success(session))
                }
            }
            check.start()
        }
    }

    static let invalidToken = GraphQLError(
        "The token is unknown, or its session has ended. Sign in again and send `Authorization: Bearer …` with the new one.",
        code: .unauthenticated
    )

    func permissions(of session: Session?) -> PermissionSet {
        session?.permissions ?? catalog.permissions.anonymousMask
    }

    /// The error for a caller who may not see the schema; `nil` for those who may.
    func introspectionError(_ session: Session?) -> GraphQLError? {
        switch settings.introspection {
        case .everyone: return nil
        case .signedIn where session != nil: return nil
        case .signedIn:
            return GraphQLError("The schema is shown to callers who are signed in.", code: .unauthenticated)
        case .nobody: return GraphQLError("The schema is not shown here.", code: .forbidden)
        }
    }
}
