/// One `ORDER BY` term of a page: a column of the list's own table, or of one joined inside the page.
struct SortTerm: Hashable {
    /// `t`, or the alias of a join inside the page.
    let alias: String
    let column: String
    let type: ColumnType
    let descending: Bool
    let nullsFirst: Bool
    /// Whether the value may be null. If not, no condition and no `NULLS` clause speaks of nulls.
    let isNullable: Bool

    var isOwn: Bool { alias == "t" }

    /// The term as PostgreSQL puts it, where `reversed` reads the list from its end.
    func text(_ expression: String, reversed: Bool) -> String {
        let descends = descending != reversed
        let placesNullsFirst = nullsFirst != reversed
        // PostgreSQL's own placement: as if null were larger than everything.
        let nulls = isNullable && placesNullsFirst != descends ? " NULLS \(placesNullsFirst ? "FIRST" : "LAST")" : ""
        return expression + (descends ? " DESC" : "") + nulls
    }
}

/// "Behind this row" (or before it), in an order of any mixture of directions and places of nulls.
///
///     (a, b) > ($1, $2)                                   -- one direction, no nulls: one range of an index
///     a >= $1 AND (a > $1 OR (a = $1 AND b < $2))         -- else spelled out, after the range that an index serves
struct KeysetCondition {
    let terms: [SortTerm]
    /// Expressions of the terms and of the cursor's components.
    let columns: [String]
    let values: [String]
    let isAfter: Bool

    var sql: String {
        if terms.allSatisfy({ !$0.isNullable }) && Set(terms.map(\.descending)).count == 1 {
            return row(terms.count, strict: true)
        }
        let alternatives = terms.indices.map { last in
            let equal = (0..<last).map { equality($0) }
            return (equal + [beyond(last)]).joined(separator: " AND ")
        }
        let spelled = "((\(alternatives.joined(separator: ") OR ("))))"
        let prefix = terms.prefix { !$0.isNullable && $0.descending == terms[0].descending }.count
        return prefix == 0 ? spelled : "\(row(prefix, strict: false)) AND \(spelled)"
    }

    /// A comparison of the first terms at once.
    private func row(_ count: Int, strict: Bool) -> String {
        let sign = (terms[0].descending == isAfter ? "<" : ">") + (strict ? "" : "=")
        if count == 1 { return "\(columns[0]) \(sign) \(values[0])" }
        return "(\(columns[..<count].joined(separator: ", "))) \(sign) (\(values[..<count].joined(separator: ", ")))"
    }

    private func equality(_ index: Int) -> String {
        let plain = "\(columns[index]) = \(values[index])"
        return terms[index].isNullable
            ? "(\(plain) OR (\(columns[index]) IS NULL AND \(values[index]) IS NULL))" : plain
    }

    private func beyond(_ index: Int) -> String {
        let term = terms[index]
        let plain = "\(columns[index]) \(term.descending == isAfter ? "<" : ">") \(values[index])"
        guard term.isNullable else { return plain }
        // Nulls are behind everything, or everything else is behind nulls.
        return term.nullsFirst == isAfter
            ? "(\(plain) OR (\(columns[index]) IS NOT NULL AND \(values[index]) IS NULL))"
            : "(\(plain) OR (\(columns[index]) IS NULL AND \(values[index]) IS NOT NULL))"
    }
}
