import GraphQL

/// Holds the schema against the database: what is missing, of the wrong type, or slow, is a
/// message with a remedy, and the gateway does not start.
extension CatalogBuilder {
    mutating func checkRelations() {
        for type in schema.types {
            guard let relation = relations[type.name] else { continue }
            guard let table = facts.tables[relation.table] else {
                report(
                    "\(type.name) is stored in `\(relation.table)`, but the database has no such table or view. "
                        + "Add a migration that makes it, or mend the name in @table.",
                    at: type.location
                )
                continue
            }
            let named = relation.key + relation.order.map(\.column) + (relation.tenant.map { [$0] } ?? [])
            for column in named where table.columns[column] == nil {
                report(missing(column, in: relation, table: table), at: type.location)
            }
            if let tenant = relation.tenant, !table.hasRowSecurity {
                report(
                    "`\(relation.table)` holds a tenant's rows (column `\(tenant)`), but row-level security is not "
                        + "enabled and forced on it. Add ALTER TABLE … ENABLE and FORCE ROW LEVEL SECURITY and a policy"
                        + (table.isView ? ", and make the view security_invoker." : "."),
                    at: type.location
                )
            }
            if !table.isView { checkKey(of: type, relation: relation, table: table) }
            checkOrder(of: type, relation: relation)
        }
        for type in schema.types {
            for field in type.fields { checkLookup(field, on: type) }
        }
    }

    /// The order of the rows tells of the column that they stand in: it must be one that all who see the rows may read.
    private mutating func checkOrder(of type: TypeDefinition, relation: Relation) {
        let ordering = Set(relation.order.map(\.column))
        for field in type.fields {
            guard let binding = bindings[type.name]?[field.name], case .column(let column) = binding.source,
                ordering.contains(column)
            else { continue }
            let missing = binding.requires.subtracting(typePermissions[type.name] ?? [])
            guard !missing.isEmpty else { continue }
            report(
                "\(type.name) is ordered by `\(column)`, but \(type.name).\(field.name) needs "
                    + "\(permissions.names(in: missing).joined(separator: ", ")): the order would tell its values to callers without "
                    + "it. Name another column in @order, or move the permission to the type.",
                at: type.location
            )
        }
    }

    private mutating func checkKey(of type: TypeDefinition, relation: Relation, table: TableFacts) {
        let key = (relation.tenant.map { [$0] } ?? []) + relation.key
        guard !hasIndex(key, in: table, unique: true) else { return }
        report(
            "`\(relation.table)` has no unique index on (\(key.joined(separator: ", "))), the key of \(type.name). "
                + "Make it the primary key, or mend @table(key:).",
            at: type.location
        )
    }

    /// Whether an index begins with these columns, the first one first and the others in any order.
    func hasIndex(_ columns: [String], in table: TableFacts, unique: Bool) -> Bool {
        table.indexes.contains { index in
            if unique {
                return index.isUnique && index.columns.count == Set(columns).count
                    && Set(index.columns) == Set(columns) && index.columns.first == columns.first
            }
            return index.columns.first == columns.first
                && Set(index.columns.prefix(columns.count)) == Set(columns)
        }
    }

    private mutating func checkLookup(_ field: FieldDefinition, on type: TypeDefinition) {
        guard case .lookup(let target, let arguments)? = bindings[type.name]?[field.name]?.source,
            let relation = relations[target], let table = facts.tables[relation.table], !table.isView
        else { return }
        for argument in arguments {
            guard case .column(let column) = argument.target else { continue }
            let columns = (relation.tenant.map { [$0] } ?? []) + [column]
            if table.columns[column] == nil {
                report(missing(column, in: relation, table: table), at: field.location)
            } else if !hasIndex(columns, in: table, unique: true) {
                report(
                    "\(type.name).\(field.name)(\(argument.name):) finds one row, but `\(relation.table)` has no unique index "
                        + "on (\(columns.joined(separator: ", "))). Add one in a migration.",
                    at: field.location
                )
            }
        }
    }

