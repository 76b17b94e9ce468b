import EventLoop
import GraphQL
import GraphQLOverHTTP
import HTTP
import Planning
import Postgres

/// Operations whose one list is wanted as a file.
extension GraphQLEndpoint {
    func export(_ operation: PreparedOperation, _ inputs: Inputs, _ context: RequestContext, attempt: Int = 1) {
        context.exchange.endsWithInput = true
        withVerifiedSession(context) { [self] session in
            do throws(ErrorList) {
                let plan: OperationPlan
                let table: ExportTable
                let job: ExportJob
                guard let format = context.export else { return }
                do throws(GraphQLError) {
                    plan = try operation.exportPlan(
                        permissions: permissions(of: session),
                        policy: context.policy,
                        variables: inputs.variables,
                        catalog: catalog
                    )
                } catch {
                    throw ErrorList([error])
                }
                // A file has no place for errors: what may not be read is left out if so asked, or all is refused.
                let isLeftOut = context.policy == .omit && !plan.statements.isEmpty
                guard plan.forbidden.isEmpty || isLeftOut else {
                    let isSignedIn = session != nil
                    // A spreadsheet asks its user for the token if it is told so.
                    if context.takesPassword, !isSignedIn { throw ErrorList([GraphQLEndpoint.tokenIsWanted]) }
                    throw ErrorList(plan.forbidden.map { explanation.error(for: $0, isSignedIn: isSignedIn) })
                }
                do throws(GraphQLError) {
                    table = try ExportTable(of: plan)
                    job = try exportJob(plan.statements[0], table, as: format, inputs, session, context)
                } catch {
                    throw ErrorList([error])
                }
                let flow: ExportFlow
                do throws(SystemError) { flow = try ExportFlow() } catch {
                    return respond(context, failure: PostgresError(.overloaded, message: "\(error)"))
                }
                let name = operation.name ?? table.name
                let run = ExportRun(context, fileName: "\(name).\(format.rawValue)", flow: flow, log: log) {
                    [self] end in
                    switch end {
                    case .sessionChanged where attempt < GraphQLEndpoint.maximumAttempts:
                        export(operation, inputs, context, attempt: attempt + 1)
                    case .failed(.cellOverflow(let column, let row)):
                        respond(context, errors: [GraphQLEndpoint.cellOverflow(column, row)])
                    case .failed(let failure): respond(context, failure: failure.cause)
                    default: respond(context, errors: [GraphQLEndpoint.unsettled])
                    }
                }
                exports.start(job, run)
            } catch {
                respond(context, errors: error.errors)
            }
        }
    }

    private func exportJob(
        _ statement: StatementPlan,
        _ table: ExportTable,
        as format: ExportFormat,
        _ inputs: Inputs,
        _ session: Session?,
        _ context: RequestContext
    ) throws(GraphQLError) -> ExportJob {
        let parameters: Parameters?
        do throws(GraphQLError) {
            let page: PageRequest?
            if let plan = statement.page { page = try PageRequest(ofExport: plan, inputs: inputs) } else { page = nil }
            var binder = ParameterBinder(session: session, inputs: inputs, page: page)
            parameters = try binder.bind(statement)
        } catch {
            throw error.placed(at: statement)
        }
        return ExportJob(
            sql: statement.sql,
            types: statement.parameters.map(\.type.oid),
            parameters: parameters ?? Parameters(),
            table: table,
            format: format,
            session: session.map { session in
                (token: context.token?.bytes ?? [], epoch: session.epoch, organization: session.organizationID)
            }
        )
    }

    private static let tokenIsWanted = GraphQLError(
        "This file needs a personal access token: as `Authorization: Bearer …`, or as the password, with any name.",
        code: .unauthenticated
    )

    private static func cellOverflow(_ column: String, _ row: Int) -> GraphQLError {
        GraphQLError(
            "`\(column)` in row \(row) has more than 32,767 characters, and a cell of a workbook holds no more. Leave the "
                + "field out, filter such rows away, or ask for `csv` or `ndjson`.",
            code: .badUserInput
        )
    }
}
