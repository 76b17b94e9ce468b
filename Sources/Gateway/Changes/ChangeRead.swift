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
        /// No transaction had this number yet.
        var next: Int64 = 0
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

    private static let statement = statement(below: "pg_snapshot_xmin(pg_current_snapshot())")

    /// Transactions of other databases of the cluster, which write into no log here, hold nothing back. A transaction that
    /// the snapshot shows as running is another database's if `pg_locks` shows it with a lock on a table there: that remains
    /// true, whenever it was seen. One without such a lock counts as ours. Costs a look at all locks of the cluster.
    private static let patientStatement = statement(
        below: """
            coalesce((
                SELECT x FROM pg_snapshot_xip(pg_current_snapshot()) x WHERE x::xid NOT IN (
                    SELECT t.transactionid FROM pg_locks t
                    JOIN pg_locks l ON l.virtualtransaction = t.virtualtransaction AND l.locktype = 'relation'
                        AND l.database NOT IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                    WHERE t.locktype = 'transactionid' AND t.mode = 'ExclusiveLock'
                )
                ORDER BY x LIMIT 1
            ), pg_snapshot_xmax(pg_current_snapshot()))
            """
    )

    /// Up to a place that was told already, nothing can come any more.
    private static let repeatedStatement = statement(below: "xid8 '\(ChangePosition.last.transaction)'")

    private static func statement(below horizon: String) -> Statement {
        Statement(
            // The horizon that is answered must be the one that was read up to: it is computed once.
            sql: """
                WITH s AS MATERIALIZED (
                    SELECT \(horizon) AS horizon, pg_snapshot_xmax(pg_current_snapshot()) AS next
                )
                SELECT s.horizon, s.next, e.transaction, e.position, c.transaction, c.position, c.topic, c.key, c.operation
                FROM s
                LEFT JOIN change_log_end e ON e.organization_id = $1
                LEFT JOIN LATERAL (
                    SELECT l.transaction, l.position, l.topic, l.key, l.operation FROM change_log l
                    WHERE l.organization_id = $1 AND (l.transaction, l.position) > ($2, $3)
                        AND (l.transaction, l.position) <= ($4, $5) AND l.transaction < s.horizon
                        AND l.operation <> 'NONE'
                    ORDER BY l.transaction, l.position LIMIT \(limit)
                ) c ON true
                ORDER BY c.transaction, c.position
                """,
            parameterTypes: [20, xid8, 20, xid8, 20]
        )
    }

    /// `pg_type.oid` of `xid8`.
    private static let xid8: UInt32 = 5069

    /// - Parameters:
    ///   - position: rows behind it are read.
    ///   - end: the last row that is wanted: one that was read already.
    ///   - isPatient: only transactions of this database hold rows back.
    init(
        _ organization: Int64,
        after position: ChangePosition,
        upTo end: ChangePosition? = nil,
        isPatient: Bool = false,
        _ completion: @escaping (Result<Batch, PostgresError>) -> Void
    ) {
        self.completion = completion
        var parameters = Parameters()
        parameters.int8(organization)
        for place in [position, end ?? .last] {
            parameters.int8(place.transaction)
            parameters.int8(place.position)
        }
        let statement =
            if end != nil {
                ChangeRead.repeatedStatement
            } else {
                isPatient ? ChangeRead.patientStatement : ChangeRead.statement
            }
        calls = [TenantSetting.call(String(organization)), StatementCall(statement, parameters)]
    }

    func received(_ result: QueryResult, ofCall index: Int) {
        guard index == 1, result.rowCount > 0 else { return }
        batch = Batch()
        batch.horizon = result.int8(0, 0)
        batch.next = result.int8(0, 1)
        if !result.isNull(0, 2) {
            batch.removed = ChangePosition(transaction: result.int8(0, 2), position: result.int8(0, 3))
        }
        for row in 0..<result.rowCount where !result.isNull(row, 4) {
            batch.changes.append(
                Change(
                    position: ChangePosition(transaction: result.int8(row, 4), position: result.int8(row, 5)),
                    topic: result.text(row, 6),
                    key: result.texts(row, 7),
                    operation: Change.Operation(rawValue: result.text(row, 8)) ?? .update
                )
            )
        }
        batch.isFull = batch.changes.count == ChangeRead.limit
    }

    func completed(_ error: PostgresError?) {
        completion(error.map { .failure($0) } ?? .success(batch))
    }
}
