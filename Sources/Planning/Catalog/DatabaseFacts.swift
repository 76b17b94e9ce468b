/// What the database's own catalog says of the tables and views that a schema may use.
///
/// Read once at start-up by the Gateway layer; plain data, so that planning never opens a connection.
package struct DatabaseFacts: Sendable {
    package var tables: [String: TableFacts]
    /// Topics that triggers write into the change log.
    package var triggeredTopics: Set<String>
    /// Topics that functions note in the change log (the table `noted_topic`).
    package var notedTopics: Set<String>

    package init(
        tables: [String: TableFacts],
        triggeredTopics: Set<String> = [],
        notedTopics: Set<String> = []
    ) {
        self.tables = tables
        self.triggeredTopics = triggeredTopics
        self.notedTopics = notedTopics
    }
}

/// One table or view.
package struct TableFacts: Sendable {
    package var isView: Bool
    package var columns: [String: ColumnFacts]
    package var indexes: [IndexFacts]
    /// Row-level security is enabled and forced. A view has that of its tables if it is `security_invoker`.
    package var hasRowSecurity: Bool
    /// Columns that the policies for reading look at; an empty name stands for anything else that they look at.
    package var policyColumns: Set<String>

    package init(
        isView: Bool,
        columns: [String: ColumnFacts],
        indexes: [IndexFacts],
        hasRowSecurity: Bool,
        policyColumns: Set<String> = []
    ) {
        self.isView = isView
        self.columns = columns
        self.indexes = indexes
        self.hasRowSecurity = hasRowSecurity
        self.policyColumns = policyColumns
    }
}

/// One index: its columns in order (expressions left out), and whether it is unique and without a condition.
package struct IndexFacts: Sendable {
    package var columns: [String]
    package var isUnique: Bool

    package init(columns: [String], isUnique: Bool) {
        self.columns = columns
        self.isUnique = isUnique
    }
}

/// One column.
package struct ColumnFacts: Sendable {
    package var type: ColumnType
    /// Declared `NOT NULL`; for a view's column never known, so `false`.
    package var isNotNull: Bool

    package init(type: ColumnType, isNotNull: Bool) {
        self.type = type
        self.isNotNull = isNotNull
    }
}

/// A PostgreSQL type as `pg_type` names it.
package struct ColumnType: Sendable, Hashable {
    /// `pg_type.oid`; for a domain that of its base type.
    package var oid: UInt32
    /// `pg_type.typname`: `int8`, `text`, `_text` for an array.
    package var name: String
    /// `pg_type.typarray`: the type of arrays of this type; 0 if it has none.
    package var arrayOID: UInt32
    /// Labels, for an enum type or an array of one.
    package var labels: [String]?

    package init(oid: UInt32, name: String, arrayOID: UInt32, labels: [String]? = nil) {
        self.oid = oid
        self.name = name
        self.arrayOID = arrayOID
        self.labels = labels
    }

    package var isArray: Bool { name.hasPrefix("_") }

    /// The type to read values by: `anyarray` (2277) for every array, since arrays of enums have numbers that only
    /// the database knows, and an array says itself what its elements are.
    package var readingOID: UInt32 { isArray ? 2277 : oid }

    /// The type of arrays of this type.
    package var array: ColumnType { ColumnType(oid: arrayOID, name: "_\(name)", arrayOID: 0) }

    package static let int8 = ColumnType(oid: 20, name: "int8", arrayOID: 1016)
    package static let int4 = ColumnType(oid: 23, name: "int4", arrayOID: 1007)
    package static let text = ColumnType(oid: 25, name: "text", arrayOID: 1009)
    package static let uuid = ColumnType(oid: 2950, name: "uuid", arrayOID: 2951)
    package static let date = ColumnType(oid: 1082, name: "date", arrayOID: 1182)
    package static let timestamptz = ColumnType(oid: 1184, name: "timestamptz", arrayOID: 1185)
    package static let numeric = ColumnType(oid: 1700, name: "numeric", arrayOID: 1231)
    package static let bool = ColumnType(oid: 16, name: "bool", arrayOID: 1000)
}
