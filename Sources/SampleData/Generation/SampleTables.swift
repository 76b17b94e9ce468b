/// The rows of some organizations, one text for each table, ready for COPY.
struct SampleTables {
    /// In the order in which they must be loaded: what refers to a table comes after it.
    enum Table: Int, CaseIterable {
        case organization
        case user
        case role
        case account
        case agreement
        case order
        case line
        case key
        case sealedKey
        case license
        case domain
        case service
        case seats
        case download

        /// The start of its COPY statement.
        var copy: String {
            switch self {
            case .organization: "organization (organization_id, name, country_code, created_at)"
            case .user:
                "app_user (organization_id, id, email, display_name, first_name, last_name, preferred_language, "
                    + "country_code, password_hash, created_at)"
            case .role: "user_role (organization_id, user_id, role)"
            case .account:
                "purchasing_account (organization_id, id, number, name, country_code, currency, created_at)"
            case .agreement:
                "agreement (organization_id, id, number, title, status, signed_on, starts_on, ends_on, "
                    + "purchasing_account_id, partner_id)"
            case .order:
                "purchase_order (organization_id, id, agreement_id, number, status, ordered_at, fulfilled_at, "
                    + "purchase_reference, currency, total)"
            case .line: "order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)"
            case .key:
                "license_key (organization_id, id, agreement_id, product_id, type, status, last_five, "
                    + "activations_used, activations_limit, issued_on)"
            case .sealedKey: "sealed_license_key (organization_id, license_key_id, sealed, sealed_with)"
            case .license:
                "license_detail (organization_id, id, agreement_id, product_id, type, status, quantity, covered, "
                    + "assigned, acquired_on, coverage_starts_on, coverage_ends_on)"
            case .domain:
                "organization_domain (organization_id, id, name, display_name, skeleton, challenge, created_at, "
                    + "verified_at)"
            case .service:
                "online_service (organization_id, id, agreement_id, product_id, domain_id, status, seats, seats_used, "
                    + "provisioned_at)"
            case .download: "download_record (organization_id, id, user_id, file_id, started_at)"
            case .seats: "seat_usage (organization_id, service_id, day, seats, seats_used)"
            }
        }
    }

    private var rows = Table.allCases.map { _ in CopyRows() }

    subscript(table: Table) -> CopyRows {
        get { rows[table.rawValue] }
        _modify { yield &rows[table.rawValue] }
    }

    mutating func removeAll() {
        for index in rows.indices { rows[index].removeAll() }
    }
}

/// The ids that come next. They run through all organizations.
struct SampleIdentifiers {
    var organization = 1
    var user = 1
    var account = 1
    var agreement = 1
    var order = 1
    var key = 1
    var license = 1
    var domain = 1
    var service = 1
    var download = 1
}
