import EventLoop
import Foundation

/// Processes of a data directory's server that have lost the gateway that started them.
struct OrphanedServer {
    let directory: String
    let socketFolder: String

    /// Stops what still runs, the server in order if it lives, and clears its files of process numbers, so that a
    /// new server starts and recovers.
    ///
    /// To be called with the folder's lock held.
    func stop(_ report: LocalPostgres.Report) throws(LocalPostgresError) {
        let steps = [(SIGINT, 10), (SIGQUIT, 5), (SIGKILL, 5)]
        var isReported = false
        for (signal, seconds) in steps {
            let running = processes()
            if running.isEmpty { break }
            if !isReported { report("Stopping the PostgreSQL that a gateway left behind") }
            isReported = true
            // Children end with their postmaster; what is left at the last step ends by force.
            let postmaster = PostmasterFile.read(in: directory)?.process
            for process in running where process == postmaster || signal == SIGKILL {
                guard kill(process, signal) == 0 || errno == ESRCH else {
                    throw LocalPostgresError("Process \(process) cannot be stopped", SystemError("kill"))
                }
            }
            for _ in 0..<seconds * 100 where !processes().isEmpty { usleep(10_000) }
        }
        if let left = processes().first {
            throw LocalPostgresError("Process \(left) of the PostgreSQL in \(directory) does not end. Stop it.")
        }
        // PostgreSQL would hold a process with the same number, even a dead one that nobody has waited for, to be
        // the server. We have seen that none is.
        unlink(directory + "/postmaster.pid")
        for name in [".s.PGSQL.5432", ".s.PGSQL.5432.lock"] { unlink(socketFolder + "/" + name) }
    }

    /// All processes of PostgreSQL work in its data directory.
    func processes() -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { workingFolder($0) == directory }
    }

    private func workingFolder(_ process: pid_t) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(process)/cwd", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
