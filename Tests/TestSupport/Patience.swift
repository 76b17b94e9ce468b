package import Foundation

/// How long tests wait for what must come. Long, because machines are slow and tests run side by side: only a test
/// that fails waits until the end.
package enum Patience {
    /// For an answer on a socket.
    package static let ofSockets = timeval(tv_sec: 120, tv_usec: 0)
    /// For a condition.
    package static let ofConditions = Duration.seconds(300)

    package struct RanOut: Error, CustomStringConvertible {
        package let description: String
    }
}

/// Waits until a condition holds, whatever the time that takes.
///
///     try eventually("the mail is sent") { try owner.query("…").rowCount > 0 }
///
/// - Throws: what the condition throws, or `Patience.RanOut`.
package func eventually(_ what: String, _ condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + Patience.ofConditions
    while try !condition() {
        guard ContinuousClock.now < end else {
            throw Patience.RanOut(description: "not even after \(Patience.ofConditions): \(what)")
        }
        usleep(10_000)
    }
}

/// A time as arguments of type `DateTime` are written, that is ahead whenever the tests run.
package let inAMonth = Date(timeIntervalSinceNow: 30 * 86_400).ISO8601Format()

/// What `body` gives where no midnight (UTC) comes while it runs: days and months are the same for all that it asks.
package func withinOneDay<Value>(_ body: () throws -> Value) rethrows -> Value {
    func day() -> Int { Int(Date().timeIntervalSince1970 / 86_400) }
    while true {
        let before = day()
        let value = try body()
        if day() == before { return value }
    }
}
