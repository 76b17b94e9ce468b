import SampleData

/// Who may see what, written out by hand from the product's table of roles: tests hold the gateway, and the
/// schema's own `Role`, against this.
enum RoleMatrix {
    static let seesAgreements = "VIEW_AGREEMENTS"
    static let seesOrders = "VIEW_ORDERS"
    static let seesKeys = "VIEW_KEYS"
    static let seesLicenses = "VIEW_LICENSE_DETAILS"
    static let seesReports = "VIEW_REPORTS"

    /// What a role may see of agreements and what hangs on them.
    static func sights(of role: SampleRole?) -> Set<String> {
        switch role {
        case .accountAdministrator, .accountManager, .reportViewer:
            [seesAgreements, seesOrders, seesKeys, seesLicenses, seesReports]
        case .accountViewer: [seesAgreements, seesOrders, seesLicenses, seesReports]
        case .agreementAdministrator: [seesAgreements]
        case .userAdministrator, nil: []
        }
    }

    /// What a role may do besides.
    static func deeds(of role: SampleRole?) -> Set<String> {
        switch role {
        case .accountAdministrator:
            [
                "EDIT_AGREEMENTS", "PROVISION_ONLINE_SERVICES", "DOWNLOAD_SOFTWARE", "INVITE_USERS", "MANAGE_USERS",
                "MANAGE_DOMAINS", "VIEW_AUDIT", "EXPLAIN",
            ]
        case .accountManager: ["EDIT_AGREEMENTS", "PROVISION_ONLINE_SERVICES", "DOWNLOAD_SOFTWARE"]
        case .agreementAdministrator: ["INVITE_USERS"]
        case .userAdministrator: ["INVITE_USERS", "MANAGE_USERS"]
        case .reportViewer, .accountViewer, nil: []
        }
    }

    static func permissions(of role: SampleRole?) -> Set<String> { sights(of: role).union(deeds(of: role)) }

    /// The permission that each table's rows need; tables that anyone may read are missing.
    static let tables = [
        "agreement": seesAgreements, "purchasing_account": seesAgreements, "partner": seesAgreements,
        "purchase_order": seesOrders, "order_line": seesOrders, "license_key": seesKeys,
        "member": "MANAGE_USERS", "license_summary": seesReports,
        "license_detail_state": seesLicenses, "spend_by_month": seesReports, "spend_by_quarter": seesReports,
        "spend_by_agreement": seesReports, "spend_by_family": seesReports, "order_history": seesReports,
        "order_spending": seesReports, "line_spending": seesReports,
        "key_usage": seesKeys, "online_service_state": seesLicenses, "download_file": "DOWNLOAD_SOFTWARE",
        "download_activity": seesReports, "download_history": seesReports, "seat_consumption": seesReports,
        "expiring": seesReports, "invitation_state": "INVITE_USERS",
        "domain_state": "MANAGE_DOMAINS", "audit_event": "VIEW_AUDIT", "partner_agreement": "MANAGE_PARTNER_AGREEMENTS",
    ]

    /// Tables that a role's statements must not name.
    static func forbiddenTables(of role: SampleRole?) -> [String] {
        let sights = permissions(of: role)
        return tables.filter { !sights.contains($0.value) }.map(\.key).sorted()
    }

    /// Everyone: the six roles, and a caller without a session.
    static let everyone: [SampleRole?] = SampleRole.allCases.map { $0 } + [nil]
}
