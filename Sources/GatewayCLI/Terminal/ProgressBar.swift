import Foundation

/// A bar on the error output for work that takes longer than a second: redrawn in place at a terminal, a line
/// every five seconds elsewhere.
final class ProgressBar {
    private let title: String
    private let began = ContinuousClock.now
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var drawn: ContinuousClock.Instant?

    init(_ title: String) {
        self.title = title
    }

    /// Shows how far the work has come.
    ///
    /// - Parameter step: what is counted, or what is being done.
    func show(_ done: Int, of total: Int, _ step: String) {
        let now = ContinuousClock.now
        guard now - began > .seconds(1) else { return }
        if !isTerminal, let drawn, now - drawn < .seconds(5) { return }
        drawn = now
        let line = Self.line(title, done, of: total, step, seconds: (now - began).components.seconds)
        Terminal.write(isTerminal ? "\r\u{1B}[K" + line : line + "\n")
    }

    /// Ends the line that the bar stands in.
    func finish() {
        if isTerminal && drawn != nil { Terminal.write("\n") }
    }

    /// `Loading sample data [########------------] 400/1000 organizations, 12 s`
    static func line(_ title: String, _ done: Int, of total: Int, _ step: String, seconds: Int64) -> String {
        let width = 20
        let filled = total > 0 ? min(width, done * width / total) : width
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        return "\(title) [\(bar)] \(done)/\(total) \(step), \(seconds) s"
    }
}
