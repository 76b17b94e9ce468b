import Accounts
import Bytes
import EventLoop
import Planning
import Postgres

/// The rows of one export on their way from PostgreSQL: runs on a thread of its own, in one snapshot.
struct ExportJob: Sendable {
    /// What the thread tells the event loop.
    enum Event: Sendable {
        /// `rows` of them are in it.
        case piece([UInt8], rows: Int)
        case finished
        /// The caller may no longer be who they were when the plan was made.
        case sessionChanged
        case failed(PostgresError)
    }

    let sql: String
    let types: [UInt32]
    let parameters: Parameters
    let writer: ExportWriter
    /// The caller's token and epoch; `nil` for callers without a token.
    let session: (token: [UInt8], epoch: Int64, organization: Int64)?

    /// Rows of one FETCH: the next ones are on their way while these are written.
    private static let batch = 1_000
    private static let pieceBytes = 128 << 10

    /// - Parameter report: called in order; the last call says how it ended.
    func run(_ connection: Connection, _ flow: ExportFlow, report: (Event) -> Void) throws(PostgresError) {
        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        guard try isCurrent(connection) else {
            try connection.execute("ROLLBACK")
            return report(.sessionChanged)
        }
        try connection.execute("SET LOCAL cursor_tuple_fraction = 1")
        try connection.send("DECLARE export NO SCROLL CURSOR FOR \(sql)", parameters, types: types)
        _ = try connection.receive(flow.interruption)
        let fetch = "FETCH FORWARD \(ExportJob.batch) FROM export"
        try connection.send(fetch)
        var buffer = ByteBuffer(capacity: ExportJob.pieceBytes * 2)
        writer.appendHead(to: &buffer)
        var rows = 0
        while true {
            let result = try connection.receive(flow.interruption)
            let isLast = result.rowCount < ExportJob.batch
            if !isLast { try connection.send(fetch) }
            let cells = result.cells
            for row in 0..<result.rowCount { writer.append(row, of: cells, to: &buffer) }
            rows += result.rowCount
            guard isLast || buffer.count >= ExportJob.pieceBytes else { continue }
            guard flow.waitForRoom() else { throw ExportJob.interrupted }
            report(.piece(buffer.array, rows: rows))
            rows = 0
            buffer.clear()
            if isLast { break }
        }
        try connection.execute("COMMIT")
        report(.finished)
    }

    static let interrupted = PostgresError(.notRun, message: "the client has gone")

    /// Looks at the session in the export's own snapshot, and shows its tenant's rows.
    private func isCurrent(_ connection: Connection) throws(PostgresError) -> Bool {
        var tenant = Parameters()
        tenant.text(session.map { String($0.organization) } ?? "")
        if let session {
            var token = Parameters()
            token.binary(session.token)
            let found = try connection.query("SELECT epoch FROM session_by_token($1)", token)
            guard found.rowCount == 1, found.int8(0, 0) == session.epoch else { return false }
        }
        _ = try connection.query("SELECT set_config('gateway.organization_id', $1, true)", tenant)
        return true
    }
}

/// Keeps an export's thread no further ahead than its client reads, and ends it when the client goes.
final class ExportFlow: Sendable {
    /// Pieces that may be on their way to the client.
    private let room = Semaphore(3)
    let interruption: Interruption

    init() throws(SystemError) { interruption = try Interruption() }

    /// Waits until a piece more may be on its way.
    ///
    /// - Returns: `false` if nobody wants it.
    func waitForRoom() -> Bool {
        room.wait()
        return !interruption.isRaised
    }

    /// The client has taken a piece.
    func taken() { room.signal() }

    func cancel() {
        interruption.raise()
        room.signal()
    }
}
