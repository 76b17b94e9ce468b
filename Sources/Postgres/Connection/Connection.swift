import CLibpq
import Glibc

/// A connection that waits: for commands, migrations and loading, on threads of their own.
///
/// Not `Sendable`: one thread uses it at a time.
package final class Connection {
    let connection: OpaquePointer

    /// Connects.
    package init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        let made = configuration.withParameters { PQconnectdbParams($0, $1, 1) }
        guard let made else { throw PostgresError(.connectionFailed, message: "out of memory") }
        guard PQstatus(made) == CONNECTION_OK else {
            let error = PostgresError(.connectionFailed, connection: made)
            PQfinish(made)
            throw error
        }
        connection = made
        // Notices are the server's remarks to people at a terminal.
        PQsetNoticeProcessor(made, { _, _ in }, nil)
    }

    deinit {
        PQfinish(connection)
    }

    /// Whether the connection still stands, as far as can be known without asking the server.
    package var isUsable: Bool {
        guard PQstatus(connection) == CONNECTION_OK else { return false }
        // Nothing comes unasked but a good-bye, or the remark that a setting has changed, which is rare.
        var entry = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 0
    }

    /// Whether a transaction was begun and has not ended.
    package var isInTransaction: Bool { PQtransactionStatus(connection) != PQTRANS_IDLE }

    /// Runs statements without parameters, separated by semicolons.
    package func execute(_ sql: String) throws(PostgresError) {
        _ = try checked(PQexec(connection, sql))
    }

    /// Runs one statement.
    package func query(_ sql: String, _ parameters: Parameters = Parameters()) throws(PostgresError) -> QueryResult {
        let result = parameters.withPointers { count, values, lengths, formats in
            PQexecParams(connection, sql, count, nil, values, lengths, formats, 1)
        }
        return try checked(result)
    }

    func checked(_ result: OpaquePointer?) throws(PostgresError) -> QueryResult {
        guard let result else { throw PostgresError(.connectionLost, connection: connection) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY, PGRES_COPY_IN: return QueryResult(result)
        default:
            defer { PQclear(result) }
            guard PQstatus(connection) == CONNECTION_OK else {
                throw PostgresError(.connectionLost, connection: connection)
            }
            throw PostgresError(result: result)
        }
    }

    /// Runs `body` in a transaction: committed if it returns, rolled back if it throws.
    package func transaction<Value, Failure: Error>(
        _ begin: String = "BEGIN",
        mapping: (PostgresError) -> Failure,
        _ body: (Connection) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        func run(_ sql: String) throws(Failure) {
            do throws(PostgresError) { try execute(sql) } catch { throw mapping(error) }
        }
        try run(begin)
        let value: Value
        do throws(Failure) {
            value = try body(self)
        } catch {
            // If this fails the connection is gone, and the server rolls back by itself.
            try? execute("ROLLBACK")
            throw error
        }
        if PQtransactionStatus(connection) == PQTRANS_INERROR {
            // COMMIT would roll back without an error, and what was done would be lost without a word.
            try run("ROLLBACK")
            throw mapping(
                PostgresError(.statement, sqlState: "25P02", message: "a statement of the transaction had failed")
            )
        }
        try run("COMMIT")
        return value
    }

    /// Loads rows by `COPY … FROM STDIN` in text format (manual, COPY).
    ///
    /// - Parameter body: gets a function that sends text of any length, rows ending in newlines.
    /// - Returns: the number of rows.
    @discardableResult
    package func copyIn(
        _ sql: String,
        _ body: ((borrowing [UInt8]) throws(PostgresError) -> Void) throws(PostgresError) -> Void
    ) throws(PostgresError) -> Int {
        _ = try checked(PQexec(connection, sql))
        let connection = connection
        do throws(PostgresError) {
            try body { bytes throws(PostgresError) in
                let count = Int32(bytes.count)
                let sent = bytes.withUnsafeBufferPointer { buffer in
                    buffer.withMemoryRebound(to: CChar.self) { PQputCopyData(connection, $0.baseAddress, count) }
                }
                guard sent == 1 else { throw PostgresError(.connectionLost, connection: connection) }
            }
        } catch {
            PQputCopyEnd(connection, "loading was given up")
            while let result = PQgetResult(connection) { PQclear(result) }
            throw error
        }
        guard PQputCopyEnd(connection, nil) == 1 else { throw PostgresError(.connectionLost, connection: connection) }
        let result = try checked(PQgetResult(connection))
        while let rest = PQgetResult(connection) { PQclear(rest) }
        return result.affectedRows
    }
}
