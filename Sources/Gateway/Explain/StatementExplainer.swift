import Accounts
import Planning
import Postgres

/// PostgreSQL's own plans of statements, made without values as they are for prepared statements, and not run.
enum StatementExplainer {
    /// A statement as EXPLAIN needs it.
    struct Request: Sendable {
        let sql: String
        let types: [String]

        init(_ plan: StatementPlan) {
            sql = plan.sql
            types = plan.parameters.map(\.sqlType)
        }
    }

    /// The lines of each statement's plan.
    ///
    /// - Parameters:
    ///   - connection: of a role that may become the one for queries.
    ///   - organization: whose rows would be read, for row-level security.
    static func plans(
        of statements: [Request],
        organization: Int64?,
        connection: Connection
    ) throws(PostgresError) -> [[String]] {
        try connection.execute("BEGIN READ ONLY")
        defer {
            // If this fails the connection is gone, and nobody else uses it.
            try? connection.execute("ROLLBACK")
            // A rollback leaves prepared statements where they are.
            try? connection.execute("DEALLOCATE ALL")
        }
        try connection.execute("SET LOCAL ROLE \(DatabaseRole.queries)")
        try connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        var tenant = Parameters()
        tenant.text(organization.map(String.init) ?? "")
        _ = try connection.query("SELECT set_config('gateway.organization_id', $1, true)", tenant)
        var plans: [[String]] = []
        for statement in statements { plans.append(try plan(of: statement, connection)) }
        return plans
    }

    private static func plan(of statement: Request, _ connection: Connection) throws(PostgresError) -> [String] {
        let types = statement.types.isEmpty ? "" : " (\(statement.types.joined(separator: ", ")))"
        try connection.execute("PREPARE explained\(types) AS \(statement.sql)")
        defer { try? connection.execute("DEALLOCATE explained") }
        let values = statement.types.map { _ in "NULL" }.joined(separator: ", ")
        let result = try connection.query("EXPLAIN EXECUTE explained\(values.isEmpty ? "" : "(\(values))")")
        return (0..<result.rowCount).map { result.text($0, 0) }
    }
}
