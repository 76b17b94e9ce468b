package import GraphQL

/// Reads the schema's directives, holds them against the database, and makes the `Catalog`.
///
/// Every fault found is reported at once, each with its place and a remedy.
package struct CatalogBuilder {
    let schema: Schema
    let facts: DatabaseFacts
    var errors: [GraphQLError] = []
    var permissions = Permissions(names: [], roles: [])
    var relations: [String: Relation] = [:]
    var bindings: [String: [String: FieldBinding]] = [:]
    /// Permission of each type that has one.
    var typePermissions: [String: PermissionSet] = [:]
    /// The types of subscriptions that say what has happened, with the type of the object that it happened to.
    var changePayloads: [String: String] = [:]
    /// What the derived output types show.
    let roles: [String: DerivedRole]

    /// Builds the schema of these documents and binds it.
    ///
    /// - Parameter documents: the schema's files; an error's `location.source` is the position here.
    package static func build(
        _ documents: [AST.Document],
        facts: DatabaseFacts
    ) throws(SchemaErrors) -> Catalog {
        let schema: Schema
        let roles: [String: DerivedRole]
        do {
            let expanded = try ExpandedSchema.expand(documents)
            roles = expanded.roles
            schema = try SchemaBuilder.build(expanded.documents)
        } catch let error as GraphQLError {
            throw SchemaErrors([error])
        } catch let errors as SchemaErrors {
            throw errors
        } catch {
            preconditionFailure("untyped error from the schema builder: \(error)")
        }
        var builder = CatalogBuilder(schema: schema, facts: facts, roles: roles)
        builder.readPermissions()
        builder.readRelations()
        builder.readChangePayloads()
        builder.bindFields()
        builder.bindDerivedFields()
        builder.checkRelations()
        guard builder.errors.isEmpty else { throw SchemaErrors(builder.errors) }
        return Catalog(
            schema: ExpandedSchema.visible(schema, sources: documents.count),
            permissions: builder.permissions,
            relations: builder.relations,
            bindings: builder.bindings,
            facts: facts
        )
    }

    private init(schema: Schema, facts: DatabaseFacts, roles: [String: DerivedRole]) {
        self.schema = schema
        self.facts = facts
        self.roles = roles
    }

    mutating func report(_ message: String, at location: SourceLocation?, rule: String = "database-binding") {
        errors.append(
            GraphQLError(message, code: .validationFailed, at: location.map { [$0] } ?? [], rule: rule)
        )
    }

    // MARK: Permissions

    private mutating func readPermissions() {
        let names = enumValues("Permission").map(\.name)
        if names.count > PermissionSet.capacity {
            report(
                "The enum Permission has \(names.count) values; the gateway can tell \(PermissionSet.capacity) apart. "
                    + "Remove or merge some.",
                at: schema.type(named: "Permission")?.location
            )
        }
        let roles = enumValues("Role").map { value in
            let granted = DirectiveReader(directives: value.directives).strings("permissions", of: "grants") ?? []
            var grants: PermissionSet = []
            for name in granted {
                if let index = names.firstIndex(of: name) { grants.insert(PermissionSet(index: index)) }
            }
            return (name: value.name, grants: grants)
        }
        let descriptions = enumValues("Role").map { ($0.name, $0.description ?? "") }
        permissions = Permissions(
            names: names,
            roles: roles,
            roleDescriptions: Dictionary(descriptions) { first, _ in first }
        )
    }

    private func enumValues(_ type: String) -> [EnumValueDefinition] {
        if case .enumeration(let values) = schema.type(named: type)?.kind { values } else { [] }
    }

    func requirement(_ directives: [AST.Directive]) -> PermissionSet {
        guard let name = DirectiveReader(directives: directives).string("permission", of: "requires"),
            let index = permissions.names.firstIndex(of: name)
        else { return [] }
        return PermissionSet(index: index)
    }

    // MARK: Relations

    private mutating func readRelations() {
        for type in schema.types {
            let reader = DirectiveReader(directives: type.directives)
            typePermissions[type.name] = requirement(type.directives)
            guard let table = reader.string("name", of: "table") else { continue }
            relations[type.name] = Relation(
                type: type.name,
                table: table,
                key: reader.strings("key", of: "table") ?? ["id"],
                tenant: reader.isNull("tenant", of: "table")
                    ? nil : reader.string("tenant", of: "table") ?? "organization_id",
                order: orderTerms(reader)
            )
        }
        for (tag, same) in Dictionary(grouping: relations.values, by: \.tag) where same.count > 1 {
            let names = same.map(\.type).sorted()
            report(
                "The types \(names.joined(separator: " and ")) have the same id tag \(tag). Rename one of them.",
                at: schema.type(named: names[0])?.location
            )
        }
    }

    func orderTerms(_ reader: DirectiveReader) -> [OrderTerm] {
        (reader.strings("by", of: "order") ?? []).map { term in
            let words = term.split(separator: " ")
            return OrderTerm(
                column: words.first.map(String.init) ?? term,
                descending: words.count > 1 && words[1].lowercased() == "desc"
            )
        }
    }
}
