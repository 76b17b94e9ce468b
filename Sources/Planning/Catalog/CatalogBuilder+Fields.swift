import GraphQL

/// Where each field's value comes from.
extension CatalogBuilder {
    mutating func bindFields() {
        for type in schema.types {
            guard case .object = type.kind, !type.name.hasPrefix("__"), roles[type.name] == nil else { continue }
            for field in type.fields {
                guard let source = source(of: field, on: type) else { continue }
                var requires = requirement(field.directives)
                requires.formUnion(permissionOfReturned(field))
                if case .changePart(.identifier) = source { requires.formUnion(permissionOfIdentifier(type)) }
                checkNullability(of: field, on: type, requires: requires)
                bindings[type.name, default: [:]][field.name] = FieldBinding(
                    definition: field,
                    source: source,
                    requires: requires
                )
            }
        }
    }

    /// The permission of the type that a field returns, or of the rows of the connection or the object of the change it
    /// returns.
    private func permissionOfReturned(_ field: FieldDefinition) -> PermissionSet {
        let name = field.type.namedType.text
        var permission = typePermissions[name] ?? []
        if let target = connectionTarget(name) ?? changePayloads[name] {
            permission.formUnion(typePermissions[target] ?? [])
        }
        return permission
    }

    /// The permission of the id of the object that has changed.
    private func permissionOfIdentifier(_ payload: TypeDefinition) -> PermissionSet {
        let object = changePayloads[payload.name].flatMap { schema.type(named: $0) }
        return requirement(object?.field(named: "id")?.directives ?? [])
    }

    /// A forbidden field is null, so it must be allowed to be null.
    private mutating func checkNullability(
        of field: FieldDefinition,
        on type: TypeDefinition,
        requires: PermissionSet
    ) {
        let isDerived = connectionTarget(type.name) != nil || edgeTarget(type.name) != nil
        guard !requires.isEmpty, field.type.isNonNull, !isDerived else { return }
        report(
            "\(type.name).\(field.name) needs the permission \(permissions.names(in: requires).joined(separator: ", ")), "
                + "so it is null for callers without it, but its type is \(field.type). Write \(field.type.nullable).",
            at: field.location,
            rule: "permission-needs-nullable"
        )
    }

    private mutating func source(of field: FieldDefinition, on type: TypeDefinition) -> FieldSource? {
        let reader = DirectiveReader(directives: field.directives)
        let returned = field.type.namedType.text
        if let value = reader.string("value", of: "session").flatMap(SessionValue.init(rawValue:)) {
            return .session(value)
        }
        if type.name == schema.subscriptionType { return changeSource(of: field, on: type, reader: reader) }
        if type.name == schema.queryType, let command = reader.string("name", of: "command") {
            return .command(command, payload: returned)
        }
        if type.name == schema.mutationType {
            return .command(reader.string("name", of: "command") ?? field.name, payload: returned)
        }
        if type.name == "PageInfo" || connectionTarget(type.name) != nil || edgeTarget(type.name) != nil {
            return ConnectionPart(rawValue: field.name).map { .connection($0) }
        }
        if let target = changePayloads[type.name] { return changePart(field, on: type, of: target) }
        guard let relation = relations[type.name] else { return rootSource(of: field, on: type, returned: returned) }
        return rowSource(of: field, on: type, relation: relation, reader: reader, returned: returned)
    }

    /// A field of the query root, of a namespace, or of a command's payload.
    private mutating func rootSource(
        of field: FieldDefinition,
        on type: TypeDefinition,
        returned: String
    ) -> FieldSource? {
        guard let target = schema.type(named: returned) else { return nil }
        if target.isLeaf { return .payload }
        if let rows = connectionTarget(returned) {
            return .list(ListSource(target: rows, columns: [], references: [], link: nil))
        }
        if returned == "Node", let argument = field.arguments.first {
            let isList = if case .list = field.type.nullable { true } else { false }
            return .node(argument: argument.name, isList: isList)
        }
        guard let relation = relations[returned] else {
            // A list of objects without a table: a command's result holds it.
            if case .list = field.type.nullable { return .payload }
            return .namespace(returned)
        }
        var arguments: [LookupArgument] = []
        for argument in field.arguments {
            guard let found = lookupArgument(argument, relation: relation) else {
                report(
                    "\(type.name).\(field.name)(\(argument.name):) does not name a field of \(returned) that is a column.",
                    at: argument.location
                )
                continue
            }
            arguments.append(found)
        }
        if arguments.isEmpty && field.arguments.isEmpty { return .payload }
        return .lookup(target: returned, by: arguments)
    }

    func lookupArgument(_ argument: InputValueDefinition, relation: Relation) -> LookupArgument? {
        guard let field = schema.type(named: relation.type)?.field(named: argument.name) else { return nil }
        if isIdentifier(field) { return LookupArgument(name: argument.name, target: .identifier) }
        let column = DirectiveReader(directives: field.directives).string("name", of: "column") ?? field.name.snakeCased
        return LookupArgument(name: argument.name, target: .column(column))
    }

    private func isIdentifier(_ field: FieldDefinition) -> Bool {
        field.name == "id" && field.type.namedType.text == "ID"
    }

    /// A field of a stored type.
    private mutating func rowSource(
        of field: FieldDefinition,
        on type: TypeDefinition,
        relation: Relation,
        reader: DirectiveReader,
        returned: String
    ) -> FieldSource? {
        guard let target = schema.type(named: returned) else { return nil }
        if target.isLeaf {
            if isIdentifier(field) { return .identifier }
            let column = reader.string("name", of: "column") ?? field.name.snakeCased
            checkColumn(column, of: field, on: type, relation: relation)
            return .column(column)
        }
        let rows = connectionTarget(returned)
        guard let other = relations[rows ?? returned] else {
            report(
                "\(type.name).\(field.name) returns \(returned), which has no table. Give \(returned) a @table, "
                    + "or move the field to a type without one.",
                at: field.location
            )
            return nil
        }
        guard let columns = reader.strings("columns", of: "join") else {
            report(
                "\(type.name).\(field.name) returns \(returned), but does not say how the tables meet. "
                    + "Add @join(columns: [\"\((rows == nil ? field.name : type.name).snakeCased.drop { $0 == "_" })_id\"]).",
                at: field.location
            )
            return nil
        }
        let references = reader.strings("references", of: "join") ?? (rows == nil ? other.key : relation.key)
        if let link = reader.string("through", of: "join") {
            return throughSource(
                of: field,
                on: type,
                link: link,
                relation: relation,
                other: other,
                columns: columns,
                references: references
            )
        }
        guard columns.count == references.count else {
            report(
                "\(type.name).\(field.name) joins \(columns.count) columns with \(references.count): "
                    + "@join needs as many columns as references.",
                at: field.location
            )
            return nil
        }
        if rows == nil {
            checkToOne(field, on: type, relation: relation, other: other, columns: columns, references: references)
            return .toOne(target: returned, columns: columns, references: references)
        }
        checkToMany(field, on: type, relation: relation, other: other, columns: columns, references: references)
        return .list(ListSource(target: other.type, columns: columns, references: references, link: nil))
    }

    /// The stored type of a derived connection's rows.
    func connectionTarget(_ name: String) -> String? {
        SchemaExpansion.target(ofConnection: name).flatMap { relations[$0] == nil ? nil : $0 }
    }

    private func edgeTarget(_ name: String) -> String? {
        guard name.hasSuffix("Edge") else { return nil }
        let target = String(name.dropLast("Edge".count))
        return relations[target] == nil ? nil : target
    }
}
