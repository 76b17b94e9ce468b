/// One object or list in a response, as the `SELECT` that produces it.
///
///     SELECT   ordinal, total, columns        -- to-one relations are joined
///     FROM     unnest($keys) k                -- only below a row: one element per parent
///              LATERAL (SELECT … FROM table
///                WHERE tenant = $1 AND foreign key = k AND after the cursor
///                ORDER BY order, key  LIMIT page)
///              LEFT JOIN …
///     ORDER BY ordinal, order, key
///
/// The page's limit applies before joins, and joined columns are read for the page's rows only.
struct SelectBuilder {
    /// A selected value; its place in `outputs` is its column in the result.
    enum Output: Hashable {
        case ordinal
        case total
        /// `alias` 0 is the table itself, others are joins.
        case column(alias: Int, name: String)
    }

    struct Join {
        let path: String
        let table: String
        /// `left` is a column of `parent`'s alias.
        let parent: Int
        let on: [(left: String, right: String)]
        let tenant: String?
    }

    /// How the page begins behind a cursor or ends before one.
    struct CursorCondition {
        let end: CursorEnd
        let parameters: [Int]
    }

    let relation: Relation
    /// Columns of this table that hold a parent's key; empty at the root.
    var parentColumns: [String] = []
    /// Columns found by an argument or a session value, each with its parameter.
    var equalities: [(column: String, parameter: Int)] = []
    var cursorConditions: [CursorCondition] = []
    var order: [OrderTerm] = []
    var isBackward = false
    var limitParameter: Int?
    private(set) var parameters: [ParameterPlan] = []
    private(set) var outputs: [Output] = []
    private(set) var joins: [Join] = []
    private var tenantParameter: Int?

    init(relation: Relation) {
        self.relation = relation
    }

    // MARK: What planning adds

    /// Adds a parameter and gives its number, from 1.
    mutating func parameter(_ type: ColumnType, _ source: ParameterPlan.Source) -> Int {
        parameters.append(ParameterPlan(type: type, source: source))
        return parameters.count
    }

    /// The number of the parameter that holds the caller's organization.
    mutating func tenant(_ type: ColumnType) -> Int {
        if let tenantParameter { return tenantParameter }
        let number = parameter(type, .organization)
        tenantParameter = number
        return number
    }

    /// Selects a value once and gives its column in the result.
    mutating func output(_ output: Output) -> Int32 {
        if let index = outputs.firstIndex(of: output) { return Int32(index) }
        outputs.append(output)
        return Int32(outputs.count - 1)
    }

    /// Selects columns next to each other and gives the first one's place in the result.
    mutating func adjacent(_ wanted: [Output]) -> Int32 {
        if wanted.count == 1 { return output(wanted[0]) }
        if let start = outputs.indices.first(where: { outputs[$0...].starts(with: wanted) }) { return Int32(start) }
        outputs += wanted
        return Int32(outputs.count - wanted.count)
    }

    /// Joins the one row of a to-one relation, once per path, and gives its alias.
    mutating func join(_ join: Join) -> Int {
        if let index = joins.firstIndex(where: { $0.path == join.path }) { return index + 1 }
        joins.append(join)
        return joins.count
    }

    // MARK: The text

    /// The statement. Deterministic: the same selections make the same text, so that prepared
    /// statements and `pg_stat_statements` see one statement.
    func render() -> String {
        if outputs == [.total] && parentColumns.isEmpty {
            return "SELECT count(*) FROM \(quoted(relation.table)) t\(filter())"
        }
        let columns = outputs.map { output in
            switch output {
            case .ordinal: "k.ord"
            case .total: "n.total"
            case .column(let alias, let name): "\(aliasName(alias)).\(quoted(name))"
            }
        }
        var sql = "SELECT \(columns.isEmpty ? "1" : columns.joined(separator: ", "))\nFROM "
        let wantsTotal = outputs.contains(.total)
        let wantsRows = outputs.contains { if case .column = $0 { true } else { false } }
        var items: [String] = []
        if !parentColumns.isEmpty { items.append(keys()) }
        if wantsTotal {
            items.append(
                "\(lateral)(SELECT count(*) AS total FROM \(quoted(relation.table)) t\(filter(paged: false))) n"
            )
        }
        if wantsRows || !wantsTotal {
            let isPlain = parentColumns.isEmpty && !wantsTotal && joins.isEmpty
            if isPlain {
                return sql + "\(quoted(relation.table)) t\(filter())\(ordering(["t"]))\(limit())"
            }
            let rows =
                "\(lateral)(SELECT \(innerColumns()) FROM \(quoted(relation.table)) t\(filter())\(ordering(["t"]))\(limit())) t"
            if wantsTotal {
                sql += items.joined(separator: " CROSS JOIN ") + "\nLEFT JOIN \(rows) ON true"
            } else {
                sql += (items + [rows]).joined(separator: " CROSS JOIN ")
            }
            sql += joins.enumerated().map { joined($1, alias: $0 + 1) }.joined()
            sql += ordering((parentColumns.isEmpty ? [] : ["k"]) + ["t"])
            return sql
        }
        sql += items.joined(separator: " CROSS JOIN ")
        return sql
    }

