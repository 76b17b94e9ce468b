import CSpawn
import EventLoop
import Glibc

/// A program run by this process, in a session of its own (see `CSpawn.h`).
enum ChildProcess {
    enum Status: Equatable, Sendable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)

        var description: String {
            switch self {
            case .exited(let code): "ended with code \(code)"
            case .killed(let signal): "was ended by signal \(signal)"
            }
        }
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - command: the program's path and its arguments.
    ///   - output: the descriptor that gets what it writes to its output and error output.
    static func spawn(_ command: [String], output: Int32) throws(SystemError) -> pid_t {
        // Nothing of ours: a PGOPTIONS or LC_ALL would change what the server does.
        let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"]
        var child = pid_t()
        let code = withArguments(command) { arguments in
            withArguments(environment) { spawn_in_own_session(&child, arguments, $0, output) }
        }
        guard code == 0 else { throw SystemError("starting \(command[0])", code: code) }
        return child
    }

    /// Waits until a child has ended, without taking its number back: `reap` does.
    static func waitUntilEnded(_ child: pid_t) {
        var information = siginfo_t()
        while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
    }

    /// Takes the status of a child that has ended; its number may be another process's afterwards.
    static func reap(_ child: pid_t) -> Status {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return .exited(-1) }
        }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
    }

    /// Runs a program to its end.
    static func output(of command: [String]) throws(SystemError) -> (status: Status, text: String) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw SystemError("pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: pid_t
        do throws(SystemError) {
            child = try spawn(command, output: ends[1])
        } catch {
            close(ends[1])
            throw error
        }
        close(ends[1])
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &chunk, chunk.count)
            if count > 0 { bytes += chunk[..<count] } else if count == 0 || errno != EINTR { break }
        }
        return (reap(child), String(decoding: bytes, as: UTF8.self))
    }

    private static func withArguments<Value>(
        _ texts: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { pointers[index] = strdup(text) }
        pointers[texts.count] = nil
        defer {
            for index in texts.indices { free(pointers[index]) }
            pointers.deallocate()
        }
        return body(pointers)
    }
}
