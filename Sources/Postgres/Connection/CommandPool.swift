package import EventLoop
import Glibc
import Synchronization

/// Threads that run commands, each with its own connection.
///
/// Commands wait for the database, for password hashing and for mail; plain code on a few threads
/// says that most simply, and no event loop ever waits for it.
package final class CommandPool: Sendable {
    package typealias Job = @Sendable (Result<Connection, PostgresError>) -> Void

    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Counts jobs that wait; its guard is the semaphore itself.
    private let available: Semaphore
    private let threads: [LoopThread]
    private let source: JobSource
    private let maximumQueue: Int

    /// - Parameters:
    ///   - threads: how many commands run at once.
    ///   - maximumQueue: how many may wait; more are refused as overloaded.
    package init(
        configuration: PostgresConfiguration,
        threads: Int = 4,
        maximumQueue: Int = 200
    ) throws(SystemError) {
        let available = Semaphore()
        self.available = available
        self.maximumQueue = maximumQueue
        let box = JobSource()
        source = box
        var started: [LoopThread] = []
        for index in 0..<threads {
            started.append(
                try LoopThread(name: "command-\(index)") {
                    var connection: Connection?
                    while let job = box.next(available) {
                        // A job is never run twice: it may have done its work before the connection broke.
                        // So a connection is looked at before.
                        if let kept = connection, !kept.isUsable { connection = nil }
                        do throws(PostgresError) {
                            let usable: Connection
                            if let connection { usable = connection } else { usable = try Connection(configuration) }
                            connection = usable
                            job(.success(usable))
                            // What a job left open ends now, and its locks and statements with it.
                            if usable.isInTransaction { connection = nil }
                        } catch {
                            job(.failure(error))
                        }
                    }
                }
            )
        }
        self.threads = started
        box.pool.withLock { $0 = self }
    }

    /// Runs a job on one of the threads, or gives it an error at once if too many wait.
    package func submit(_ job: @escaping Job) {
        let refusal: String? = state.withLock { state in
            if state.isClosed { return "no more commands are taken" }
            if state.jobs.count >= maximumQueue { return "\(state.jobs.count) commands wait, the limit" }
            state.jobs.append(job)
            return nil
        }
        if let refusal {
            job(.failure(PostgresError(.overloaded, message: refusal)))
        } else {
            available.signal()
        }
    }

    /// Runs what waits, then ends the threads. May be called twice.
    package func close() {
        let wasClosed = state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed
        }
        if wasClosed { return }
        for _ in threads { available.signal() }
        for thread in threads { thread.join() }
        source.pool.withLock { $0 = nil }
    }

    private func take() -> Job? {
        state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    }

    /// Lets threads that start before the pool is complete reach it.
    private final class JobSource: Sendable {
        let pool = Mutex<CommandPool?>(nil)

        func next(_ available: Semaphore) -> Job? {
            available.wait()
            return pool.withLock { $0 }?.take()
        }
    }
}

/// A counting semaphore (sem_overview(7)).
package final class Semaphore: Sendable {
    // Guard: the semaphore's own calls are safe from any thread, and the pointer never changes.
    private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

    package init(_ value: UInt32 = 0) {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, value)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    package func signal() {
        sem_post(semaphore)
    }

    package func wait() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
