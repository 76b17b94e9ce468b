import GraphQL

/// Aggregates: one statement over a connection's rows for `aggregate`, one for each `groups`.
extension Planner {
    mutating func aggregate(
        _ field: CollectedField,
        list: Int,
        returned: String
    ) throws(GraphQLError) -> FieldShape.Kind {
        let statement = begin(list)
        statements[statement].select.figures = Figures()
        let object = try self.object(
            field.selectionSets,
            type: returned,
            scope: .figures(statement: statement, function: nil)
        )
        // Without a function it would not be an aggregate.
        if statements[statement].select.outputs.isEmpty { _ = figure("count(*)", in: statement) }
        let empty = try self.object(
            field.selectionSets,
            type: returned,
            scope: .figures(statement: nil, function: nil)
        )
        return .figures(object, empty: empty, statement: Int32(statement))
    }

    private mutating func figure(_ expression: String, in statement: Int) -> Int32 {
        var figures = statements[statement].select.figures ?? Figures()
        let place = figures.place(of: expression)
        statements[statement].select.figures = figures
        return statements[statement].select.output(.figure(place))
    }

    mutating func aggregatePart(
        _ part: AggregatePart,
        field: CollectedField,
        returned: String,
        scope: Scope
    ) throws(GraphQLError) -> FieldShape.Kind {
        guard case .figures(let statement, _) = scope else { preconditionFailure("\(part) needs aggregates") }
        switch part {
        case .count:
            guard let statement else { return .literal(shape.literal("0".utf8)) }
            return .column(figure("count(*)", in: statement), type: ColumnType.int8.oid, form: .int)
        case .key:
            guard let statement else { preconditionFailure("there is no group of no rows") }
            return .object(
                try object(field.selectionSets, type: returned, scope: .groupKey(statement: statement, steps: [])),
                presence: -1
            )
        case .sum, .average, .min, .max:
            let scope = Scope.figures(statement: statement, function: part)
            return .object(try object(field.selectionSets, type: returned, scope: scope), presence: -1)
        }
    }

    /// `sum(t.total)`, as a column of the result.
    mutating func measure(
        _ field: CollectedField,
        of type: String,
        binding: FieldBinding,
        scope: Scope
    ) -> FieldShape.Kind {
        guard case .figures(let statement, let function?) = scope else {
            preconditionFailure("a measure needs a function")
        }
        guard let statement, let (expression, result) = self.function(of: binding.definition.name, function, on: type)
        else {
            return .literal(shape.literal("null".utf8))
        }
        return .column(
            figure(expression, in: statement),
            type: result.oid,
            form: ScalarForm(of: binding.definition.type.namedType.text)
        )
    }

    /// A function of a field's column, and the type of its result.
    private func function(
        of field: String,
        _ function: AggregatePart,
        on type: String
    ) -> (sql: String, type: ColumnType)? {
        guard case .column(let column)? = context.catalog.binding(of: field, on: type)?.source else { return nil }
        let storage = context.catalog.column(column, of: context.catalog.relation(type)).type
        let name = function == .average ? "avg" : function.rawValue
        return ("\(name)(t.\(quoted(column)))", storage.result(of: function))
    }

    // MARK: Groups

    /// What groups are asked for, held to the caller's permissions.
    func groupArguments(_ field: CollectedField, target: String) throws(GraphQLError) -> GroupArguments {
        var arguments = GroupArguments()
        var reader = ArgumentReader(context: context, path: path, location: field.fields[0].location)
        if let by = context.node("by", of: field) { arguments.keys = try reader.groupKeys(by, on: target) }
        if let order = context.node("orderBy", of: field) {
            arguments.order = try reader.groupOrder(order, on: target, keys: arguments.keys)
        }
        arguments.forbidden = reader.forbidden
        return arguments
    }

