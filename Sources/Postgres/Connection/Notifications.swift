import CLibpq
import Glibc

extension Connection {
    /// Waits for what other sessions say on the channels that this one listens to (manual, 34.9).
    ///
    /// - Returns: the payloads, in the order in which their transactions committed; none if the time has passed or
    ///   `interruption` is raised.
    package func notifications(
        _ interruption: Interruption,
        milliseconds: Int32
    ) throws(PostgresError) -> [String] {
        var payloads = takeNotifications()
        if !payloads.isEmpty { return payloads }
        var entries = [
            pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0),
            pollfd(fd: interruption.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        if poll(&entries, 2, milliseconds) < 0 && errno != EINTR {
            throw PostgresError(.connectionLost, message: String(cString: strerror(errno)))
        }
        guard entries[0].revents != 0 else { return [] }
        guard PQconsumeInput(connection) == 1, PQstatus(connection) == CONNECTION_OK else {
            throw PostgresError(.connectionLost, connection: connection)
        }
        payloads = takeNotifications()
        return payloads
    }

    private func takeNotifications() -> [String] {
        var payloads: [String] = []
        while let notification = PQnotifies(connection) {
            if let extra = notification.pointee.extra { payloads.append(String(cString: extra)) }
            PQfreemem(notification)
        }
        return payloads
    }
}
