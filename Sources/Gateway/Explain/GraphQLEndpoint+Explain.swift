import Bytes
import GraphQL
import Planning

/// Operations that are shown and not run.
extension GraphQLEndpoint {
    func explain(_ operation: PreparedOperation, _ inputs: Inputs, _ context: RequestContext) {
        // Who asks is verified as for any other request: what is shown is not for everybody.
        verifiedSession(of: context.token) { [self] result in
            let session: Session?
            switch result {
            case .failure(let error): return respond(context, failure: error)
            case .success(nil) where context.token != nil:
                return respond(context, errors: [GraphQLEndpoint.invalidToken])
            case .success(let found): session = found
            }
            do throws(GraphQLError) {
                let explanation = try explanation(operation, inputs, context, session)
                explainLane.plans(of: explanation.statements, organization: session?.organizationID) { [self] outcome in
                    switch outcome {
                    case .failure(let error): respond(context, failure: error)
                    case .success(let plans):
                        var explanation = explanation
                        explanation.plans = plans
                        respond(context, explanation)
                    }
                }
            } catch {
                respond(context, errors: [error])
            }
        }
    }

    private func explanation(
        _ operation: PreparedOperation,
        _ inputs: Inputs,
        _ context: RequestContext,
        _ session: Session?
    ) throws(GraphQLError) -> OperationExplanation {
        let mask = try context.explain?.permissions(
            caller: permissions(of: session),
            catalog: catalog.permissions,
            explanation: explanation,
            isSignedIn: session != nil
        )
        let planning = PlanningContext(
            catalog: catalog,
            document: operation.document,
            operation: operation.definition,
            mask: mask ?? [],
            policy: context.policy,
            variables: inputs.variables
        )
        let plan = try Planner.plan(
            [operation.definition.selectionSet],
            on: catalog.schema.queryType,
            context: planning
        )
        return try OperationExplanation(plan, context: planning, variables: inputs.variables, limits: rowLimits)
    }

    private func respond(_ context: RequestContext, _ explanation: OperationExplanation) {
        send(context, status: 200) { buffer in
            buffer.append("{\"data\":null,\"extensions\":{\"explain\":")
            buffer.appendJSON(explanation.json)
            buffer.append("}}")
        }
    }
}
