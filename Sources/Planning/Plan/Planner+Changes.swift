import GraphQL

/// What subscriptions tell: an object that has changed, or what has happened to it.
extension Planner {
    mutating func change(
        _ field: CollectedField,
        _ source: ChangeSource,
        returned: String
    ) throws(GraphQLError) -> FieldShape.Kind {
        let relation = context.catalog.relation(source.target)
        let statement = changedRow(field, relation)
        var id: InputSource?
        if let argument = source.arguments.first {
            id = try context.given(argument.name, in: field.fields[0].arguments, type: "ID")
        }
        change = ChangePlan(
            topic: source.topic,
            id: id,
            tag: relation.tag,
            keyTypes: relation.key.map { context.catalog.column($0, of: relation).type },
            tellsOperation: returned != source.target
        )
        if returned == source.target { return try row(field, target: returned, statement: statement) }
        return .object(
            try object(field.selectionSets, type: returned, scope: .change(statement: statement)),
            presence: -1
        )
    }

    mutating func changePart(
        _ part: ChangePart,
        field: CollectedField,
        returned: String,
        scope: Scope
    ) throws(GraphQLError) -> FieldShape.Kind {
        switch part {
        case .operation: return .payload(payloadName(ChangePlan.operation))
        case .identifier: return .payload(payloadName(ChangePlan.identifier))
        case .object:
            guard case .change(let statement) = scope else { preconditionFailure("\(part) needs a change") }
            return try row(field, target: returned, statement: statement)
        }
    }

    /// The row that a change is of. It is asked for whatever is selected: so the caller is verified, too.
    private mutating func changedRow(_ field: CollectedField, _ relation: Relation) -> Int {
        let index = begin(field, relation: relation, parent: nil)
        for (component, column) in relation.key.enumerated() {
            let type = context.catalog.column(column, of: relation).type
            let parameter = statements[index].select.parameter(type, .changedKey(component: component))
            statements[index].select.equalities.append((column: column, parameter: parameter))
        }
        return index
    }
}
