import GraphQL

/// Writes a condition as SQL, its values as parameters of the statement at hand.
struct ConditionWriter {
    let catalog: Catalog
    private var aliases = 0

    init(catalog: Catalog) {
        self.catalog = catalog
    }

    /// - Parameter alias: of the table whose rows the condition is about.
    mutating func sql(_ condition: Condition, alias: String, _ select: inout SelectBuilder) -> String {
        switch condition {
        case .all(let parts): return joined(parts, " AND ", ifEmpty: "true", alias, &select)
        case .any(let parts): return joined(parts, " OR ", ifEmpty: "false", alias, &select)
        // A comparison with null is unknown, so NOT would leave it unknown.
        case .not(let inner): return "(\(sql(inner, alias: alias, &select))) IS NOT TRUE"
        case .comparison(let comparison): return text(of: comparison, alias, &select)
        case .identifier(let source, let isList, let relation):
            return identifier(source, isList: isList, relation, alias, &select)
        case .related(let rows, let quantifier, let inner):
            return exists(rows, quantifier, inner, alias, &select)
        }
    }

    private mutating func joined(
        _ parts: [Condition],
        _ word: String,
        ifEmpty: String,
        _ alias: String,
        _ select: inout SelectBuilder
    ) -> String {
        var texts: [String] = []
        for part in parts { texts.append(sql(part, alias: alias, &select)) }
        if texts.isEmpty { return ifEmpty }
        return texts.count == 1 ? texts[0] : "(\(texts.joined(separator: word)))"
    }

    // MARK: Comparisons

    private func text(of test: Comparison, _ alias: String, _ select: inout SelectBuilder) -> String {
        let column = "\(alias).\(quoted(test.column))"
        switch test.operand {
        case .flag(let flag):
            if test.comparison == .isEmpty { return "cardinality(\(column)) \(flag ? "= 0" : "> 0")" }
            return "\(column) IS \(flag ? "" : "NOT ")NULL"
        case .pattern(let source, let pattern):
            let parameter = "$\(select.parameter(.text, .pattern(source, pattern)))"
            return ignoresCase(test.comparison)
                ? "lower(\(column)::text) LIKE lower(\(parameter))" : "\(column)::text LIKE \(parameter)"
        case .value(let source, let type):
            let parameter = "$\(select.parameter(type, .input(source)))"
            return comparison(test, column, parameter)
        }
    }

    private func ignoresCase(_ comparison: ComparisonOperator) -> Bool {
        switch comparison {
        case .eqIgnoringCase, .containsIgnoringCase, .startsWithIgnoringCase, .endsWithIgnoringCase: true
        default: false
        }
    }

    private func comparison(_ test: Comparison, _ column: String, _ parameter: String) -> String {
        switch test.comparison {
        case .ne: test.isNotNull ? "\(column) <> \(parameter)" : "\(column) IS DISTINCT FROM \(parameter)"
        case .in: "\(column) = ANY (\(parameter))"
        case .notIn: test.isNotNull ? "\(column) <> ALL (\(parameter))" : "(\(column) = ANY (\(parameter))) IS NOT TRUE"
        case .lt: "\(column) < \(parameter)"
        case .lte: "\(column) <= \(parameter)"
        case .gt: "\(column) > \(parameter)"
        case .gte: "\(column) >= \(parameter)"
        case .eqIgnoringCase: "lower(\(column)::text) = lower(\(parameter))"
        case .has, .hasAll: "\(column) @> \(parameter)"
        case .hasAny: "\(column) && \(parameter)"
        default: "\(column) = \(parameter)"
        }
    }

    private func identifier(
        _ source: InputSource,
        isList: Bool,
        _ relation: Relation,
        _ alias: String,
        _ select: inout SelectBuilder
    ) -> String {
        let types = relation.key.map { catalog.column($0, of: relation).type }
        let columns = relation.key.map { "\(alias).\(quoted($0))" }
        let parameters = types.indices.map { component in
            let type = isList ? types[component].array : types[component]
            let number = select.parameter(
                type,
                isList
                    ? .identifiers(source, tag: relation.tag, component: component, of: types)
                    : .identifier(source, tag: relation.tag, component: component, of: types)
            )
            return "$\(number)"
        }
        guard isList else {
            return zip(columns, parameters).map { "\($0) = \($1)" }.joined(separator: " AND ")
        }
        if columns.count == 1 { return "\(columns[0]) = ANY (\(parameters[0]))" }
        return "(\(columns.joined(separator: ", "))) IN (SELECT * FROM unnest(\(parameters.joined(separator: ", "))))"
    }

    // MARK: Relations

    /// `EXISTS (SELECT FROM other WHERE tenant AND they meet AND condition)`
    private mutating func exists(
        _ rows: RelatedRows,
        _ quantifier: Condition.Quantifier,
        _ inner: Condition,
        _ alias: String,
        _ select: inout SelectBuilder
    ) -> String {
        aliases += 1
        let other = "f\(aliases)"
        let near = rows.link == nil ? other : "l\(aliases)"
        var source = "\(quoted(rows.relation.table)) \(other)"
        var conditions: [String] = []
        if let tenant = rows.relation.tenant {
            let number = select.tenant(catalog.column(tenant, of: rows.relation).type)
            conditions.append("\(other).\(quoted(tenant)) = $\(number)")
        }
        if let link = rows.link {
            let meet = zip(link.columns, link.references).map { "\(other).\(quoted($1)) = \(near).\(quoted($0))" }
            source = "\(quoted(link.table)) \(near) JOIN \(source) ON \(meet.joined(separator: " AND "))"
            if let tenant = link.tenant, let type = catalog.facts.tables[link.table]?.columns[tenant]?.type {
                conditions.append("\(near).\(quoted(tenant)) = $\(select.tenant(type))")
            }
        }
        conditions += zip(rows.columns, rows.references).map { "\(near).\(quoted($0)) = \(alias).\(quoted($1))" }
        let text = sql(inner, alias: other, &select)
        if quantifier == .every {
            conditions.append("(\(text)) IS NOT TRUE")
        } else if text != "true" {
            conditions.append(text)
        }
        let word = quantifier == .some ? "EXISTS" : "NOT EXISTS"
        return "\(word) (SELECT FROM \(source) WHERE \(conditions.joined(separator: " AND ")))"
    }
}
