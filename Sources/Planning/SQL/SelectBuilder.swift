/// One object or list in a response, as the `SELECT` that produces it.
///
///     SELECT   ordinal, total, columns        -- to-one relations are joined
///     FROM     unnest($keys) k                -- only below a row: one element per parent
///              LATERAL (SELECT … FROM table
///                WHERE tenant = $1 AND foreign key = k AND filter AND after the cursor
///                ORDER BY order, key  LIMIT page)
///              LEFT JOIN …
///     ORDER BY ordinal, order, key
///
/// Below a row, what stands before the joins is a `SELECT` of its own that ends in `OFFSET 0`: PostgreSQL would
/// otherwise join each parent's few rows on their own, and read a small joined table once for each parent.
///
/// The page's limit applies before joins, and joined columns are read for the page's rows only. Joins stand inside
/// the page where its order needs them.
struct SelectBuilder {
    /// A selected value; its place in `outputs` is its column in the result.
    enum Output: Hashable {
        case ordinal
        case total
        /// `alias` 0 is the table itself, others are joins.
        case column(alias: Int, name: String)
        /// The value of a sort term.
        case sortKey(Int)
        /// A column of the aggregates.
        case figure(Int)
    }

    struct Join {
        let path: String
        let table: String
        /// `left` is a column of `parent`'s alias.
        let parent: Int
        let on: [(left: String, right: String)]
        let tenant: String?
    }

    /// A join inside the page, for its order or for the keys of groups.
    struct InnerJoin {
        /// The relations that lead to it, by field names.
        let path: String
        let alias: String
        let parent: String
        let table: String
        let on: [(left: String, right: String)]
        let tenant: String?
    }

    /// How the page begins behind a cursor or ends before one.
    struct CursorCondition {
        let end: CursorEnd
        let parameters: [Int]
    }

