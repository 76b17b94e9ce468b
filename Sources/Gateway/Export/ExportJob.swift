import Accounts
import Bytes
import EventLoop
import GraphQLOverHTTP
import Planning
import Postgres

/// The rows of one export on their way from PostgreSQL: runs on a thread of its own, in one snapshot.
struct ExportJob: Sendable {
    /// What the thread tells the event loop.
    enum Event: Sendable {
        /// `rows` of them are in it.
        case piece([UInt8], rows: Int)
        /// So many more are in a file that is sent when it is whole.
        case rows(Int)
        case finished
        /// The caller may no longer be who they were when the plan was made.
        case sessionChanged
        case failed(ExportFailure)
    }

    let sql: String
    let types: [UInt32]
    let parameters: Parameters
    let table: ExportTable
    let format: ExportFormat
    /// The caller's token and epoch; `nil` for callers without a token.
    let session: (token: [UInt8], epoch: Int64, organization: Int64)?

    /// Rows of one FETCH: the next ones are on their way while these are written.
    private static let batch = 1_000
    private static let pieceBytes = 128 << 10

    /// - Parameter report: called in order; its last call says that it finished or was not begun, unless this throws.
    func run(
        _ connection: Connection,
        _ flow: ExportFlow,
        report: (Event) -> Void
    ) throws(ExportFailure) {
        let isBegun: Bool
        do throws(PostgresError) { isBegun = try begin(connection, flow) } catch { throw .database(error) }
        guard isBegun else { return report(.sessionChanged) }
        switch format {
        case .csv: try writeText(.csv, connection, flow, report)
        case .ndjson: try writeText(.ndjson, connection, flow, report)
        case .xlsx: try writeWorkbook(connection, flow, report)
        }
        report(.finished)
    }

    /// Ends the snapshot.
    private func end(_ connection: Connection) throws(ExportFailure) {
        do throws(PostgresError) { try connection.execute("COMMIT") } catch { throw .database(error) }
    }

    /// Opens the snapshot and a cursor in it.
    ///
    /// - Returns: `false` if the session is not what it was when the plan was made.
    private func begin(_ connection: Connection, _ flow: ExportFlow) throws(PostgresError) -> Bool {
        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        guard try isCurrent(connection) else {
            try connection.execute("ROLLBACK")
            return false
        }
        try connection.execute("SET LOCAL cursor_tuple_fraction = 1")
        try connection.send("DECLARE export NO SCROLL CURSOR FOR \(sql)", parameters, types: types)
        _ = try connection.receive(flow.interruption)
        return true
    }

    /// Rows in the order of the list, the next ones on their way while these are looked at.
    private func forEachBatch(
        _ connection: Connection,
        _ flow: ExportFlow,
        _ body: (_ rows: QueryResult, _ isLast: Bool) throws(ExportFailure) -> Void
    ) throws(ExportFailure) {
        let fetch = "FETCH FORWARD \(ExportJob.batch) FROM export"
        do throws(PostgresError) { try connection.send(fetch) } catch { throw .database(error) }
        while true {
            let result: QueryResult
            let isLast: Bool
            do throws(PostgresError) {
                result = try connection.receive(flow.interruption)
                isLast = result.rowCount < ExportJob.batch
                if !isLast { try connection.send(fetch) }
            } catch {
                throw .database(error)
            }
            try body(result, isLast)
            if isLast { return }
        }
    }

    /// Sends rows as they come.
    private func writeText(
        _ format: ExportWriter.Format,
        _ connection: Connection,
        _ flow: ExportFlow,
        _ report: (Event) -> Void
    ) throws(ExportFailure) {
        let writer = ExportWriter(table, as: format)
        var buffer = ByteBuffer(capacity: ExportJob.pieceBytes * 2)
        writer.appendHead(to: &buffer)
        var rows = 0
        try forEachBatch(connection, flow) { result, isLast throws(ExportFailure) in
            let cells = result.cells
            for row in 0..<result.rowCount { writer.append(row, of: cells, to: &buffer) }
            rows += result.rowCount
            guard isLast || buffer.count >= ExportJob.pieceBytes else { return }
            guard flow.waitForRoom() else { throw .database(ExportJob.interrupted) }
            report(.piece(buffer.array, rows: rows))
            rows = 0
            buffer.clear()
        }
        try end(connection)
    }

    /// Sends the file when it has all rows: a workbook is an archive, and that begins with what it ends with.
    private func writeWorkbook(
        _ connection: Connection,
        _ flow: ExportFlow,
        _ report: (Event) -> Void
    ) throws(ExportFailure) {
        let workbook = try Workbook(table)
        try forEachBatch(connection, flow) { result, _ throws(ExportFailure) in
            let cells = result.cells
            for row in 0..<result.rowCount { try workbook.append(row, of: cells) }
            report(.rows(result.rowCount))
        }
        // Its reader may be slow.
        try end(connection)
        var isWanted = true
        try workbook.finish { piece in
            isWanted = flow.waitForRoom()
            if isWanted { report(.piece(piece, rows: 0)) }
            return isWanted
        }
        guard isWanted else { throw .database(ExportJob.interrupted) }
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

/// Why an export did not come to its end.
enum ExportFailure: Error {
    case database(PostgresError)
    /// A text has more characters than a cell of a workbook holds, in a row counted from 1, the head included.
    case cellOverflow(column: String, row: Int)
    /// The workbook's temporary files cannot be written; what the system says.
    case unwritable(String)

    /// For the log.
    var cause: PostgresError {
        switch self {
        case .database(let error): error
        case .cellOverflow(let column, let row):
            PostgresError(.notRun, message: "\(column) in row \(row) has more characters than a cell holds")
        case .unwritable(let reason): PostgresError(.notRun, message: "the workbook: \(reason)")
        }
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
