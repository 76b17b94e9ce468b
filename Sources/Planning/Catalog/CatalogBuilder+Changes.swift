import GraphQL

/// Fields of the subscription root: each tells of the rows of one topic in the change log.
///
///     accountChanged(id: ID): Account @changes(of: "account")         # the object as it is, while it is there
///     accountChanged(id: ID): AccountChange @changes(of: "account")   # { operation id account }, also when it is gone
extension CatalogBuilder {
    /// The table that triggers write into; a part of the engine, as sessions are.
    private static let changeLog = "change_log"
    /// Types whose values are the same text in ids as in the change log, whatever a session's settings are.
    private static let keyTypes: Set<String> = ["int2", "int4", "int8", "uuid", "text", "varchar"]

    mutating func changeSource(
        of field: FieldDefinition,
        on type: TypeDefinition,
        reader: DirectiveReader
    ) -> FieldSource? {
        let coordinate = "\(type.name).\(field.name)"
        let returned = field.type.namedType.text
        guard let topic = reader.string("of", of: "changes") else {
            report(
                "\(coordinate) does not say which changes it tells. Add @changes(of: \"topic\"), with a topic that a trigger "
                    + "writes into `\(CatalogBuilder.changeLog)`.",
                at: field.location
            )
            return nil
        }
        let isList = if case .list = field.type.nullable { true } else { false }
        guard !isList, let relation = relations[changePayloads[returned] ?? returned] else {
            report(
                "\(coordinate) returns \(field.type); a change is one object with a table. Return such a type, or one with "
                    + "such an object, its `id: ID!`, and the operation.",
                at: field.location
            )
            return nil
        }
        if relation.tenant == nil {
            report(
                "\(coordinate) returns \(returned), which belongs to no tenant: who would be told? Give its table a tenant.",
                at: field.location
            )
        }
        let arguments = changeArguments(of: field, coordinate, relation)
        checkKeyTypes(of: field, coordinate, relation)
        if returned != relation.type { checkVisibility(of: relation, field, coordinate) }
        checkTopic(topic, of: field, coordinate)
        return .change(ChangeSource(target: relation.type, topic: topic, arguments: arguments))
    }

    private mutating func changeArguments(
        of field: FieldDefinition,
        _ coordinate: String,
        _ relation: Relation
    ) -> [LookupArgument] {
        var arguments: [LookupArgument] = []
        for argument in field.arguments {
            if argument.type.nullable.description == "ID", let found = lookupArgument(argument, relation: relation),
                case .identifier = found.target
            {
                arguments.append(found)
                continue
            }
            report(
                "\(coordinate)(\(argument.name):) is not served: changes are asked for by `id: ID` or all together. Remove the "
                    + "argument.",
                at: argument.location
            )
        }
        return arguments
    }

    /// The log has keys as text, ids have them in binary format.
    private mutating func checkKeyTypes(of field: FieldDefinition, _ coordinate: String, _ relation: Relation) {
        guard !field.arguments.isEmpty || changePayloads[field.type.namedType.text] != nil else { return }
        for name in relation.key {
            guard let type = facts.tables[relation.table]?.columns[name]?.type, type.labels == nil || type.isArray,
                !CatalogBuilder.keyTypes.contains(type.name)
            else { continue }
            report(
                "\(coordinate) needs ids of \(relation.type), but `\(relation.table).\(name)` is \(type.name), which may have "
                    + "several texts. Return \(relation.type) itself, without arguments.",
                at: field.location
            )
        }
    }

    /// That a row is gone is told to whoever might have seen it: that must be known without the row.
    private mutating func checkVisibility(of relation: Relation, _ field: FieldDefinition, _ coordinate: String) {
        guard let table = facts.tables[relation.table], let tenant = relation.tenant,
            table.isView || !table.policyColumns.isSubset(of: [tenant])
        else { return }
        report(
            "\(coordinate) tells also of objects that are gone, but who could see a row of `\(relation.table)` is not known "
                + "without it: "
                + (table.isView ? "it is a view." : "a policy looks at more than `\(tenant)`.")
                + " Return \(relation.type) itself, which is told as long as it is there.",
            at: field.location
        )
    }

    private mutating func checkTopic(_ topic: String, of field: FieldDefinition, _ coordinate: String) {
        let columns = facts.tables[CatalogBuilder.changeLog]?.columns
        let needed = ["organization_id", "transaction", "position", "topic", "key", "operation"]
        if let column = needed.first(where: { columns?[$0] == nil }) {
            return report(
                "\(coordinate) is told from `\(CatalogBuilder.changeLog)`, but the database has no "
                    + "`\(CatalogBuilder.changeLog).\(column)`. Add a migration such as the gateway's own for changes.",
                at: field.location
            )
        }
        let known = facts.triggeredTopics.union(facts.notedTopics)
        if changePayloads[field.type.namedType.text] != nil, facts.notedTopics.contains(topic) {
            report(
                "\(coordinate) tells what was done to an object, but what functions note (\"\(topic)\") does nothing to it. "
                    + "Return the object itself.",
                at: field.location
            )
        }
        guard !known.contains(topic) else { return }
        report(
            "\(coordinate) tells of the topic \"\(topic)\", but nothing writes it: "
                + (known.isEmpty ? "" : "there are \(known.sorted().joined(separator: ", ")). ")
                + "Mend the topic, or add a migration with triggers that call log_change('\(topic)', …) or, for what a function "
                + "tells by note_change, with a row of `noted_topic`.",
            at: field.location
        )
    }

    // MARK: What has happened

    /// Finds the types without a table that fields of the subscription root return for an object with one.
    mutating func readChangePayloads() {
        let root = schema.subscriptionType.flatMap { schema.type(named: $0) }
        for field in root?.fields ?? [] {
            guard let type = schema.type(named: field.type.namedType.text), relations[type.name] == nil,
                roles[type.name] == nil, case .object = type.kind
            else { continue }
            let objects = type.fields.filter { isObject($0) }
            if objects.count == 1 { changePayloads[type.name] = objects[0].type.namedType.text }
        }
        for type in schema.types where type.name != root?.name {
            for field in type.fields where changePayloads[field.type.namedType.text] != nil {
                report(
                    "\(type.name).\(field.name) returns \(field.type.namedType.text), which only subscriptions can tell. Give "
                        + "\(type.name).\(field.name) a type of its own.",
                    at: field.location
                )
            }
        }
    }

    private func isObject(_ field: FieldDefinition) -> Bool {
        if case .list = field.type.nullable { return false }
        return relations[field.type.namedType.text] != nil
    }

    mutating func changePart(_ field: FieldDefinition, on type: TypeDefinition, of target: String) -> FieldSource? {
        let isIdentifier = field.name == "id" && field.type.nullable.description == "ID"
        if field.arguments.isEmpty {
            if isIdentifier { return .changePart(.identifier) }
            if isObject(field), !field.type.isNonNull { return .changePart(.object) }
            if case .enumeration(let values)? = schema.type(named: field.type.nullable.description)?.kind,
                Set(["INSERT", "UPDATE", "DELETE"]).isSubset(of: values.map(\.name))
            {
                return .changePart(.operation)
            }
        }
        report(
            "\(type.name).\(field.name) is not part of a change, which has `\(target.snakeCased): \(target)` (null once it is "
                + "gone), `id: ID!`, and an enum with INSERT, UPDATE and DELETE, all without arguments.",
            at: field.location
        )
        return nil
    }
}