    mutating func groups(
        _ field: CollectedField,
        _ arguments: GroupArguments,
        list: Int,
        binding: FieldBinding
    ) throws(GraphQLError) -> FieldShape.Kind {
        let statement = begin(list)
        let target = lists[list].source.target
        var figures = Figures()
        var expressions: [String: String] = [:]
        for key in arguments.keys {
            let (expression, type) = expression(of: key, in: statement)
            expressions[key.path.text] = expression
            figures.keys.append(expression)
            let column = statements[statement].select.output(.figure(figures.place(of: expression)))
            statements[statement].groupKeys[key.path.text] = .column(
                column,
                type: type.readingOID,
                form: ScalarForm(of: key.path.scalar)
            )
        }
        for term in arguments.order {
            switch term {
            case .key(let path, let direction):
                if let expression = expressions[path] { figures.add(expression, direction) }
            case .figure(.count, _, let direction): figures.add("count(*)", direction)
            case .figure(let function, let field, let direction):
                if let field, let (expression, _) = self.function(of: field, function, on: target) {
                    figures.add(expression, direction)
                }
            }
        }
        for key in figures.keys { figures.add(key, SortDirection("ASC")) }
        statements[statement].select.figures = figures
        statements[statement].select.limitParameter = statements[statement].select.parameter(.int8, .limit)
        statements[statement].paging = StatementDraft.Paging(
            first: try context.given("first", in: field.fields[0].arguments, type: "Int"),
            fingerprint: 0,
            types: []
        )
        let object = try self.object(
            field.selectionSets,
            type: binding.definition.type.namedType.text,
            scope: .figures(statement: statement, function: nil)
        )
        return .groups(object, statement: Int32(statement))
    }

    private mutating func expression(
        of key: GroupArguments.Key,
        in statement: Int
    ) -> (sql: String, type: ColumnType) {
        guard case .column(let name) = key.path.source else { preconditionFailure("groups are made by columns") }
        let type = context.catalog.column(name, of: key.path.relation).type
        let column = "\(innerJoin(key.path.steps, in: statement)).\(quoted(name))"
        if key.unit == "VALUE" { return (column, type) }
        let unit = key.unit.lowercased()
        return type.name == "date"
            ? ("date_trunc('\(unit)', \(column)::timestamp)::date", type)
            : ("date_trunc('\(unit)', \(column), 'UTC')", type)
    }

    /// A field of a group's key: a column if the groups are made by it, an object below a relation, else null.
    mutating func groupKey(
        _ field: CollectedField,
        of type: String,
        binding: FieldBinding,
        scope: Scope
    ) throws(GraphQLError) -> FieldShape.Kind {
        guard case .groupKey(let statement, let steps) = scope else { preconditionFailure("a key needs a group") }
        let path = steps + [binding.definition.name]
        if let column = statements[statement].groupKeys[path.joined(separator: ".")] { return column }
        let prefix = path.joined(separator: ".") + "."
        guard statements[statement].groupKeys.keys.contains(where: { $0.hasPrefix(prefix) }) else {
            return .literal(shape.literal("null".utf8))
        }
        return .object(
            try object(
                field.selectionSets,
                type: binding.definition.type.namedType.text,
                scope: .groupKey(statement: statement, steps: path)
            ),
            presence: -1
        )
    }
}

extension Figures {
    fileprivate mutating func add(_ expression: String, _ direction: SortDirection) {
        guard !order.contains(where: { $0.expression == expression }) else { return }
        order.append(
            Term(expression: expression, descending: direction.descending, nullsFirst: direction.nullsFirst)
        )
    }
}

extension ColumnType {
    /// The type of an aggregate of values of this type (PostgreSQL manual, 9.21).
    fileprivate func result(of function: AggregatePart) -> ColumnType {
        switch (function, name) {
        case (.sum, "int2"), (.sum, "int4"): .int8
        case (.sum, "int8"): .numeric
        case (.average, "float4"), (.average, "float8"): ColumnType(oid: 701, name: "float8", arrayOID: 1022)
        case (.average, _): .numeric
        default: self
        }
    }
}
