import Bytes
import Glibc
package import Logging
import Synchronization

/// Writes log messages to standard error, one line each: time, level, message, and `name=value` pairs.
///
///     2026-11-25T10:00:00.123Z info request id=9f2-1 operation=Agreements status=200 code=- rows=12 us=612
package struct LineLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]

    package init() {}

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = ByteBuffer(capacity: 256)
        LineLogHandler.appendTime(to: &line)
        line.append(UInt8(ascii: " "))
        line.append(event.level.rawValue)
        line.append(UInt8(ascii: " "))
        line.append(LineLogHandler.oneLine(event.message.description))
        let all = event.metadata.map { metadata.merging($0) { _, new in new } } ?? metadata
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line.append(" \(key)=\(LineLogHandler.quoted("\(value)"))")
        }
        line.append(UInt8(ascii: "\n"))
        // One call for a line, so that lines of several threads do not mix.
        _ = write(STDERR_FILENO, line.readable.baseAddress, line.count)
    }

    /// A text without a character that could pass for the line's end.
    private static func oneLine(_ text: String) -> String {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } ? text : text.debugDescription
    }

    /// A value without anything that could pass for its end.
    static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") }
        return isPlain ? text : text.debugDescription
    }

    // MARK: Time

    /// The last second that was written out, since most lines are of the same one.
    private struct Second {
        var number: time_t = 0
        var text = ""
    }

    private static let second = Mutex(Second())

    private static func appendTime(to line: inout ByteBuffer) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let seconds = now.tv_sec
        let text = second.withLock { second in
            if second.number != seconds {
                second.number = seconds
                second.text = describe(seconds)
            }
            return second.text
        }
        line.append(text)
        line.append(UInt8(ascii: "."))
        for divisor in [100, 10, 1] {
            line.append(UInt8(ascii: "0") + UInt8(now.tv_nsec / 1_000_000 / divisor % 10))
        }
        line.append(UInt8(ascii: "Z"))
    }

    /// `2026-11-25T10:00:00`
    private static func describe(_ seconds: time_t) -> String {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(1900 + parts.tm_year)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
            + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}
