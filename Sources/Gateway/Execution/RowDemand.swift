import GraphQL
import Planning

/// How many rows a request asks for on each level of its plan, known before anything runs.
struct RowDemand {
    /// What is asked of one statement.
    struct Part {
        let page: PageRequest?
        /// Keys of the objects that are asked for by id.
        let nodes: NodeKeys?
        /// Rows at most.
        let count: Int
    }

    /// By statement.
    let parts: [Part]
    /// Rows at most, over all statements.
    let total: Int

    /// Of a plan without statements.
    static let none = RowDemand()

    private init() {
        parts = []
        total = 0
    }

    /// - Throws: arguments that do not fit, and `LIMIT_EXCEEDED` for more rows than a request may ask for.
    init(of plan: OperationPlan, inputs: Inputs, limits: RowLimits) throws(GraphQLError) {
        var parts: [Part] = []
        parts.reserveCapacity(plan.statements.count)
        var total = 0
        for statement in plan.statements {
            var page: PageRequest?
            var keys: NodeKeys?
            do throws(GraphQLError) {
                if let planned = statement.page { page = try PageRequest(planned, inputs: inputs, limits: limits) }
                if let planned = statement.nodes {
                    let ids = inputs.value(planned.ids)
                    try RowDemand.check(ids, limits)
                    keys = NodeKeys(ids, tag: planned.tag, types: planned.types)
                }
            } catch {
                throw error.placed(at: statement)
            }
            let above = statement.parent.map { parts[$0.statement].count } ?? 1
            // A list without rows is still a statement, and so are the lists below it.
            let count = RowDemand.product(max(1, above), max(1, page?.size ?? keys?.count ?? 1))
            parts.append(Part(page: page, nodes: keys, count: count))
            let (sum, overflows) = total.addingReportingOverflow(count)
            total = overflows ? Int.max : sum
        }
        self.parts = parts
        self.total = total
        if total > limits.rows {
            throw GraphQLError(
                "The operation asks for up to \(total) rows; the limit is \(limits.rows). Ask for shorter pages with "
                    + "`first`, or for fewer lists inside lists.",
                code: .limitExceeded,
                details: RowDemand.figures(total, limit: limits.rows)
            )
        }
    }

    private static func product(_ one: Int, _ other: Int) -> Int {
        let (value, overflows) = one.multipliedReportingOverflow(by: other)
        return overflows ? Int.max : value
    }

    private static func check(_ ids: JSONValue?, _ limits: RowLimits) throws(GraphQLError) {
        guard case .array(let items)? = ids, items.count > limits.maximumPage else { return }
        throw GraphQLError(
            "\(items.count) objects are asked for by id; the limit is \(limits.maximumPage). Ask for them in several requests.",
            code: .limitExceeded,
            details: figures(items.count, limit: limits.maximumPage)
        )
    }

    private static func figures(_ actual: Int, limit: Int) -> [JSONMember] {
        [JSONMember("actual", .integer(Int64(actual))), JSONMember("limit", .integer(Int64(limit)))]
    }
}
