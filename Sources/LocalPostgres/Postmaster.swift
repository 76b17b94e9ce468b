import EventLoop
import Glibc
import Synchronization

/// The server's first process, watched by a thread of its own: it starts it, waits for its end, and starts
/// it again if nobody had asked for that end.
///
/// The system interrupts the server when that thread ends (`ServerUser.command`), so however this process
/// ends, the server ends too.
final class Postmaster: Sendable {
    struct State: Sendable {
        fileprivate(set) var process: pid_t?
        /// How it ended the last time that nobody had asked for it.
        fileprivate(set) var lastEnd: ChildProcess.Status?
        /// Why it could not be started at all.
        fileprivate(set) var failure: SystemError?
        fileprivate var isStopping = false
        fileprivate var hasEnded = false
    }

    private let state = Mutex(State())
    private let command: [String]
    private let log: String
    private let report: LocalPostgres.Report

    /// Starts the server.
    ///
    /// - Parameters:
    ///   - log: the file that its output is added to.
    ///   - report: told each time that the server ends without having been asked to.
    init(command: [String], log: String, report: @escaping LocalPostgres.Report) throws(SystemError) {
        self.command = command
        self.log = log
        self.report = report
        _ = try LoopThread(name: "postmaster") { [self] in watch() }
        StopAtExit.add(self) { [self] in stop() }
    }

    var current: State { state.withLock { $0 } }

    private func watch() {
        var pause: UInt32 = 0
        while true {
            let child: pid_t? = state.withLock { state in
                guard !state.isStopping else { return nil }
                do throws(SystemError) {
                    state.process = try start()
                } catch {
                    state.failure = error
                }
                return state.process
            }
            guard let child else { break }
            let began = ContinuousClock.now
            ChildProcess.waitUntilEnded(child)
            let isStopping = state.withLock { state in
                state.process = nil
                state.lastEnd = ChildProcess.reap(child)
                return state.isStopping
            }
            if isStopping { break }
            report("PostgreSQL \(current.lastEnd?.description ?? "ended") by itself; starting it again")
            // A server that does not come up is tried again ever more slowly, at most every 5 seconds.
            pause = ContinuousClock.now - began > .seconds(10) ? 50 : min(5000, max(50, pause * 2))
            usleep(pause * 1000)
        }
        state.withLock { $0.hasEnded = true }
    }

    private func start() throws(SystemError) -> pid_t {
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw SystemError("open \(log)") }
        defer { close(output) }
        return try ChildProcess.spawn(command, output: output)
    }

    /// Stops the server: a fast shutdown, after 20 seconds an immediate one, after 5 more by force.
    func stop() {
        defer { StopAtExit.remove(self) }
        for (signal, seconds) in [(SIGINT, 20), (SIGQUIT, 5), (SIGKILL, 5)] {
            let hasEnded = state.withLock { state in
                state.isStopping = true
                // Not reaped as long as it stands in the state, so the number is still the server's.
                if let process = state.process { kill(process, signal) }
                return state.hasEnded
            }
            if hasEnded || wait(seconds) { return }
        }
    }

    private func wait(_ seconds: Int) -> Bool {
        for _ in 0..<seconds * 200 {
            if state.withLock({ $0.hasEnded }) { return true }
            usleep(5000)
        }
        return false
    }
}
