import GraphQL

/// Orders, and the joins inside a page that they need.
extension Planner {
    /// The terms of a page's order, made total by the key in the direction of the last term.
    mutating func sort(_ items: [OrderingItem]?, of relation: Relation, in statement: Int) -> [SortTerm] {
        guard let items else {
            return relation.totalOrder(relation.order).map { term in
                own(term.column, of: relation, descending: term.descending, nullsFirst: term.descending)
            }
        }
        var terms: [SortTerm] = []
        func add(_ term: SortTerm) {
            if !terms.contains(where: { $0.alias == term.alias && $0.column == term.column }) { terms.append(term) }
        }
        for item in items {
            let alias = innerJoin(item.path.steps, in: statement)
            let columns: [String] =
                if case .column(let column) = item.path.source { [column] } else { item.path.relation.key }
            for column in columns {
                let facts = context.catalog.column(column, of: item.path.relation)
                add(
                    SortTerm(
                        alias: alias,
                        column: column,
                        type: facts.type,
                        descending: item.direction.descending,
                        nullsFirst: item.direction.nullsFirst,
                        isNullable: alias != "t"
                            || !(facts.isNotNull || item.path.relation.key.contains(column))
                    )
                )
            }
        }
        let descending = terms.last?.descending ?? false
        for column in relation.key {
            add(own(column, of: relation, descending: descending, nullsFirst: descending))
        }
        return terms
    }

    private func own(_ column: String, of relation: Relation, descending: Bool, nullsFirst: Bool) -> SortTerm {
        let facts = context.catalog.column(column, of: relation)
        return SortTerm(
            alias: "t",
            column: column,
            type: facts.type,
            descending: descending,
            nullsFirst: nullsFirst,
            isNullable: !(facts.isNotNull || relation.key.contains(column))
        )
    }

    /// Joins the relations that a path leads through inside the statement's rows, each once, and gives the last alias.
    mutating func innerJoin(_ steps: [FieldPath.Step], in statement: Int) -> String {
        var alias = "t"
        var path = ""
        for step in steps {
            path += "/\(step.field)"
            let joins = statements[statement].select.innerJoins
            if let join = joins.first(where: { $0.path == path }) {
                alias = join.alias
                continue
            }
            if step.target.tenant != nil { _ = tenantParameter(of: step.target, in: statement) }
            let join = SelectBuilder.InnerJoin(
                path: path,
                alias: "o\(joins.count + 1)",
                parent: alias,
                table: step.target.table,
                on: Array(zip(step.columns, step.references)).map { (left: $0.0, right: $0.1) },
                tenant: step.target.tenant
            )
            statements[statement].select.innerJoins.append(join)
            alias = join.alias
        }
        return alias
    }
}
