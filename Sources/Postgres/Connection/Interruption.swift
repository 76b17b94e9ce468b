import CEpoll
import CLibpq
package import EventLoop
import Glibc
import Synchronization

/// Another thread's way to end what a connection waits for.
package final class Interruption: Sendable {
    private let raised = Atomic<Bool>(false)
    /// Readable once it is raised (eventfd(2)).
    let descriptor: Int32

    package init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw SystemError("eventfd") }
    }

    deinit { close(descriptor) }

    package var isRaised: Bool { raised.load(ordering: .acquiring) }

    package func raise() {
        raised.store(true, ordering: .releasing)
        var one: UInt64 = 1
        // The only failure is a full counter, and then it is readable anyway.
        _ = write(descriptor, &one, 8)
    }
}

extension Connection {
    /// Sends a statement and does not wait for its rows; `receive` brings them.
    ///
    /// - Parameter types: `pg_type.oid` of each parameter; empty: the server finds out.
    package func send(
        _ sql: String,
        _ parameters: Parameters = Parameters(),
        types: [UInt32] = []
    ) throws(PostgresError) {
        let sent = parameters.withPointers { count, values, lengths, formats in
            types.withUnsafeBufferPointer { types in
                PQsendQueryParams(
                    connection,
                    sql,
                    count,
                    types.isEmpty ? nil : types.baseAddress,
                    values,
                    lengths,
                    formats,
                    1
                )
            }
        }
        guard sent == 1 else { throw PostgresError(.connectionLost, connection: connection) }
    }

    /// Waits for the rows of what was sent. If `interruption` is raised meanwhile, the server is asked to stop, which
    /// makes the statement fail (57014).
    package func receive(_ interruption: Interruption) throws(PostgresError) -> QueryResult {
        var hasAsked = false
        while PQisBusy(connection) == 1 {
            var entries = [
                pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0),
                pollfd(fd: hasAsked ? -1 : interruption.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&entries, 2, -1) < 0 && errno != EINTR {
                throw PostgresError(.connectionLost, message: String(cString: strerror(errno)))
            }
            if entries[1].revents != 0 {
                hasAsked = true
                cancel()
            }
            if entries[0].revents != 0, PQconsumeInput(connection) == 0 {
                throw PostgresError(.connectionLost, connection: connection)
            }
        }
        let first = PQgetResult(connection)
        while let rest = PQgetResult(connection) { PQclear(rest) }
        return try checked(first)
    }

    /// Asks the server to stop the statement at hand (PQcancel).
    private func cancel() {
        guard let request = PQgetCancel(connection) else { return }
        defer { PQfreeCancel(request) }
        var reason = [CChar](repeating: 0, count: 256)
        // If the request does not get through, the statement ends by its timeout.
        _ = PQcancel(request, &reason, Int32(reason.count))
    }
}
