import Foundation

/// What a running server says of itself in `postmaster.pid` (PostgreSQL's `src/include/utils/pidfile.h`):
/// its process in line 1, its state in line 8.
struct PostmasterFile: Sendable, Equatable {
    let process: pid_t
    /// `starting`, `stopping`, `ready`; empty in the first moments.
    let state: String

    var isReady: Bool { state == "ready" }

    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let number = pid_t(first.trimmingCharacters(in: .whitespaces)), number > 0
        else { return nil }
        process = number
        state = lines.count > 7 ? lines[7].trimmingCharacters(in: .whitespaces) : ""
    }

    /// Reads the file of a data directory.
    ///
    /// - Returns: `nil` if there is none: the server is down and was stopped in order.
    static func read(in directory: String) -> PostmasterFile? {
        (try? String(contentsOfFile: directory + "/postmaster.pid", encoding: .utf8)).flatMap(PostmasterFile.init)
    }
}
