import Bytes
package import GraphQL
package import Planning
package import Postgres

/// What an operation would do for callers with some permissions: its statements as a tree, what it may cost, and the
/// verdict on every field.
package struct OperationExplanation: Sendable {
    package let operation: String?
    package let permissions: [String]
    /// Rows that it asks for at most, and the limit of a request.
    package let rows: Int
    package let rowLimit: Int
    package let statements: [StatementPlan]
    /// Rows that each statement asks for at most.
    package let demands: [Int]
    /// PostgreSQL's own plan of each statement, by lines.
    package var plans: [[String]] = []
    package let verdicts: [FieldVerdict]
    private let catalog: Permissions

    /// - Throws: arguments that do not fit. Too many rows are no fault here: they are shown.
    package init(
        _ plan: OperationPlan,
        context: PlanningContext,
        variables: [JSONValue?],
        limits: RowLimits
    ) throws(GraphQLError) {
        var unlimited = limits
        unlimited.rows = .max
        let demand = try RowDemand(of: plan, inputs: Inputs(variables: variables), limits: unlimited)
        operation = context.operation.name?.text
        catalog = context.catalog.permissions
        permissions = catalog.names(in: context.mask)
        rows = demand.total
        rowLimit = limits.rows
        statements = plan.statements
        demands = demand.parts.map(\.count)
        verdicts = FieldVerdict.all(of: plan, context: context)
    }

    /// Explains an operation from a connection's point of view, for the command line.
    ///
    /// - Parameters:
    ///   - roles: whose permissions count, together.
    ///   - connection: of the owner of the tables.
    package static func explain(
        _ document: AST.Document,
        operationName: String?,
        variables: JSONValue?,
        roles: [String],
        catalog: Catalog,
        limits: RowLimits,
        connection: Connection
    ) throws -> OperationExplanation {
        let definition = try document.operation(named: operationName)
        let values = try InputCoercion.variables(variables, for: definition, schema: catalog.schema)
        guard definition.operation == .query else {
            throw GraphQLError("A mutation is a command, not a plan: explain queries.", code: .badUserInput)
        }
        let context = PlanningContext(
            catalog: catalog,
            document: document,
            operation: definition,
            mask: try ExplainRequest.mask(of: roles, catalog: catalog.permissions) ?? [],
            policy: .null,
            variables: values
        )
        let plan = try Planner.plan([definition.selectionSet], on: catalog.schema.queryType, context: context)
        var explanation = try OperationExplanation(plan, context: context, variables: values, limits: limits)
        explanation.plans = try StatementExplainer.plans(
            of: plan.statements.map(StatementExplainer.Request.init),
            organization: nil,
            connection: connection
        )
        return explanation
    }

    // MARK: As JSON

    var json: JSONValue {
        .object([
            JSONMember("operation", operation.map { .string($0) } ?? .null),
            JSONMember("permissions", strings(permissions)),
            JSONMember("rows", .integer(Int64(rows))),
            JSONMember("rowLimit", .integer(Int64(rowLimit))),
            JSONMember("statements", .array(statements.indices.map(statement))),
            JSONMember("fields", .array(verdicts.map(verdict))),
        ])
    }

    private func strings(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map { .string($0) }) }

    private func statement(_ index: Int) -> JSONValue {
        let plan = statements[index]
        return .object([
            JSONMember("number", .integer(Int64(index))),
            JSONMember("parent", plan.parent.map { .integer(Int64($0.statement)) } ?? .null),
            JSONMember("path", .string(plan.path.joined(separator: "."))),
            JSONMember("rows", .integer(Int64(demands[index]))),
            JSONMember("sql", .string(plan.sql)),
            JSONMember("parameters", strings(plan.parameters.map { "\($0.sqlType): \($0.origin)" })),
            JSONMember("postgres", strings(index < plans.count ? plans[index] : [])),
        ])
    }

    private func verdict(_ verdict: FieldVerdict) -> JSONValue {
        var members = [
            JSONMember("path", .string(verdict.path.joined(separator: "."))),
            JSONMember("field", .string(verdict.coordinate)),
            JSONMember("allowed", .boolean(verdict.isAllowed)),
        ]
        if !verdict.requires.isEmpty {
            members.append(JSONMember("requires", strings(catalog.names(in: verdict.requires))))
        }
        if !verdict.missing.isEmpty {
            members.append(JSONMember("missingPermissions", strings(catalog.names(in: verdict.missing))))
            members.append(JSONMember("grantedByRoles", strings(catalog.roles(granting: verdict.missing))))
        }
        if !verdict.forbiddenArguments.isEmpty {
            members.append(JSONMember("forbiddenArguments", strings(verdict.forbiddenArguments.map(\.coordinate))))
        }
        return .object(members)
    }

    // MARK: As text

    /// For people at a terminal.
    package var text: String {
        var lines = ["Rows at most: \(rows) of \(rowLimit)\(rows > rowLimit ? ", so it would be refused" : "")", ""]
        for index in statements.indices where statements[index].parent == nil { tree(index, "", &lines) }
        lines.append("Fields, for \(permissions.isEmpty ? "no permissions" : permissions.joined(separator: ", ")):")
        for verdict in verdicts {
            let missing =
                catalog.names(in: verdict.missing)
                + verdict.forbiddenArguments.map { "\(catalog.names(in: $0.missing).joined()) for \($0.coordinate)" }
            let words = verdict.isAllowed ? "shown" : "FORBIDDEN: needs \(missing.joined(separator: ", "))"
            lines.append("  \(verdict.path.joined(separator: "."))  (\(verdict.coordinate))  \(words)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func tree(_ index: Int, _ indent: String, _ lines: inout [String]) {
        let plan = statements[index]
        lines.append(
            "\(indent)Statement \(index + 1): \(plan.path.joined(separator: ".")), at most \(demands[index]) rows"
        )
        for line in plan.sql.split(separator: "\n") { lines.append("\(indent)  \(line)") }
        for (number, parameter) in plan.parameters.enumerated() {
            lines.append("\(indent)  $\(number + 1) \(parameter.sqlType): \(parameter.origin)")
        }
        for line in index < plans.count ? plans[index] : [] { lines.append("\(indent)  | \(line)") }
        lines.append("")
        for child in statements.indices where statements[child].parent?.statement == index {
            tree(child, indent + "  ", &lines)
        }
    }
}
