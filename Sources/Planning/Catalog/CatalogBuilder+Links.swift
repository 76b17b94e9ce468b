import GraphQL

/// Many-to-many relations through a link table.
extension CatalogBuilder {
    mutating func throughSource(
        of field: FieldDefinition,
        on type: TypeDefinition,
        link: String,
        relation: Relation,
        other: Relation,
        columns: [String],
        references: [String]
    ) -> FieldSource? {
        let reader = DirectiveReader(directives: field.directives)
        let coordinate = "\(type.name).\(field.name)"
        guard connectionTarget(field.type.namedType.text) != nil else {
            report(
                "\(coordinate) goes through `\(link)`, so it is a list. Return \(other.type)Connection.",
                at: field.location
            )
            return nil
        }
        let linkColumns = reader.strings("throughColumns", of: "join") ?? []
        let linkReferences = reader.strings("throughReferences", of: "join") ?? other.key
        guard columns.count == references.count, linkColumns.count == linkReferences.count else {
            report(
                "\(coordinate) goes through `\(link)` with \(columns.count) columns for \(references.count) of "
                    + "\(type.name) and \(linkColumns.count) throughColumns for \(linkReferences.count) of \(other.type): "
                    + "@join needs as many columns as references.",
                at: field.location
            )
            return nil
        }
        guard let table = facts.tables[link] else {
            report(
                "\(coordinate) goes through `\(link)`, but the database has no such table or view. "
                    + "Add a migration that makes it, or mend the name in @join(through:).",
                at: field.location
            )
            return nil
        }
        let tenant = relation.tenant ?? other.tenant
        let named = columns + linkColumns + (tenant.map { [$0] } ?? [])
        for column in named where table.columns[column] == nil {
            report("\(coordinate): `\(link)` has no column `\(column)`. Add it in a migration.", at: field.location)
        }
        if tenant != nil, !table.hasRowSecurity {
            report(
                "\(coordinate): `\(link)` holds a tenant's rows, but row-level security is not enabled and forced on it. "
                    + "Add ALTER TABLE … ENABLE and FORCE ROW LEVEL SECURITY and a policy.",
                at: field.location
            )
        }
        checkLinkIndexes(coordinate, link, table, tenant: tenant, columns, linkColumns, at: field.location)
        if let target = facts.tables[other.table], !target.isView {
            let key = (other.tenant.map { [$0] } ?? []) + linkReferences
            if !hasIndex(key, in: target, unique: true) {
                report(
                    "\(coordinate): `\(other.table)` has no unique index on (\(key.joined(separator: ", "))), which "
                        + "`\(link)` refers to. Add one in a migration.",
                    at: field.location
                )
            }
        }
        return .list(
            ListSource(
                target: other.type,
                columns: columns,
                references: references,
                link: LinkTable(table: link, tenant: tenant, columns: linkColumns, references: linkReferences)
            )
        )
    }

    private mutating func checkLinkIndexes(
        _ coordinate: String,
        _ link: String,
        _ table: TableFacts,
        tenant: String?,
        _ columns: [String],
        _ linkColumns: [String],
        at location: SourceLocation?
    ) {
        guard !table.isView else { return }
        let prefix = tenant.map { [$0] } ?? []
        if !hasIndex(prefix + columns, in: table, unique: false) {
            report(
                "\(coordinate): `\(link)` has no index that begins with (\((prefix + columns).joined(separator: ", "))): "
                    + "every request would read the whole table. Add one in a migration.",
                at: location
            )
        }
        let pair = Set(prefix + columns + linkColumns)
        if !table.indexes.contains(where: { $0.isUnique && !$0.columns.isEmpty && pair.isSuperset(of: $0.columns) }) {
            report(
                "\(coordinate): `\(link)` may name a pair twice, and the list would show it twice. Add a unique index on "
                    + "(\((prefix + columns + linkColumns).joined(separator: ", "))) in a migration.",
                at: location
            )
        }
    }
}
