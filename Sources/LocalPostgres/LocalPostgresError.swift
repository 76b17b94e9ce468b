import EventLoop

/// Why there is no private PostgreSQL, with what to do about it.
package struct LocalPostgresError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ what: String, _ error: SystemError) {
        self.init("\(what): \(error)")
    }
}
