/// Aggregates over a list's rows, as a whole or in groups.
///
///     SELECT   k.ord, a.f1, a.f2
///     FROM     unnest($keys) k CROSS JOIN LATERAL
///              (SELECT t.currency AS f1, sum(t.total) AS f2 FROM table t
///               WHERE tenant = $1 AND foreign key = k AND filter
///               GROUP BY t.currency  ORDER BY order  LIMIT n) a
///     ORDER BY k.ord, order
struct Figures {
    /// Keys of groups and functions, as SQL; an output refers to its place.
    private(set) var expressions: [String] = []
    /// Those of `expressions` that the rows are grouped by.
    var keys: [String] = []
    var order: [Term] = []

    struct Term {
        let expression: String
        let descending: Bool
        let nullsFirst: Bool
    }

    /// Adds an expression once and gives its place.
    mutating func place(of expression: String) -> Int {
        if let index = expressions.firstIndex(of: expression) { return index }
        expressions.append(expression)
        return expressions.count - 1
    }
}

extension SelectBuilder {
    func render(_ figures: Figures) -> String {
        let isNested = !parentColumns.isEmpty
        var inner = figures.expressions.enumerated().map { isNested ? "\($1) AS f\($0 + 1)" : $1 }
        let terms = figures.order.enumerated().map { index, term in
            (name: "o\(index + 1)", text: term.expression, suffix: suffix(term))
        }
        if isNested { inner += terms.map { "\($0.text) AS \($0.name)" } }
        // Only where nothing but keys that are not selected is grouped by.
        if inner.isEmpty { inner = ["1"] }
        let grouping = figures.keys.isEmpty ? "" : "\nGROUP BY \(figures.keys.joined(separator: ", "))"
        let order = terms.isEmpty ? "" : "\nORDER BY \(terms.map { $0.text + $0.suffix }.joined(separator: ", "))"
        guard isNested else {
            let columns = outputs.map { output in
                if case .figure(let place) = output { figures.expressions[place] } else { "1" }
            }
            return "SELECT \(columns.isEmpty ? "1" : columns.joined(separator: ", "))\nFROM \(source())\(filter())"
                + grouping + order + limit()
        }
        let columns = outputs.map { output in
            if case .figure(let place) = output { "a.f\(place + 1)" } else { "k.ord" }
        }
        let rows =
            "(SELECT \(inner.joined(separator: ", ")) FROM \(source())\(filter())\(grouping)\(order)\(limit())) a"
        let outside = (["k.ord"] + terms.map { "a.\($0.name)\($0.suffix)" }).joined(separator: ", ")
        return
            "SELECT \(columns.joined(separator: ", "))\nFROM \(keys()) CROSS JOIN LATERAL \(rows)\nORDER BY \(outside)"
    }

    private func suffix(_ term: Figures.Term) -> String {
        (term.descending ? " DESC" : "")
            + (term.nullsFirst != term.descending ? " NULLS \(term.nullsFirst ? "FIRST" : "LAST")" : "")
    }
}
