import GraphQL

/// Fields of the subscription root: each tells of the rows of one topic in the change log.
extension CatalogBuilder {
    /// The table that triggers write into; a part of the engine, as sessions are.
    static let changeLog = "change_log"

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
        guard !isList, let relation = relations[returned] else {
            report(
                "\(coordinate) returns \(field.type); a change is one object with a table. Return such a type.",
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
        if let argument = field.arguments.first {
            report(
                "\(coordinate)(\(argument.name):) is not served: a change is told to whoever may see it. Remove the argument.",
                at: argument.location
            )
        }
        let columns = facts.tables[CatalogBuilder.changeLog]?.columns
        for column in ["organization_id", "transaction", "position", "topic", "key"] where columns?[column] == nil {
            report(
                "\(coordinate) is told from `\(CatalogBuilder.changeLog)`, but the database has no "
                    + "`\(CatalogBuilder.changeLog).\(column)`. Add a migration such as the gateway's own for changes.",
                at: field.location
            )
            break
        }
        return .change(target: returned, topic: topic)
    }
}
