import GraphQL

/// Reads the structure of a list's arguments, and holds every field that they name to the caller's permissions.
struct ArgumentReader {
    let context: PlanningContext
    let path: [String]
    let location: SourceLocation
    private(set) var forbidden: [ForbiddenField] = []
    private var conditions = 0

    /// Conditions of one filter: far more than a person or a screen asks for.
    static let maximumConditions = 200
    /// Steps into one filter. Each may be a query below the one above it.
    static let maximumDepth = 20

    init(context: PlanningContext, path: [String], location: SourceLocation) {
        self.context = context
        self.path = path
        self.location = location
    }

    // MARK: Conditions

    mutating func filter(_ node: InputNode, on type: String, depth: Int = 1) throws(GraphQLError) -> Condition {
        try check(depth, limit: ArgumentReader.maximumDepth, "steps deep", node)
        var all: [Condition] = []
        for (name, value) in node.members {
            try refuseNull(value, name)
            switch name {
            case "and": all.append(.all(try filters(value, on: type, depth: depth)))
            case "or": all.append(.any(try filters(value, on: type, depth: depth)))
            case "not": all.append(.not(try filter(value, on: type, depth: depth + 1)))
            default:
                guard let binding = context.catalog.binding(of: name, on: type),
                    permits(binding, "\(type).\(name)", value)
                else { continue }
                all.append(try condition(value, on: type, binding: binding, depth: depth))
            }
        }
        return all.count == 1 ? all[0] : .all(all)
    }

    private mutating func filters(
        _ node: InputNode,
        on type: String,
        depth: Int
    ) throws(GraphQLError) -> [Condition] {
        var all: [Condition] = []
        for item in node.items {
            try count(item)
            all.append(try filter(item, on: type, depth: depth + 1))
        }
        return all
    }

    private mutating func condition(
        _ node: InputNode,
        on type: String,
        binding: FieldBinding,
        depth: Int
    ) throws(GraphQLError) -> Condition {
        let catalog = context.catalog
        switch binding.source {
        case .toOne(let target, let columns, let references):
            try count(node)
            let rows = RelatedRows(
                relation: catalog.relation(target),
                columns: references,
                references: columns,
                link: nil
            )
            return .related(rows, .some, try filter(node, on: target, depth: depth + 1))
        case .list(let list):
            let rows = RelatedRows(
                relation: catalog.relation(list.target),
                columns: list.columns,
                references: list.references,
                link: list.link
            )
            var all: [Condition] = []
            for (name, value) in node.members {
                try count(value)
                try refuseNull(value, name)
                let quantifier: Condition.Quantifier = name == "some" ? .some : name == "none" ? .none : .every
                all.append(.related(rows, quantifier, try filter(value, on: list.target, depth: depth + 1)))
            }
            return .all(all)
        case .identifier: return try identifier(node, relation: catalog.relation(type))
        case .column(let column): return try comparisons(node, column, binding, catalog.relation(type))
        default: return .all([])
        }
    }

    private mutating func identifier(_ node: InputNode, relation: Relation) throws(GraphQLError) -> Condition {
        var all: [Condition] = []
        for (name, value) in node.members {
            try refuseNull(value, name)
            try count(value)
            switch ComparisonOperator(rawValue: name) {
            case .eq: all.append(.identifier(value.source("ID"), isList: false, relation: relation))
            case .ne: all.append(.not(.identifier(value.source("ID"), isList: false, relation: relation)))
            case .in: all.append(.identifier(value.listSource("ID"), isList: true, relation: relation))
            case .notIn: all.append(.not(.identifier(value.listSource("ID"), isList: true, relation: relation)))
            // An id is never null.
            case .isNull: all.append(value.flag == true ? .any([]) : .all([]))
            default: break
            }
        }
        return .all(all)
    }

    private mutating func comparisons(
        _ node: InputNode,
        _ column: String,
        _ binding: FieldBinding,
        _ relation: Relation
    ) throws(GraphQLError) -> Condition {
        let facts = context.catalog.column(column, of: relation)
        let scalar = binding.definition.type.namedType.text
        var all: [Condition] = []
        for (name, value) in node.members {
            guard let comparison = ComparisonOperator(rawValue: name) else { continue }
            try refuseNull(value, name)
            try count(value)
            all.append(
                .comparison(
                    Comparison(
                        column: column,
                        columnType: facts.type,
                        isNotNull: facts.isNotNull,
                        comparison: comparison,
                        operand: operand(comparison, value, scalar, facts.type)
                    )
                )
            )
        }
        return .all(all)
    }

