import GraphQL
import HTTP

/// Operations that are answered again and again.
extension GraphQLEndpoint {
    func subscribe(_ operation: PreparedOperation, _ inputs: Inputs, _ context: RequestContext) {
        if context.explain != nil {
            return respond(context, errors: [GraphQLError("Only queries are explained.", code: .badRequest)])
        }
        context.exchange.endsWithInput = true
        withVerifiedSession(context) { [self] session in
            guard let session, let token = context.token else {
                return respond(context, errors: [GraphQLEndpoint.subscriberUnknown])
            }
            do throws(ErrorList) {
                let stream = try ChangeStream(
                    operation,
                    inputs,
                    context,
                    token: token,
                    session: session,
                    lane: changes
                )
                changes.add(stream)
            } catch {
                respond(context, errors: error.errors)
            }
        }
    }

    private static let subscriberUnknown = GraphQLError(
        "Changes are told to callers who are signed in: send `Authorization: Bearer …` with the token that the mutation "
            + "`signIn` gives.",
        code: .unauthenticated
    )
}
