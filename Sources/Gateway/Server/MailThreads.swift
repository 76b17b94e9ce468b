import Accounts
import EventLoop
import Glibc
import Logging
import Postgres
import Synchronization

/// Threads that send mail, each with a connection of its own.
final class MailThreads: Sendable {
    private let threads: [LoopThread]
    private let isStopping: Flag

    /// Seconds between two looks into an empty outbox, and after a failure.
    private static let pause = 0.2
    private static let pauseAfterFailure = 2.0

    init(
        _ worker: MailWorker,
        count: Int,
        configuration: PostgresConfiguration,
        logger: Logger
    ) throws(SystemError) {
        let isStopping = Flag()
        self.isStopping = isStopping
        var threads: [LoopThread] = []
        for number in 0..<count {
            threads.append(
                try LoopThread(name: "mail-\(number)") {
                    MailThreads.work(worker, configuration, logger, isStopping)
                }
            )
        }
        self.threads = threads
    }

    /// Waits for the mail that is being sent; what is left in the outbox is sent by whoever comes next.
    func stop() {
        isStopping.raise()
        for thread in threads { thread.join() }
    }

    private static func work(
        _ worker: MailWorker,
        _ configuration: PostgresConfiguration,
        _ logger: Logger,
        _ isStopping: Flag
    ) {
        var connection: Connection?
        while !isStopping.isRaised {
            do throws(AccountError) {
                let usable: Connection
                if let connection, connection.isUsable {
                    usable = connection
                } else {
                    do throws(PostgresError) { usable = try Connection(configuration) } catch { throw .database(error) }
                    connection = usable
                }
                if try !worker.next(in: usable) { isStopping.wait(seconds: pause) }
            } catch {
                if case .database(let failure) = error { logger.error("mail", metadata: ["error": "\(failure)"]) }
                connection = nil
                isStopping.wait(seconds: pauseAfterFailure)
            }
        }
    }
}

/// Raised once; threads wait for it, but not for long.
private final class Flag: Sendable {
    private let raised = Atomic<Bool>(false)

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() { raised.store(true, ordering: .releasing) }

    /// Returns when it is raised, or after this long, to a twentieth of a second.
    func wait(seconds: Double) {
        let end = ContinuousClock.now + .seconds(seconds)
        while !isRaised && ContinuousClock.now < end { usleep(50_000) }
    }
}
