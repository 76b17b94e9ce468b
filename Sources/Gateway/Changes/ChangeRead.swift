import Postgres

/// One look into an organization's change log.
///
/// A transaction's rows have the transaction's number, and are read only when no older transaction runs any more:
/// whatever commits later has a greater number, so that no row ever appears before one that was read
/// (PostgreSQL manual, 9.27.8, `pg_snapshot_xmin`).
final class ChangeRead: PipelineUnit {
    /// What was found.
    struct Batch {
        /// In order.
        var changes: [Change] = []
        /// The oldest transaction that still ran: all rows below it were there to be read.
        var horizon: Int64 = 0
        /// The last row that was removed; `nil` if none ever was.
        var removed: ChangePosition?
        /// There may be more rows.
        var isFull = false
    }

    let calls: [StatementCall]
    private var batch = Batch()
    private let completion: (Result<Batch, PostgresError>) -> Void

    /// Rows at most.
    static let limit = 500

    private static let statement = Statement(
        sql: """
            SELECT s.horizon, e.transaction, e.position, c.transaction, c.position, c.topic, c.key
            FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) s
            LEFT JOIN change_log_end e ON e.organization_id = $1
            LEFT JOIN LATERAL (
                SELECT l.transaction, l.position, l.topic, l.key FROM change_log l
                WHERE l.organization_id = $1 AND (l.transaction, l.position) > ($2, $3)
                    AND (l.transaction, l.position) <= ($4, $5) AND l.transaction < s.horizon
                ORDER BY l.transaction, l.position LIMIT \(limit)
            ) c ON true
            ORDER BY c.transaction, c.position
            """,
        parameterTypes: [20, xid8, 20, xid8, 20]
    )
    /// `pg_type.oid` of `xid8`.
    private static let xid8: UInt32 = 5069

    /// - Parameters:
    ///   - position: rows behind it are read.
    ///   - end: the last row that is wanted.
    init(
        _ organization: Int64,
        after position: ChangePosition,
        upTo end: ChangePosition = .last,
        _ completion: @escaping (Result<Batch, PostgresError>) -> Void
    ) {
        self.completion = completion
        var parameters = Parameters()
        parameters.int8(organization)
        for place in [position, end] {
            parameters.int8(place.transaction)
            parameters.int8(place.position)
        }
        calls = [TenantSetting.call(String(organization)), StatementCall(ChangeRead.statement, parameters)]
    }

    func received(_ result: QueryResult, ofCall index: Int) {
        guard index == 1, result.rowCount > 0 else { return }
        batch = Batch()
        batch.horizon = result.int8(0, 0)
        if !result.isNull(0, 1) {
            batch.removed = ChangePosition(transaction: result.int8(0, 1), position: result.int8(0, 2))
        }
        for row in 0..<result.rowCount where !result.isNull(row, 3) {
            batch.changes.append(
                Change(
                    position: ChangePosition(transaction: result.int8(row, 3), position: result.int8(row, 4)),
                    topic: result.text(row, 5),
                    key: result.texts(row, 6)
                )
            )
        }
        batch.isFull = batch.changes.count == ChangeRead.limit
    }

    func completed(_ error: PostgresError?) {
        completion(error.map { .failure($0) } ?? .success(batch))
    }
}
