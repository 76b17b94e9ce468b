import Postgres

/// Limits the rows that the transaction at hand shows to those of one organization (row-level security).
enum TenantSetting {
    private static let statement = Statement(
        sql: "SELECT set_config('gateway.organization_id', $1, true)",
        parameterTypes: [25]
    )

    /// - Parameter organization: its key; the empty text: no organization's rows.
    static func call(_ organization: String) -> StatementCall {
        var parameters = Parameters()
        parameters.text(organization)
        return StatementCall(statement, parameters)
    }
}