    private func operand(
        _ comparison: ComparisonOperator,
        _ value: InputNode,
        _ scalar: String,
        _ column: ColumnType
    ) -> Comparison.Operand {
        let type = comparedType(column, scalar)
        switch comparison {
        case .isNull, .isEmpty: return .flag(value.flag ?? true)
        case .in, .notIn: return .value(value.listSource(scalar), type.array)
        case .hasAll, .hasAny: return .value(value.listSource(scalar), column)
        case .has: return .value(.list([value.source(scalar)]), column)
        case .contains, .containsIgnoringCase: return .pattern(value.source("String"), .contains)
        case .startsWith, .startsWithIgnoringCase: return .pattern(value.source("String"), .startsWith)
        case .endsWith, .endsWithIgnoringCase: return .pattern(value.source("String"), .endsWith)
        case .eqIgnoringCase: return .value(value.source("String"), .text)
        default: return .value(value.source(scalar), type)
        }
    }

    /// The type that a value is compared in: the column's own, except where it cannot hold every value of the scalar.
    private func comparedType(_ column: ColumnType, _ scalar: String) -> ColumnType {
        switch (scalar, column.name) {
        case ("Int", "int2"): .int4
        case ("Decimal", "int4"), ("Decimal", "int8"), ("Decimal", "int2"): .numeric
        default: column
        }
    }

    // MARK: Orders

    mutating func ordering(_ node: InputNode, on type: String) throws(GraphQLError) -> [OrderingItem] {
        var items: [OrderingItem] = []
        for item in node.items {
            if let (path, direction) = try fieldPath(item, on: type) {
                items.append(OrderingItem(path: path, direction: SortDirection(direction)))
            }
        }
        return items
    }

    /// The field that nested objects of one member each lead to, and the enum value at their end; `nil` if the caller
    /// may not read it.
    mutating func fieldPath(
        _ node: InputNode,
        on type: String
    ) throws(GraphQLError) -> (FieldPath, leaf: String?)? {
        var steps: [FieldPath.Step] = []
        var node = node
        var type = type
        while true {
            guard let (name, value) = node.members.first, let binding = context.catalog.binding(of: name, on: type)
            else { return nil }
            try refuseNull(value, name)
            try check(steps.count + 1, limit: ArgumentReader.maximumDepth, "steps deep", value)
            guard permits(binding, "\(type).\(name)", value) else { return nil }
            guard case .toOne(let target, let columns, let references) = binding.source else {
                let path = FieldPath(
                    steps: steps,
                    relation: context.catalog.relation(type),
                    field: name,
                    scalar: binding.definition.type.namedType.text,
                    source: binding.source
                )
                return (path, value.name)
            }
            let relation = context.catalog.relation(target)
            steps.append(FieldPath.Step(field: name, target: relation, columns: columns, references: references))
            node = value
            type = target
        }
    }

    // MARK: Faults

    /// Whether the caller may read a field; if not, it is noted.
    mutating func permits(_ binding: FieldBinding, _ coordinate: String, _ node: InputNode) -> Bool {
        let missing = binding.requires.subtracting(context.mask)
        if missing.isEmpty { return true }
        if !forbidden.contains(where: { $0.coordinate == coordinate }) {
            forbidden.append(
                ForbiddenField(coordinate: coordinate, location: node.location, path: path, missing: missing)
            )
        }
        return false
    }

    private func refuseNull(_ node: InputNode, _ name: String) throws(GraphQLError) {
        guard node.isNull else { return }
        throw GraphQLError(
            "`\(name)` is null, which asks for nothing. Leave it out, or ask for rows without a value by `isNull: true`.",
            code: .badUserInput,
            at: [node.location],
            details: [JSONMember("field", .string(path.joined(separator: ".")))]
        )
    }

    private mutating func count(_ node: InputNode) throws(GraphQLError) {
        conditions += 1
        try check(conditions, limit: ArgumentReader.maximumConditions, "conditions long", node)
    }

    private func check(_ actual: Int, limit: Int, _ unit: String, _ node: InputNode) throws(GraphQLError) {
        guard actual > limit else { return }
        throw GraphQLError(
            "The argument is \(actual) \(unit); the limit is \(limit).",
            code: .limitExceeded,
            at: [node.location],
            details: [
                JSONMember("actual", .integer(Int64(actual))), JSONMember("limit", .integer(Int64(limit))),
                JSONMember("field", .string(path.joined(separator: "."))),
            ]
        )
    }
}