    mutating func checkColumn(_ name: String, of field: FieldDefinition, on type: TypeDefinition, relation: Relation) {
        guard let table = facts.tables[relation.table] else { return }
        guard let column = table.columns[name] else {
            report(
                "\(type.name).\(field.name): " + missing(name, in: relation, table: table)
                    + " Or say with @column which one it is.",
                at: field.location
            )
            return
        }
        if field.type.isNonNull && !column.isNotNull && !table.isView {
            report(
                "\(type.name).\(field.name) is \(field.type), but `\(relation.table).\(name)` may be null. "
                    + "Make the column NOT NULL, or the field \(field.type.nullable).",
                at: field.location
            )
        }
        let scalar = field.type.namedType.text
        guard let allowed = ScalarStorage.typeNames(for: scalar, in: schema) else { return }
        let isList = if case .list = field.type.nullable { true } else { false }
        let element = column.type.isArray ? String(column.type.name.dropFirst()) : column.type.name
        let isEnum = column.type.labels != nil && allowed.contains("enum")
        guard column.type.isArray == isList, allowed.contains(element) || isEnum else {
            report(
                "\(type.name).\(field.name) is \(field.type), but `\(relation.table).\(name)` is \(column.type.name); "
                    + "\(scalar) is read from \(allowed.joined(separator: ", ")).",
                at: field.location
            )
            return
        }
    }

    mutating func checkToOne(
        _ field: FieldDefinition,
        on type: TypeDefinition,
        relation: Relation,
        other: Relation,
        columns: [String],
        references: [String]
    ) {
        guard let table = facts.tables[relation.table], let target = facts.tables[other.table] else { return }
        for column in columns where table.columns[column] == nil {
            report("\(type.name).\(field.name): " + missing(column, in: relation, table: table), at: field.location)
        }
        for column in references where target.columns[column] == nil {
            report("\(type.name).\(field.name): " + missing(column, in: other, table: target), at: field.location)
        }
        let mayBeNull = columns.contains { table.columns[$0]?.isNotNull == false }
        if field.type.isNonNull && mayBeNull && !table.isView {
            report(
                "\(type.name).\(field.name) is \(field.type), but (\(columns.joined(separator: ", "))) may be null. "
                    + "Make the column NOT NULL, or the field \(field.type.nullable).",
                at: field.location
            )
        }
        let key = (other.tenant.map { [$0] } ?? []) + references
        if !target.isView && !hasIndex(key, in: target, unique: true) {
            report(
                "\(type.name).\(field.name) joins to one row, but `\(other.table)` has no unique index on "
                    + "(\(key.joined(separator: ", "))). Add one in a migration.",
                at: field.location
            )
        }
    }

    mutating func checkToMany(
        _ field: FieldDefinition,
        on type: TypeDefinition,
        relation: Relation,
        other: Relation,
        columns: [String],
        references: [String]
    ) {
        guard let table = facts.tables[relation.table], let target = facts.tables[other.table] else { return }
        for column in references where table.columns[column] == nil {
            report("\(type.name).\(field.name): " + missing(column, in: relation, table: table), at: field.location)
        }
        for column in columns where target.columns[column] == nil {
            report("\(type.name).\(field.name): " + missing(column, in: other, table: target), at: field.location)
        }
        let key = (other.tenant.map { [$0] } ?? []) + columns
        if !target.isView && !hasIndex(key, in: target, unique: false) {
            report(
                "\(type.name).\(field.name) is a list, but `\(other.table)` has no index that begins with "
                    + "(\(key.joined(separator: ", "))): every request would read the whole table. Add one in a migration.",
                at: field.location
            )
        }
    }

    private func missing(_ column: String, in relation: Relation, table: TableFacts) -> String {
        let near = table.columns.keys.sorted().filter { $0.contains(column) || column.contains($0) }.first
        return "`\(relation.table)` has no column `\(column)`"
            + (near.map { " (there is `\($0)`)." } ?? ". Add it in a migration.")
    }
}

/// Which PostgreSQL types a scalar or enum can be read from.
enum ScalarStorage {
    static func typeNames(for scalar: String, in schema: Schema) -> [String]? {
        switch scalar {
        case "Int": ["int4", "int2", "int8"]
        case "Float": ["float8", "float4"]
        case "Boolean": ["bool"]
        case "String": ["text", "varchar", "bpchar", "name"]
        case "ID": ["int8", "int4", "uuid", "text"]
        case "Decimal": ["numeric", "int8", "int4"]
        case "DateTime": ["timestamptz"]
        case "Date": ["date"]
        case "JSON": ["jsonb", "json"]
        case "UUID": ["uuid"]
        case "EmailAddress", "CountryCode", "Locale", "Currency": ["text", "varchar", "bpchar", "citext"]
        default:
            if case .enumeration? = schema.type(named: scalar)?.kind { ["text", "varchar", "enum"] } else { nil }
        }
    }
}
