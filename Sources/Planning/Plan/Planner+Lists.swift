import GraphQL

/// Connections, lookups and the caller's own rows: the fields that become statements.
extension Planner {
    /// What a list is asked for: its filter and its order, held to the caller's permissions.
    func listArguments(_ field: CollectedField, target: String) throws(GraphQLError) -> ListArguments {
        var arguments = ListArguments()
        var reader = ArgumentReader(context: context, path: path, location: field.fields[0].location)
        if let filter = context.node("filter", of: field) {
            arguments.condition = try reader.filter(filter, on: target)
        }
        if let order = context.node("orderBy", of: field) {
            let items = try reader.ordering(order, on: target)
            arguments.order = items.isEmpty ? nil : items
        }
        arguments.forbidden = reader.forbidden
        return arguments
    }

    /// Plans a connection: a statement for its page, if any part of that is selected, and one for each aggregate.
    mutating func connection(
        _ field: CollectedField,
        source: ListSource,
        arguments: ListArguments,
        above: Scope,
        binding: FieldBinding
    ) throws(GraphQLError) -> FieldShape.Kind {
        let returned = binding.definition.type.namedType.text
        lists.append(ListDraft(field: field, source: source, above: above, arguments: arguments))
        let index = lists.count - 1
        if showsPage(field, type: returned) {
            let statement = begin(index)
            lists[index].statement = statement
            let relation = statements[statement].select.relation
            statements[statement].select.sort = sort(arguments.order, of: relation, in: statement)
            try addPaging(to: statement, field: field, relation: relation)
        }
        let object = try self.object(field.selectionSets, type: returned, scope: .list(index))
        return .connection(object, statement: Int32(lists[index].statement ?? -1))
    }

    /// Whether anything but aggregates is selected of a connection.
    private func showsPage(_ field: CollectedField, type: String) -> Bool {
        let parts = collectFields(
            field.selectionSets,
            objectType: type,
            schema: context.catalog.schema,
            fragments: context.fragments,
            isIncluded: context.isIncluded
        )
        return parts.contains { part in
            switch context.catalog.binding(of: part.fields[0].name.text, on: type)?.source {
            case .connection(.aggregate)?, .connection(.groups)?, nil: false
            default: true
            }
        }
    }

    /// Begins a statement over a connection's rows: those of the tenant, or those that belong to the rows above, as
    /// far as the filter lets them in.
    mutating func begin(_ list: Int) -> Int {
        let draft = lists[list]
        let relation = context.catalog.relation(draft.source.target)
        var parent: ParentRows?
        var keyTypes: [ColumnType] = []
        if case .row(let statement, let alias) = draft.above {
            let above = statements[statement].relation(ofAlias: alias)
            // The keys come from the parent's rows in binary format, so they have its columns' types.
            keyTypes = draft.source.references.map { context.catalog.column($0, of: above).type }
            let keys = draft.source.references.map {
                statements[statement].select.output(.column(alias: alias, name: $0))
            }
            parent = ParentRows(
                statement: statement,
                keyColumns: keys,
                mayRepeat: alias > 0 || draft.repeatsKeys(above)
            )
        }
        let index = begin(draft.field, relation: relation, parent: parent)
        if let link = draft.source.link {
            statements[index].select.link = link
            if relation.tenant == nil, let tenant = link.tenant,
                let type = context.catalog.facts.tables[link.table]?.columns[tenant]?.type
            {
                _ = statements[index].select.tenant(type)
            }
        }
        if parent != nil {
            statements[index].select.parentColumns = draft.source.columns
            for (component, type) in keyTypes.enumerated() {
                _ = statements[index].select.parameter(
                    type.array,
                    .parentKeys(component: component, element: type.oid)
                )
            }
        }
        if let condition = draft.arguments.condition {
            var writer = ConditionWriter(catalog: context.catalog)
            let text = writer.sql(condition, alias: "t", &statements[index].select)
            if text != "true" { statements[index].select.conditions.append(text) }
        }
        return index
    }

    mutating func begin(_ field: CollectedField, relation: Relation, parent: ParentRows?) -> Int {
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
        relation: Relation
    ) throws(GraphQLError) {
        let arguments = field.fields[0].arguments
        let sort = statements[index].select.sort
        let terms = sort.map { "\($0.alias).\($0.column) \($0.descending) \($0.nullsFirst)" }
        let joins = statements[index].select.innerJoins.map(\.path)
        let list = "\(relation.type)(\(terms.joined(separator: ",")))\(joins.joined(separator: ","))"
        let paging = StatementDraft.Paging(
            first: try context.given("first", in: arguments, type: "Int"),
            last: try context.given("last", in: arguments, type: "Int"),
            after: try context.given("after", in: arguments, type: "String"),
            before: try context.given("before", in: arguments, type: "String"),
            fingerprint: Fingerprint.of(list),
            types: sort.map(\.type)
        )
        for (end, source) in [(CursorEnd.after, paging.after), (.before, paging.before)] where source != nil {
            let parameters = sort.indices.map {
                statements[index].select.parameter(sort[$0].type, .cursor(end, component: $0))
            }
            statements[index].select.cursorConditions.append(
                SelectBuilder.CursorCondition(end: end, parameters: parameters)
            )
        }
        statements[index].select.isBackward = paging.last != nil && paging.first == nil
        if context.isExport && paging.first == nil && paging.last == nil {
            statements[index].select.isWhole = true
        } else {
            statements[index].select.limitParameter = statements[index].select.parameter(.int8, .limit)
        }
        statements[index].paging = paging
    }

    /// A part of a connection, an edge or the page information.
    mutating func connectionPart(
        _ part: ConnectionPart,
        field: CollectedField,
        returned: String,
        scope: Scope
    ) throws(GraphQLError) -> FieldShape.Kind {
        guard case .list(let list) = scope else { preconditionFailure("\(part) needs a list") }
        if part == .aggregate { return try aggregate(field, list: list, returned: returned) }
        guard let statement = lists[list].statement else { preconditionFailure("\(part) needs a page") }
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
        case .aggregate, .groups: preconditionFailure("aggregates are statements of their own")
        }
    }

    /// The fields that a lookup's arguments name and the caller may not read: whether a row has a value is the value.
    func forbiddenLookups(
        _ field: CollectedField,
        definition: FieldDefinition,
        target: String,
        by lookups: [LookupArgument]
    ) throws(GraphQLError) -> [ForbiddenField] {
        var forbidden: [ForbiddenField] = []
        for lookup in lookups {
            guard let type = definition.argument(named: lookup.name)?.type.namedType.text,
                let requires = context.catalog.binding(of: lookup.name, on: target)?.requires,
                !context.mask.isSuperset(of: requires),
                try context.given(lookup.name, in: field.fields[0].arguments, type: type) != nil
            else { continue }
            forbidden.append(
                ForbiddenField(
                    coordinate: "\(target).\(lookup.name)",
                    location: field.fields[0].location,
                    path: path,
                    missing: requires.subtracting(context.mask)
                )
            )
        }
        return forbidden
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
