package import GraphQL

/// The schema as the planner reads it: each stored type with its table, each field with its
/// source and permissions, bound to the database's own catalog.
///
/// Immutable and shared by all event loops.
package final class Catalog: Sendable {
    /// What callers see: the expanded schema, without the gateway's own directives.
    package let schema: Schema
    package let permissions: Permissions
    package let relations: [String: Relation]
    package let facts: DatabaseFacts
    private let bindings: [String: [String: FieldBinding]]

    package init(
        schema: Schema,
        permissions: Permissions,
        relations: [String: Relation],
        bindings: [String: [String: FieldBinding]],
        facts: DatabaseFacts
    ) {
        self.schema = schema
        self.permissions = permissions
        self.relations = relations
        self.bindings = bindings
        self.facts = facts
    }

    /// The binding of a field; `nil` for `__typename` and introspection fields, which have none.
    package func binding(of field: String, on type: String) -> FieldBinding? {
        bindings[type]?[field]
    }

    /// Every binding, for checks over the whole schema.
    package var allBindings: [(type: String, field: String, binding: FieldBinding)] {
        schema.types.flatMap { type in
            type.fields.compactMap { field in
                binding(of: field.name, on: type.name).map { (type.name, field.name, $0) }
            }
        }
    }

    /// Names of the commands that mutations, and queries with `@command`, need.
    package var commands: [String] {
        [schema.mutationType, schema.queryType].flatMap { type in
            (type.flatMap { bindings[$0] } ?? [:]).values.compactMap {
                if case .command(let name, _) = $0.source { name } else { nil }
            }
        }.sorted()
    }

    func relation(_ type: String) -> Relation {
        guard let relation = relations[type] else { preconditionFailure("\(type) has no table") }
        return relation
    }

    func column(_ name: String, of relation: Relation) -> ColumnFacts {
        guard let column = facts.tables[relation.table]?.columns[name] else {
            preconditionFailure("\(relation.table).\(name) was not bound")
        }
        return column
    }
}