    let relation: Relation
    /// Columns of this table (or of the link table) that hold a parent's key; empty at the root.
    var parentColumns: [String] = []
    /// The table between the parent and this one, for many-to-many relations.
    var link: LinkTable?
    /// Columns found by an argument or a session value, each with its parameter.
    var equalities: [(column: String, parameter: Int)] = []
    /// The caller's filter, as SQL with the alias `t`.
    var conditions: [String] = []
    var cursorConditions: [CursorCondition] = []
    var sort: [SortTerm] = []
    var innerJoins: [InnerJoin] = []
    var isBackward = false
    var limitParameter: Int?
    /// The whole list and no page of it: joins need not wait for a page.
    var isWhole = false
    /// Aggregates instead of rows.
    var figures: Figures?
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
        if let figures { return render(figures) }
        if outputs == [.total] && parentColumns.isEmpty {
            return "SELECT count(*) FROM \(source(sorted: false))\(filter(paged: false))"
        }
        let wantsTotal = outputs.contains(.total)
        let wantsRows = showsRows
        let isPlain = parentColumns.isEmpty && !wantsTotal && (joins.isEmpty || isWhole)
        let isFenced = !parentColumns.isEmpty && !joins.isEmpty
        let columns = outputs.map { output in
            switch output {
            case .ordinal: isFenced ? "t.\(Fence.ordinal)" : "k.ord"
            case .total: isFenced ? "t.\(Fence.total)" : "n.total"
            case .column(let alias, let name): "\(aliasName(alias)).\(quoted(name))"
            case .sortKey(let term): isPlain ? expression(sort[term]) : outside(term)
            case .figure: preconditionFailure("a page has no figures")
            }
        }
        var sql = "SELECT \(columns.isEmpty ? "1" : columns.joined(separator: ", "))\nFROM "
        if isPlain {
            let joined = joins.enumerated().map { self.joined($1, alias: $0 + 1) }.joined()
            return sql + "\(source())\(joined)\(filter())\(ordering())\(limit())"
        }
        var items: [String] = []
        if !parentColumns.isEmpty { items.append(keys()) }
        if wantsTotal {
            items.append(
                "\(lateral)(SELECT count(*) AS total FROM \(source(sorted: false))\(filter(paged: false))) n"
            )
        }
        guard wantsRows || !wantsTotal else {
            return sql + items.joined(separator: " CROSS JOIN ") + (parentColumns.isEmpty ? "" : "\nORDER BY k.ord")
        }
        let rows = "\(lateral)(SELECT \(innerColumns()) FROM \(source())\(filter())\(ordering())\(limit())) t"
        let source =
            wantsTotal
            ? items.joined(separator: " CROSS JOIN ") + "\nLEFT JOIN \(rows) ON true"
            : (items + [rows]).joined(separator: " CROSS JOIN ")
        if isFenced {
            let total = wantsTotal ? ", n.total AS \(Fence.total)" : ""
            sql += "(SELECT k.ord AS \(Fence.ordinal)\(total), t.* FROM \(source)\nOFFSET 0) t"
        } else {
            sql += source
        }
        sql += joins.enumerated().map { joined($1, alias: $0 + 1) }.joined()
        var order = parentColumns.isEmpty ? [] : [isFenced ? "t.\(Fence.ordinal)" : "k.ord"]
        order += sort.enumerated().map { $1.text(outside($0), reversed: isBackward) }
        return sql + (order.isEmpty ? "" : "\nORDER BY \(order.joined(separator: ", "))")
    }

    /// Names of columns beside those of a table; no table has a column of such a name.
    private enum Fence {
        static let ordinal = quoted("list ordinal")
        static let total = quoted("list total")
    }

    /// Whether columns of rows are selected.
    var showsRows: Bool {
        outputs.contains {
            switch $0 {
            case .column, .sortKey: true
            default: false
            }
        }
    }

    var lateral: String { parentColumns.isEmpty ? "" : "LATERAL " }

    private func aliasName(_ alias: Int) -> String { alias == 0 ? "t" : "j\(alias)" }

    func expression(_ term: SortTerm) -> String { "\(term.alias).\(quoted(term.column))" }

    /// A sort term where the page stands as `t`.
    private func outside(_ term: Int) -> String {
        sort[term].isOwn ? "t.\(quoted(sort[term].column))" : "t.\(quoted("sort \(term + 1)"))"
    }

    /// `unnest($2::int8[], …) WITH ORDINALITY k(c1, …, ord)`
    func keys() -> String {
        var arrays: [String] = []
        for (index, parameter) in parameters.enumerated() {
            switch parameter.source {
            case .parentKeys, .nodeKeys: arrays.append("$\(index + 1)::\(quotedType(parameter.type))")
            default: break
            }
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
            for pair in join.on { add(pair.left) }
        }
        for term in sort where term.isOwn { add(term.column) }
        var columns = names.map { "t.\(quoted($0))" }
        for (index, term) in sort.enumerated() where !term.isOwn {
            columns.append("\(expression(term)) AS \(quoted("sort \(index + 1)"))")
        }
        return columns.isEmpty ? "1" : columns.joined(separator: ", ")
    }

    /// The table as `t`, behind its link table as `l`, with the joins that the order needs.
    func source(sorted: Bool = true) -> String {
        var sql = "\(quoted(relation.table)) t"
        if let link {
            let meet = zip(link.columns, link.references).map { "t.\(quoted($1)) = l.\(quoted($0))" }
            sql = "\(quoted(link.table)) l JOIN \(sql) ON \(meet.joined(separator: " AND "))"
        }
        guard sorted else { return sql }
        return sql + innerJoins.map(joined).joined()
    }

    func filter(paged: Bool = true) -> String {
        var all: [String] = []
        if let tenant = relation.tenant, let tenantParameter { all.append("t.\(quoted(tenant)) = $\(tenantParameter)") }
        if let tenant = link?.tenant, let tenantParameter { all.append("l.\(quoted(tenant)) = $\(tenantParameter)") }
        let near = link == nil ? "t" : "l"
        for (index, column) in parentColumns.enumerated() { all.append("\(near).\(quoted(column)) = k.c\(index + 1)") }
        for (column, parameter) in equalities { all.append("t.\(quoted(column)) = $\(parameter)") }
        all += conditions
        if paged {
            for condition in cursorConditions {
                let keyset = KeysetCondition(
                    terms: sort,
                    columns: sort.map(expression),
                    values: condition.parameters.map { "$\($0)" },
                    isAfter: condition.end == .after
                )
                all.append(keyset.sql)
            }
        }
        return all.isEmpty ? "" : "\nWHERE \(all.joined(separator: " AND "))"
    }

    /// The page's own `ORDER BY`, turned round for `last`.
    private func ordering() -> String {
        let terms = sort.map { $0.text(expression($0), reversed: isBackward) }
        return terms.isEmpty ? "" : "\nORDER BY \(terms.joined(separator: ", "))"
    }

    func limit() -> String {
        limitParameter.map { "\nLIMIT $\($0)" } ?? ""
    }

    private func joined(_ join: Join, alias: Int) -> String {
        let inner = InnerJoin(
            path: join.path,
            alias: aliasName(alias),
            parent: aliasName(join.parent),
            table: join.table,
            on: join.on,
            tenant: join.tenant
        )
        return joined(inner)
    }

    private func joined(_ join: InnerJoin) -> String {
        var conditions: [String] = []
        if let tenant = join.tenant, let tenantParameter {
            conditions.append("\(join.alias).\(quoted(tenant)) = $\(tenantParameter)")
        }
        conditions += join.on.map { "\(join.alias).\(quoted($0.right)) = \(join.parent).\(quoted($0.left))" }
        return "\nLEFT JOIN \(quoted(join.table)) \(join.alias) ON \(conditions.joined(separator: " AND "))"
    }
}

/// A quoted identifier (PostgreSQL manual, 4.1.1).
func quoted(_ name: String) -> String {
    "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
}

/// A type's name for a cast. Names of built-in types stand as they are; those of enums are quoted.
func quotedType(_ type: ColumnType) -> String {
    type.name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) }
        ? type.name.hasPrefix("_") ? "\(type.name.dropFirst())[]" : type.name
        : quoted(type.name)
}
