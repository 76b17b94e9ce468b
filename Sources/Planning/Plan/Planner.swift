package import GraphQL

/// Makes the plan of one operation for one permission mask.
///
/// Walks the selections once: a field of a row becomes a column of the `SELECT` at hand, a
/// to-one relation a join in it, a connection a statement of its own below it.
package struct Planner {
    let context: PlanningContext
    var shape = ResponseShape()
    var statements: [StatementDraft] = []
    var forbidden: [ForbiddenField] = []
    /// The connections met so far; a scope refers to its place.
    var lists: [ListDraft] = []
    /// What a subscription is told of.
    var change: ChangePlan?
    /// Response names from the root to the field at hand.
    var path: [String] = []

    init(context: PlanningContext) {
        self.context = context
    }

    /// Plans a query's selections, or those below one field of a mutation.
    ///
    /// - Parameters:
    ///   - selectionSets: what is selected on `type`: the query root or a command's payload.
    ///   - path: response names that lead to `type`, for errors.
    /// - Throws: an error that no variable value can mend, such as a constant that does not fit.
    package static func plan(
        _ selectionSets: [AST.SelectionSet],
        on type: String,
        path: [String] = [],
        context: PlanningContext
    ) throws(GraphQLError) -> OperationPlan {
        var planner = Planner(context: context)
        planner.path = path
        _ = try planner.object(selectionSets, type: type, scope: .root)
        return OperationPlan(
            statements: planner.statements.map { $0.finished() },
            shape: planner.shape,
            forbidden: planner.forbidden,
            change: planner.change
        )
    }

    /// What the fields of an object are read from.
    enum Scope {
        /// Nothing yet: the query root, a namespace, a payload.
        case root
        /// The current row of a statement; joined ones have an alias above 0.
        case row(statement: Int, alias: Int)
        /// A connection: `Planner.lists[index]`.
        case list(Int)
        /// Aggregates, or a group of them; without a statement: of no rows. In `sum` and its like, of one function.
        case figures(statement: Int?, function: AggregatePart?)
        /// A change, whose object is the row of this statement.
        case change(statement: Int)
        /// What a group's rows have in common, below these to-one relations.
        case groupKey(statement: Int, steps: [String])
    }

    /// Plans the fields of one object and gives its place in the shape.
    mutating func object(
        _ selectionSets: [AST.SelectionSet],
        type: String,
        scope: Scope
    ) throws(GraphQLError) -> Int32 {
        let index = shape.objects.count
        shape.objects.append(ObjectShape(firstField: 0, fieldCount: 0))
        let collected = collectFields(
            selectionSets,
            objectType: type,
            schema: context.catalog.schema,
            fragments: context.fragments,
            isIncluded: context.isIncluded
        )
        var fields: [FieldShape] = []
        for field in collected {
            path.append(field.responseName)
            defer { path.removeLast() }
            if let planned = try self.field(field, on: type, scope: scope) { fields.append(planned) }
        }
        let first = shape.fields.count
        shape.fields += fields
        try checkSize()
        shape.objects[index] = ObjectShape(firstField: Int32(first), fieldCount: Int32(fields.count))
        return Int32(index)
    }

    /// Statements and fields that one plan may have: aliases and fragments multiply both.
    private static let maximumStatements = 500
    private static let maximumFields = 20_000
    private static let maximumIntrospectionBytes = 4 << 20

    private func checkSize() throws(GraphQLError) {
        guard statements.count > Planner.maximumStatements || shape.fields.count > Planner.maximumFields else { return }
        throw GraphQLError(
            "The operation has more than \(Planner.maximumFields) fields or \(Planner.maximumStatements) lists once its "
                + "fragments are put in, the limits. Ask in several requests.",
            code: .limitExceeded,
            details: [
                JSONMember("fields", .integer(Int64(shape.fields.count))),
                JSONMember("lists", .integer(Int64(statements.count))),
            ]
        )
    }

    /// Plans one field; `nil` if it is left out.
    private mutating func field(
        _ field: CollectedField,
        on type: String,
        scope: Scope
    ) throws(GraphQLError) -> FieldShape? {
        let key = shape.literal(",\"\(field.responseName)\":".utf8)
        let name = field.fields[0].name.text
        if name == "__typename" {
            return FieldShape(key: key, kind: .literal(shape.literal("\"\(type)\"".utf8)), isNullable: false)
        }
        if name.hasPrefix("__") {
            guard let value = context.introspection(of: field, maximumBytes: Planner.maximumIntrospectionBytes) else {
                throw GraphQLError(
                    "The answer about the schema is longer than \(Planner.maximumIntrospectionBytes) bytes, the limit. "
                        + "Ask for fewer fields under other names.",
                    code: .limitExceeded,
                    at: [field.fields[0].location]
                )
            }
            return FieldShape(key: key, kind: .literal(shape.literal(value)), isNullable: true)
        }
        guard let binding = context.catalog.binding(of: name, on: type) else {
            preconditionFailure("\(type).\(name) has no binding")
        }
        let isNullable = !binding.definition.type.isNonNull
        var refused: [ForbiddenField] = []
        if !context.mask.isSuperset(of: binding.requires) {
            refused = [
                ForbiddenField(
                    coordinate: "\(binding.readsFieldOf ?? type).\(name)",
                    location: field.fields[0].location,
                    path: path,
                    missing: binding.requires.subtracting(context.mask)
                )
            ]
        }
        // A field that may not be read may not be asked about either.
        var list: ListArguments?
        var groups: GroupArguments?
        if refused.isEmpty, case .list(let source) = binding.source {
            list = try listArguments(field, target: source.target)
            refused = list?.forbidden ?? []
        }
        if case .connection(.groups) = binding.source, case .list(let index) = scope {
            groups = try groupArguments(field, target: lists[index].source.target)
            refused = groups?.forbidden ?? []
        }
        if refused.isEmpty, case .lookup(let target, let arguments) = binding.source {
            refused = try forbiddenLookups(field, definition: binding.definition, target: target, by: arguments)
        }
        if refused.isEmpty, case .change(let source) = binding.source {
            refused = try forbiddenLookups(
                field,
                definition: binding.definition,
                target: source.target,
                by: source.arguments
            )
        }
        guard refused.isEmpty else { return refuse(refused, key: key, isNullable: isNullable) }
        let kind =
            if case .list(let source) = binding.source, let list {
                try connection(field, source: source, arguments: list, above: scope, binding: binding)
            } else if case .list(let index) = scope, let groups {
                try self.groups(field, groups, list: index, binding: binding)
            } else {
                try self.kind(of: field, binding: binding, scope: scope)
            }
        return FieldShape(key: key, kind: kind, isNullable: isNullable)
    }

    /// The shape of a field that the caller may not read, or not with these arguments; `nil` if it is left out.
    private mutating func refuse(_ refused: [ForbiddenField], key: ByteRange, isNullable: Bool) -> FieldShape? {
        // The same selection may be planned twice: for a row and for no row.
        let first =
            forbidden.firstIndex { $0.path == refused[0].path && $0.coordinate == refused[0].coordinate }
            ?? forbidden.count
        if first == forbidden.count { forbidden += refused }
        if context.policy == .omit && isNullable { return nil }
        return FieldShape(
            key: key,
            kind: .forbidden(Int32(first), count: Int32(refused.count)),
            isNullable: isNullable
        )
    }

    private mutating func kind(
        of field: CollectedField,
        binding: FieldBinding,
        scope: Scope
    ) throws(GraphQLError) -> FieldShape.Kind {
        let returned = binding.definition.type.namedType.text
        switch binding.source {
        case .column(let column): return self.column(column, binding: binding, scope: scope)
        case .identifier: return identifier(scope: scope)
        case .toOne(let target, let columns, let references):
            return try toOne(field, target: target, columns: columns, references: references, scope: scope)
        case .list: preconditionFailure("a list is planned with its arguments")
        case .lookup(let target, let arguments):
            let statement = try lookup(field, definition: binding.definition, target: target, by: arguments)
            return try row(field, target: target, statement: statement)
        case .namespace(let target):
            return .object(try object(field.selectionSets, type: target, scope: .root), presence: -1)
        case .session(.roles): return .sessionRoles
        case .session(.permissions): return .sessionPermissions
        case .session(.user):
            return try row(field, target: returned, statement: sessionRow(field, target: returned, source: .user))
        case .session(.organization):
            return try row(
                field,
                target: returned,
                statement: sessionRow(field, target: returned, source: .organization)
            )
        case .payload:
            if context.catalog.relations[returned] != nil {
                return try row(field, target: returned, statement: payloadRow(field, target: returned))
            }
            let name = payloadName(field.fields[0].name.text)
            if field.selectionSets.isEmpty { return .payload(name) }
            return .payloadObject(try object(field.selectionSets, type: returned, scope: .root), name: name)
        case .change(let source): return try change(field, source, returned: returned)
        case .changePart(let part): return try changePart(part, field: field, returned: returned, scope: scope)
        case .connection(let part): return try connectionPart(part, field: field, returned: returned, scope: scope)
        case .aggregate(let part): return try aggregatePart(part, field: field, returned: returned, scope: scope)
        case .measure(let type): return measure(field, of: type, binding: binding, scope: scope)
        case .groupKey(let type): return try groupKey(field, of: type, binding: binding, scope: scope)
        case .node(let argument, let isList): return try nodes(field, argument: argument, isList: isList)
        case .command:
            // Of a query: its command has run, and its answer goes by the response name.
            return .payloadObject(
                try object(field.selectionSets, type: returned, scope: .root),
                name: payloadName(field.responseName)
            )
        }
    }

    mutating func payloadName(_ name: String) -> Int32 {
        shape.payloadNames.append(name)
        return Int32(shape.payloadNames.count - 1)
    }

    mutating func row(
        _ field: CollectedField,
        target: String,
        statement: Int
    ) throws(GraphQLError) -> FieldShape.Kind {
        let object = try object(field.selectionSets, type: target, scope: .row(statement: statement, alias: 0))
        return .row(object, statement: Int32(statement))
    }

    // MARK: Fields of a row

    private mutating func column(_ column: String, binding: FieldBinding, scope: Scope) -> FieldShape.Kind {
        guard case .row(let statement, let alias) = scope else { preconditionFailure("a column needs a row") }
        let relation = statements[statement].relation(ofAlias: alias)
        let type = context.catalog.column(column, of: relation).type
        return .column(
            statements[statement].select.output(.column(alias: alias, name: column)),
            type: type.readingOID,
            form: ScalarForm(of: binding.definition.type.namedType.text)
        )
    }

    private mutating func identifier(scope: Scope) -> FieldShape.Kind {
        guard case .row(let statement, let alias) = scope else { preconditionFailure("an id needs a row") }
        let relation = statements[statement].relation(ofAlias: alias)
        let first = statements[statement].select.adjacent(relation.key.map { .column(alias: alias, name: $0) })
        return .identifier(tag: relation.tag, firstColumn: first, count: Int32(relation.key.count))
    }

    private mutating func toOne(
        _ field: CollectedField,
        target: String,
        columns: [String],
        references: [String],
        scope: Scope
    ) throws(GraphQLError) -> FieldShape.Kind {
        guard case .row(let statement, let parent) = scope else { preconditionFailure("a relation needs a row") }
        let relation = context.catalog.relation(target)
        if relation.tenant != nil { _ = tenantParameter(of: relation, in: statement) }
        let alias = statements[statement].join(
            relation,
            SelectBuilder.Join(
                path: "\(parent).\(columns.joined(separator: ",")).\(target)",
                table: relation.table,
                parent: parent,
                on: Array(zip(columns, references)).map { (left: $0.0, right: $0.1) },
                tenant: relation.tenant
            )
        )
        let presence = statements[statement].select.output(.column(alias: alias, name: references[0]))
        let object = try object(field.selectionSets, type: target, scope: .row(statement: statement, alias: alias))
        return .object(object, presence: presence)
    }

    /// The number of the parameter with the caller's organization, typed as the table's column.
    mutating func tenantParameter(of relation: Relation, in statement: Int) -> Int? {
        guard let tenant = relation.tenant else { return nil }
        return statements[statement].select.tenant(context.catalog.column(tenant, of: relation).type)
    }
}
