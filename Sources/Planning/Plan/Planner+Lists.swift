import GraphQL

/// Connections, lookups and the caller's own rows: the fields that become statements.
extension Planner {
    /// Begins the statement of a connection and gives its place.
    mutating func list(
        _ field: CollectedField,
        target: String,
        columns: [String],
        references: [String],
        scope: Scope
    ) throws(GraphQLError) -> Int {
        let relation = context.catalog.relation(target)
        var parent: ParentRows?
        var keyTypes: [ColumnType] = []
        if case .row(let statement, let alias) = scope {
            let above = statements[statement].relation(ofAlias: alias)
            // The keys come from the parent's rows in binary format, so they have its columns' types.
            keyTypes = references.map { context.catalog.column($0, of: above).type }
            let keys = references.map {
                statements[statement].select.output(.column(alias: alias, name: $0))
            }
            parent = ParentRows(statement: statement, keyColumns: keys, mayRepeat: alias > 0)
        }
        let index = begin(field, relation: relation, parent: parent)
        if parent != nil {
            statements[index].select.parentColumns = columns
            for (component, type) in keyTypes.enumerated() {
                let array = ColumnType(oid: type.arrayOID, name: "\(type.name)[]", arrayOID: 0)
                _ = statements[index].select.parameter(array, .parentKeys(component: component, element: type.oid))
            }
        }
        let order = relation.totalOrder(relation.order)
        statements[index].select.order = order
        try addPaging(to: index, field: field, relation: relation, order: order)
        return index
    }

    private mutating func begin(_ field: CollectedField, relation: Relation, parent: ParentRows?) -> Int {
        statements.append(
            StatementDraft(relation: relation, parent: parent, location: field.fields[0].location, path: path)
        )
        let index = statements.count - 1
        _ = tenantParameter(of: relation, in: index)
        return index
    }

    private mutating func addPaging(
        to index: Int,
        field: CollectedField,
        relation: Relation,
        order: [OrderTerm]
    ) throws(GraphQLError) {
        let arguments = field.fields[0].arguments
        let types = order.map { context.catalog.column($0.column, of: relation).type }
        let list = "\(relation.type)(\(order.map { "\($0.column) \($0.descending)" }.joined(separator: ",")))"
        let paging = StatementDraft.Paging(
            first: try context.given("first", in: arguments, type: "Int"),
            last: try context.given("last", in: arguments, type: "Int"),
            after: try context.given("after", in: arguments, type: "String"),
            before: try context.given("before", in: arguments, type: "String"),
            fingerprint: Fingerprint.of(list),
            types: types
        )
        for (end, source) in [(CursorEnd.after, paging.after), (.before, paging.before)] where source != nil {
            let parameters = types.indices.map {
                statements[index].select.parameter(types[$0], .cursor(end, component: $0))
            }
            statements[index].select.cursorConditions.append(
                SelectBuilder.CursorCondition(end: end, parameters: parameters)
            )
        }
        statements[index].select.isBackward = paging.last != nil && paging.first == nil
        statements[index].select.limitParameter = statements[index].select.parameter(.int8, .limit)
        statements[index].paging = paging
    }

    /// A part of a connection, an edge or the page information.
    mutating func connectionPart(
        _ part: ConnectionPart,
        field: CollectedField,
        returned: String,
        scope: Scope
    ) throws(GraphQLError) -> FieldShape.Kind {
        guard case .page(let statement) = scope else { preconditionFailure("\(part) needs a page") }
        let row = Scope.row(statement: statement, alias: 0)
        switch part {
        case .nodes: return .nodes(try object(field.selectionSets, type: returned, scope: row))
        case .edges: return .edges(try object(field.selectionSets, type: returned, scope: scope))
        case .node: return .node(try object(field.selectionSets, type: returned, scope: row))
        case .pageInfo: return .pageInfo(try object(field.selectionSets, type: returned, scope: scope))
        case .totalCount:
            _ = statements[statement].select.output(.total)
            return .totalCount
        case .cursor, .startCursor, .endCursor:
            statements[statement].paging?.showsCursors = true
            return part == .cursor ? .cursor : part == .startCursor ? .startCursor : .endCursor
        case .hasNextPage, .hasPreviousPage:
            statements[statement].paging?.needsMore = true
            return part == .hasNextPage ? .hasNextPage : .hasPreviousPage
        }
    }

    /// Begins the statement that finds one row by the one argument that is given.
    mutating func lookup(
        _ field: CollectedField,
        definition: FieldDefinition,
        target: String,
        by lookups: [LookupArgument]
    ) throws(GraphQLError) -> Int {
        let relation = context.catalog.relation(target)
        let index = begin(field, relation: relation, parent: nil)
        var given: [(LookupArgument, InputSource)] = []
        for lookup in lookups {
            guard let type = definition.argument(named: lookup.name)?.type.namedType.text else { continue }
            if let source = try context.given(lookup.name, in: field.fields[0].arguments, type: type) {
                given.append((lookup, source))
            }
        }
        guard given.count == 1 else {
            let names = lookups.map { "`\($0.name)`" }
            throw GraphQLError(
                "`\(definition.name)` finds one row: give exactly one of \(names.joined(separator: ", ")), "
                    + (given.isEmpty ? "none is given." : "\(given.count) are given."),
                code: .badUserInput,
                at: [field.fields[0].location]
            )
        }
        let (lookup, source) = given[0]
        switch lookup.target {
        case .column(let column):
            let type = context.catalog.column(column, of: relation).type
            let parameter = statements[index].select.parameter(type, .input(source))
            statements[index].select.equalities = [(column: column, parameter: parameter)]
        case .identifier:
            let types = relation.key.map { context.catalog.column($0, of: relation).type }
            for (component, column) in relation.key.enumerated() {
                let parameter = statements[index].select.parameter(
                    types[component],
                    .identifier(source, tag: relation.tag, component: component, of: types)
                )
                statements[index].select.equalities.append((column: column, parameter: parameter))
            }
        }
        return index
    }

    /// Begins the statement of the caller's own row, or of their organization's.
    mutating func sessionRow(_ field: CollectedField, target: String, source: ParameterPlan.Source) -> Int {
        let relation = context.catalog.relation(target)
        let index = begin(field, relation: relation, parent: nil)
        guard case .user = source else { return index }
        let type = context.catalog.column(relation.key[0], of: relation).type
        let parameter = statements[index].select.parameter(type, source)
        statements[index].select.equalities = [(column: relation.key[0], parameter: parameter)]
        return index
    }

    /// Begins the statement of a row that a command's result names by its key.
    mutating func payloadRow(_ field: CollectedField, target: String) -> Int {
        let relation = context.catalog.relation(target)
        let index = begin(field, relation: relation, parent: nil)
        for (component, column) in relation.key.enumerated() {
            let type = context.catalog.column(column, of: relation).type
            let parameter = statements[index].select.parameter(
                type,
                .payload(field.fields[0].name.text, component: component)
            )
            statements[index].select.equalities.append((column: column, parameter: parameter))
        }
        return index
    }
}
