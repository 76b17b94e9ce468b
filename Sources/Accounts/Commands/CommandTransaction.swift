import Postgres

/// The database roles that the gateway works as (`Migrations/0001_roles.sql`). Neither owns anything.
package enum DatabaseRole {
    /// For queries: reads what the schema shows.
    package static let queries = "business_center_gateway"
    /// For commands: writes what they write.
    package static let commands = "business_center_commands"
}

extension Connection {
    /// Runs a command's work in one transaction.
    func command<Value>(_ body: (Connection) throws(AccountError) -> Value) throws(AccountError) -> Value {
        try transaction("BEGIN", mapping: AccountError.database, body)
    }

    /// Runs one statement of a command.
    @discardableResult
    func run(_ sql: String, _ parameters: Parameters = Parameters()) throws(AccountError) -> QueryResult {
        do throws(PostgresError) {
            return try query(sql, parameters)
        } catch {
            throw .database(error)
        }
    }

    /// Locks an organization until the transaction ends.
    ///
    /// - Returns: its kind.
    @discardableResult
    func lockOrganization(_ id: Int64) throws(AccountError) -> String {
        var parameters = Parameters()
        parameters.int8(id)
        let found = try run("SELECT lock_organization($1)", parameters)
        guard found.rowCount == 1, !found.isNull(0, 0) else { throw .notFound("organization") }
        return found.text(0, 0)
    }

    /// Shows the rest of the transaction this organization's rows and no others (row-level security).
    func work(in organizationID: Int64) throws(AccountError) {
        var parameters = Parameters()
        parameters.text("\(organizationID)")
        try run("SELECT set_config('gateway.organization_id', $1, true)", parameters)
    }
}