    private var lateral: String { parentColumns.isEmpty ? "" : "LATERAL " }

    private func aliasName(_ alias: Int) -> String { alias == 0 ? "t" : "j\(alias)" }

    /// `unnest($2::int8[], …) WITH ORDINALITY k(c1, …, ord)`
    private func keys() -> String {
        var arrays: [String] = []
        for (index, parameter) in parameters.enumerated() {
            if case .parentKeys = parameter.source { arrays.append("$\(index + 1)::\(parameter.type.name)") }
        }
        let names = arrays.indices.map { "c\($0 + 1)" } + ["ord"]
        return "unnest(\(arrays.joined(separator: ", "))) WITH ORDINALITY k(\(names.joined(separator: ", ")))"
    }

    /// Columns that the rows outside need: those selected, those that joins start from, and the order's.
    private func innerColumns() -> String {
        var names: [String] = []
        func add(_ name: String) { if !names.contains(name) { names.append(name) } }
        for case .column(0, let name) in outputs { add(name) }
        for join in joins where join.parent == 0 {
            for column in join.on { add(column.left) }
        }
        for column in order { add(column.column) }
        return names.map { "t.\(quoted($0))" }.joined(separator: ", ")
    }

    private func filter(paged: Bool = true) -> String {
        var conditions: [String] = []
        if let tenant = relation.tenant, let tenantParameter {
            conditions.append("t.\(quoted(tenant)) = $\(tenantParameter)")
        }
        for (index, column) in parentColumns.enumerated() { conditions.append("t.\(quoted(column)) = k.c\(index + 1)") }
        for (column, parameter) in equalities { conditions.append("t.\(quoted(column)) = $\(parameter)") }
        if paged { conditions += cursorConditions.map(comparison) }
        return conditions.isEmpty ? "" : "\nWHERE \(conditions.joined(separator: " AND "))"
    }

    /// "Behind this row" in the list's order: one row comparison if all terms have one direction,
    /// which an index serves; else the same spelled out.
    private func comparison(_ condition: CursorCondition) -> String {
        let parameters = condition.parameters.map { "$\($0)" }
        let columns = order.map { "t.\(quoted($0.column))" }
        let isAfter = condition.end == .after
        if Set(order.map(\.descending)).count == 1 {
            let sign = order[0].descending == isAfter ? "<" : ">"
            if columns.count == 1 { return "\(columns[0]) \(sign) \(parameters[0])" }
            return "(\(columns.joined(separator: ", "))) \(sign) (\(parameters.joined(separator: ", ")))"
        }
        let alternatives = order.indices.map { last in
            let equal = (0..<last).map { "\(columns[$0]) = \(parameters[$0])" }
            let sign = order[last].descending == isAfter ? "<" : ">"
            return (equal + ["\(columns[last]) \(sign) \(parameters[last])"]).joined(separator: " AND ")
        }
        return "((\(alternatives.joined(separator: ") OR ("))))"
    }

    /// `ORDER BY`: by parent first, then by the list's order, turned round for `last`.
    private func ordering(_ aliases: [String]) -> String {
        var terms = aliases.contains("k") ? ["k.ord"] : []
        terms += order.map { "t.\(quoted($0.column))\($0.descending != isBackward ? " DESC" : "")" }
        return terms.isEmpty ? "" : "\nORDER BY \(terms.joined(separator: ", "))"
    }

    private func limit() -> String {
        limitParameter.map { "\nLIMIT $\($0)" } ?? ""
    }

    private func joined(_ join: Join, alias: Int) -> String {
        let name = aliasName(alias)
        var conditions: [String] = []
        if let tenant = join.tenant, let tenantParameter {
            conditions.append("\(name).\(quoted(tenant)) = $\(tenantParameter)")
        }
        conditions += join.on.map { "\(name).\(quoted($0.right)) = \(aliasName(join.parent)).\(quoted($0.left))" }
        return "\nLEFT JOIN \(quoted(join.table)) \(name) ON \(conditions.joined(separator: " AND "))"
    }

    /// A quoted identifier (PostgreSQL manual, 4.1.1).
    private func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
