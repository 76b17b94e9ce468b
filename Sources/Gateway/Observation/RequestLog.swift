import EventLoop
import GraphQL
import Logging
import Postgres

/// One line in the log for each request of an event loop: who asked for what, by name, and what it cost, and the
/// same in figures. Never a variable's value.
final class RequestLog {
    private let logger: Logger
    private let isOn: Bool
    private let prefix: String
    private var count: UInt64 = 0
    /// Of requests: what caches and connections count is not among them.
    private(set) var figures = Figures()

    init(_ logger: Logger) {
        self.logger = logger
        isOn = logger.logLevel <= .info
        prefix = String(UInt32.random(in: .min ... .max), radix: 16)
    }

    /// The number of the next request on this event loop.
    func nextNumber() -> UInt64 {
        count += 1
        return count
    }

    /// The name of a request that no other one has, in this process or another.
    func id(of context: RequestContext) -> String {
        "\(prefix)-\(String(context.number, radix: 36))"
    }

    /// A GraphQL request was answered. `code` is that of the first error, if there is one.
    func answered(_ context: RequestContext, status: Int, code: ErrorCode?) {
        let duration = ContinuousClock.now - context.arrival
        figures.answers[status, default: 0] += 1
        figures.durations.add(duration)
        figures.rows += context.rows
        guard isOn else { return }
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        // In the message and not as metadata: a dictionary for each request is what it would cost most.
        logger.info(
            """
            request id=\(id(of: context)) operation=\(context.operationName ?? "-") status=\(status) \
            code=\(code?.rawValue ?? "-") rows=\(context.rows) us=\(microseconds)
            """
        )
    }

    /// How far an export is.
    func exporting(_ context: RequestContext, bytes: Int) {
        logger.info(
            "export id=\(id(of: context)) operation=\(context.operationName ?? "-") rows=\(context.rows) bytes=\(bytes)"
        )
    }

    /// A file was sent, or as much of it as its client wanted.
    func downloaded(_ file: String, bytes: Int, of wanted: Int) {
        logger.info("download", metadata: ["file": "\(file)", "bytes": "\(bytes)", "of": "\(wanted)"])
    }

    /// A file cannot be sent.
    func downloadFailed(_ reason: String) {
        logger.error("download", metadata: ["error": "\(reason)"])
    }

    /// A stream of events is answered: events follow.
    func streamBegan(_ context: RequestContext) {
        answered(context, status: 200, code: nil)
        figures.streams += 1
    }

    /// Events were told.
    func told(_ events: Int) {
        figures.events += events
    }

    /// A stream of events that had begun has ended.
    func streamEnded(_ context: RequestContext, events: Int, code: ErrorCode?) {
        figures.streams -= 1
        guard isOn else { return }
        let seconds = (ContinuousClock.now - context.arrival).components.seconds
        logger.info(
            """
            stream id=\(id(of: context)) operation=\(context.operationName ?? "-") events=\(events) \
            code=\(code?.rawValue ?? "-") s=\(seconds)
            """
        )
    }

    /// A request waits for the rows of an equal one.
    func shared() {
        figures.shared += 1
    }

    /// Something that is no GraphQL request was answered.
    func refused(status: Int, code: ErrorCode) {
        figures.answers[status, default: 0] += 1
        guard isOn else { return }
        logger.info("refused", metadata: ["status": "\(status)", "code": "\(code.rawValue)"])
    }

    /// The database failed a request.
    func failure(_ error: PostgresError, _ context: RequestContext) {
        logger.error(
            "database",
            metadata: [
                "id": "\(id(of: context))", "operation": "\(context.operationName ?? "-")", "error": "\(error)",
                "constraint": "\(error.constraint ?? "-")",
            ]
        )
    }
}
