/// What a statement of the query lane is for.
enum StatementKind: Equatable {
    /// Opens a flush: have the sessions in it changed?
    case sessionCheck
    /// Whose session is it?
    case sessionLookup
    /// Limits what shows to one organization.
    case tenantSetting
    /// Reads what was asked for.
    case data

    init(_ sql: String) {
        if sql.contains("organization_epoch") {
            self = .sessionCheck
        } else if sql.contains("session_by_token") {
            self = .sessionLookup
        } else if sql.contains("set_config") {
            self = .tenantSetting
        } else {
            self = .data
        }
    }

    var isBookkeeping: Bool { self != .data }
}
