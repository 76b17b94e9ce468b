import EventLoop
import Glibc
import Logging
import Postgres
import Synchronization

/// What event loops are told of changes.
enum ChangeNews: Sendable {
    /// By organization, the latest transaction that has written into its log; and organizations in which something was taken
    /// from somebody.
    case changes([Int64: Int64], callers: Set<Int64>)
    /// Nobody listened for a while: anything may have happened.
    case unknown
}

/// The one connection of a gateway that hears of changes as they commit (LISTEN), on a thread of its own; it also removes
/// changes that are kept no longer.
final class ChangeListener: Sendable {
    private let interruption: Interruption
    private let thread: LoopThread

    /// What `announce_change` in the database notifies.
    private static let channel = "gateway_changes"
    /// Milliseconds between two looks for old changes, and after a failure.
    private static let cleaningPause = 60_000
    private static let pauseAfterFailure = 250

    /// - Parameters:
    ///   - schema: the PostgreSQL schema whose changes matter.
    ///   - retention: seconds that changes are kept.
    ///   - tell: called on the listener's thread.
    init(
        _ configuration: PostgresConfiguration,
        schema: String,
        retention: Int,
        logger: Logger,
        tell: @escaping @Sendable (ChangeNews) -> Void
    ) throws(SystemError) {
        let interruption = try Interruption()
        self.interruption = interruption
        thread = try LoopThread(name: "changes") {
            while !interruption.isRaised {
                do throws(PostgresError) {
                    let connection = try Connection(configuration)
                    try ChangeListener.listen(connection, interruption, schema, retention, logger, tell)
                } catch {
                    logger.warning("changes", metadata: ["error": "\(error)"])
                    ChangeListener.wait(interruption)
                }
            }
        }
    }

    func stop() {
        interruption.raise()
        thread.join()
    }

    private static func listen(
        _ connection: Connection,
        _ interruption: Interruption,
        _ schema: String,
        _ retention: Int,
        _ logger: Logger,
        _ tell: (ChangeNews) -> Void
    ) throws(PostgresError) {
        try connection.execute("LISTEN \(channel)")
        // Whatever was committed before this moment was told to nobody here.
        tell(.unknown)
        let foreign = try connection.query("SELECT forget_foreign_changes()").int8(0, 0)
        if foreign > 0 {
            logger.warning(
                "changes of another cluster are removed: the database was restored here",
                metadata: ["organizations": "\(foreign)"]
            )
        }
        var cleaning = ContinuousClock.now
        while !interruption.isRaised {
            let payloads = try connection.notifications(interruption, milliseconds: 5_000)
            if let news = ChangeListener.news(payloads, schema) { tell(news) }
            guard ContinuousClock.now >= cleaning else { continue }
            var parameters = Parameters()
            parameters.int8(Int64(retention))
            let removed = try connection.query("SELECT forget_changes(make_interval(secs => $1::bigint))", parameters)
            cleaning = removed.int8(0, 0) > 0 ? .now : .now + .milliseconds(cleaningPause)
        }
    }

    /// `schema organization transaction`, or `epoch` instead of a transaction.
    private static func news(_ payloads: [String], _ schema: String) -> ChangeNews? {
        var transactions: [Int64: Int64] = [:]
        var callers: Set<Int64> = []
        for payload in payloads {
            let words = payload.split(separator: " ")
            guard words.count == 3, words[0] == schema, let organization = Int64(words[1]) else { continue }
            if let transaction = Int64(words[2]) {
                transactions[organization] = max(transactions[organization] ?? 0, transaction)
            } else {
                callers.insert(organization)
            }
        }
        return transactions.isEmpty && callers.isEmpty ? nil : .changes(transactions, callers: callers)
    }

    private static func wait(_ interruption: Interruption) {
        var waited = 0
        while waited < pauseAfterFailure, !interruption.isRaised {
            usleep(50_000)
            waited += 50
        }
    }
}
