/// An object type that is stored: the table or view behind it, as `@table` and `@order` declare.
package struct Relation: Sendable {
    package let type: String
    /// Table or view, without the PostgreSQL schema: the connection's search path names that.
    package let table: String
    /// Columns that, within a tenant, identify a row.
    package let key: [String]
    /// Column that holds the organization; `nil` for a reference table that all tenants share.
    package let tenant: String?
    /// Default order of lists. The key is always last, so the order is total.
    package let order: [OrderTerm]
    /// First four bytes of this type's opaque ids: tells one type's id from another's.
    package let tag: UInt32

    package init(type: String, table: String, key: [String], tenant: String?, order: [OrderTerm]) {
        self.type = type
        self.table = table
        self.key = key
        self.tenant = tenant
        self.order = order
        tag = Fingerprint.of(type)
    }

    /// `order` with the key added in the direction of the last term, so that one row
    /// comparison describes "after this row" and one index serves it.
    package func totalOrder(_ order: [OrderTerm]) -> [OrderTerm] {
        var terms = order
        let descending = order.last?.descending ?? false
        for column in key where !terms.contains(where: { $0.column == column }) {
            terms.append(OrderTerm(column: column, descending: descending))
        }
        return terms
    }
}

/// One `ORDER BY` term.
package struct OrderTerm: Sendable, Hashable {
    package let column: String
    package let descending: Bool

    package init(column: String, descending: Bool = false) {
        self.column = column
        self.descending = descending
    }
}

/// FNV-1a, 32 bits: a stable short name for a type or a list, not a defence against anyone.
package enum Fingerprint {
    package static func of(_ text: String) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash
    }
}
