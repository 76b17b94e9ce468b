import Planning
import Postgres

/// The rows of one statement, with where those of each parent begin and end.
final class StatementRows {
    let plan: StatementPlan
    let page: PageRequest?
    private(set) var result: QueryResult?
    /// For each row of the parent: the ordinal of its key in the array that was sent; 0 if it has none.
    private let ordinals: [Int32]?
    /// First row of each ordinal; one entry more than there are ordinals.
    private var starts: [Int32] = []

    /// The rows of one list.
    struct Window {
        /// In the statement's order; surplus rows, which only tell that there is more, are left out.
        let rows: Range<Int>
        /// The rows came from the list's end, so they stand the wrong way round.
        let isReversed: Bool
        /// There are rows behind the last one fetched.
        let hasMore: Bool
        /// Rows were cut off at the front because `last` is given along with `first`.
        let isCut: Bool
        /// A row that carries `totalCount`; `nil` for a list that was not asked for.
        let totalRow: Int?
    }

    init(_ plan: StatementPlan, page: PageRequest?, ordinals: [Int32]?) {
        self.plan = plan
        self.page = page
        self.ordinals = ordinals
    }

    var count: Int { result?.rowCount ?? 0 }

    func take(_ result: QueryResult) {
        self.result = result
        guard let ordinals, plan.ordinalColumn >= 0 else { return }
        let last = Int(ordinals.max() ?? 0)
        starts = Array(repeating: Int32(result.rowCount), count: last + 2)
        var next = 0
        for row in 0..<result.rowCount {
            let ordinal = Int(result.int8(row, Int(plan.ordinalColumn)))
            while next <= ordinal {
                starts[next] = Int32(row)
                next += 1
            }
        }
    }

    /// The rows that belong to one row of the parent; to the root, all.
    func window(ofParentRow parentRow: Int) -> Window {
        guard let result else { return StatementRows.empty }
        var range = 0..<result.rowCount
        if let ordinals {
            let ordinal = Int(ordinals[parentRow])
            guard ordinal > 0, ordinal + 1 < starts.count else { return StatementRows.empty }
            range = Int(starts[ordinal])..<Int(starts[ordinal + 1])
        }
        let totalRow = range.isEmpty || plan.totalColumn < 0 ? nil : range.lowerBound
        if plan.presenceColumn >= 0, let first = range.first, result.isNull(first, Int(plan.presenceColumn)) {
            range = range.lowerBound..<range.lowerBound
        }
        let hasMore = page.map { range.count > $0.size } ?? false
        if hasMore, let page { range = range.lowerBound..<range.lowerBound + page.size }
        var isCut = false
        if let last = page?.last, last < range.count {
            range = range.upperBound - last..<range.upperBound
            isCut = true
        }
        return Window(
            rows: range,
            isReversed: plan.page?.isBackward == true,
            hasMore: hasMore,
            isCut: isCut,
            totalRow: totalRow
        )
    }

    /// Calls `body` with each row that the response shows.
    func forEachVisibleRow(_ body: (Int) -> Void) {
        guard let ordinals else { return window(ofParentRow: 0).rows.forEach(body) }
        // Lists below a to-one relation may share rows; each is visited once.
        var seen: Set<Int32> = []
        for (parentRow, ordinal) in ordinals.enumerated() where ordinal > 0 && seen.insert(ordinal).inserted {
            window(ofParentRow: parentRow).rows.forEach(body)
        }
    }

    private static let empty = Window(rows: 0..<0, isReversed: false, hasMore: false, isCut: false, totalRow: nil)
}

/// The keys of a parent's rows, as the arrays that a nested statement is sent.
struct ParentKeys {
    private let parent: ParentRows
    private let result: QueryResult?
    /// The row of each key.
    private var rows: [Int32] = []
    /// For each row of the parent, the 1-based place of its key; 0 if it has none or is not shown.
    private(set) var ordinals: [Int32]

    init(_ parent: ParentRows, rows above: StatementRows) {
        self.parent = parent
        result = above.result
        ordinals = Array(repeating: 0, count: above.count)
        guard let result else { return }
        var places: [[UInt8]: Int32] = [:]
        var keyRows: [Int32] = []
        var ordinals = ordinals
        above.forEachVisibleRow { row in
            if parent.keyColumns.contains(where: { result.isNull(row, Int($0)) }) { return }
            if parent.mayRepeat {
                var key: [UInt8] = []
                for column in parent.keyColumns {
                    let bytes = result.bytes(row, Int(column))
                    withUnsafeBytes(of: bytes.count) { key += $0 }
                    key += bytes
                }
                if let place = places[key] {
                    ordinals[row] = place
                    return
                }
                places[key] = Int32(keyRows.count + 1)
            }
            keyRows.append(Int32(row))
            ordinals[row] = Int32(keyRows.count)
        }
        rows = keyRows
        self.ordinals = ordinals
    }

    var count: Int { rows.count }

    /// Appends the array of one component of the keys.
    func append(component: Int, elementType: UInt32, to parameters: inout Parameters) {
        guard let result else { return parameters.null() }
        let column = Int(parent.keyColumns[component])
        parameters.array(elementType: elementType, count: rows.count) { result.bytes(Int(rows[$0]), column) }
    }
}
