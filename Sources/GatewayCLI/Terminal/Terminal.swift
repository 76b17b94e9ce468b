import EventLoop
import Foundation
import LocalPostgres
import Synchronization

/// What the program says to people: results on the output, everything else on the error output.
enum Terminal {
    /// Says what is being done.
    @Sendable static func say(_ text: String) { write(text + "\n") }

    @Sendable static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    private static let isInterrupted = Atomic(false)

    /// Runs a command that a Ctrl-C (SIGINT) or SIGTERM ends or breaks off: a private server is stopped, then the
    /// process ends.
    ///
    /// - Parameter endOrderly: called at the signal; whether it was the command's proper end. If not, the exit
    ///   status is 128 and the signal's number, as a shell expects. A second signal ends the process at once.
    static func untilInterrupted(
        _ endOrderly: @escaping @Sendable () -> Bool = { false },
        _ body: () throws -> Void
    ) throws {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        // Threads that start later inherit this, so the signals wait for the one thread that takes them.
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        _ = try LoopThread(name: "signals") {
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGINT)
            sigaddset(&signals, SIGTERM)
            var signal: Int32 = 0
            guard sigwait(&signals, &signal) == 0 else { return }
            isInterrupted.store(true, ordering: .sequentiallyConsistent)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            let isOrderly = endOrderly()
            if !isOrderly { write("\nInterrupted.\n") }
            LocalPostgres.stopAll()
            _exit(isOrderly ? 0 : 128 + signal)
        }
        do {
            try body()
        } catch {
            // The database was stopped under it: that is no news, and the other thread is about to end the process.
            while isInterrupted.load(ordering: .sequentiallyConsistent) { pause() }
            throw error
        }
    }

    /// Leaves everything to other threads; a signal ends the process.
    static func waitForInterrupt() -> Never {
        while true { pause() }
    }
}
