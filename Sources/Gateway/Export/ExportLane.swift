import EventLoop
import GraphQL
import GraphQLOverHTTP
import HTTP
import Postgres

/// An event loop's exports: what their threads bring goes to their clients.
final class ExportLane {
    private let pool: CommandPool
    private let loop: EventLoop
    private var runs: [Int: ExportRun] = [:]
    private var next = 0
    private var mailbox: Mailbox<(Int, ExportJob.Event)>?

    /// - Parameter pool: its connections are read-only, and its threads run one export each.
    init(pool: CommandPool, loop: EventLoop) {
        self.pool = pool
        self.loop = loop
        mailbox = loop.mailbox { [unowned self] number, event in
            guard let run = runs[number] else { return }
            if !run.receive(event, now: loop.now) { runs[number] = nil }
        }
    }

    /// Begins an export; `run` gets what comes of it.
    func start(_ job: ExportJob, _ run: ExportRun) {
        next += 1
        let number = next
        runs[number] = run
        guard let mailbox else { preconditionFailure("the mailbox is made with the lane") }
        let flow = run.flow
        pool.submit { result in
            if flow.interruption.isRaised { return mailbox.post((number, .failed(.database(ExportJob.interrupted)))) }
            switch result {
            case .success(let connection):
                do throws(ExportFailure) {
                    try job.run(connection, flow) { event in mailbox.post((number, event)) }
                } catch {
                    mailbox.post((number, .failed(error)))
                }
            case .failure(let error): mailbox.post((number, .failed(.database(error))))
            }
        }
    }

    /// The client of a request went away before its answer began.
    func abandoned(_ exchange: HTTPExchange) {
        for run in runs.values where run.context.exchange === exchange { run.flow.cancel() }
    }

    /// Ends what is still running: the loop ends.
    func close() {
        for run in runs.values { run.flow.cancel() }
    }
}

/// One export as its event loop sees it.
final class ExportRun {
    let context: RequestContext
    let flow: ExportFlow
    private let fileName: String
    private let log: RequestLog
    private var stream: HTTPStream?
    private var hasBegun = false
    /// Pieces that the client has not taken yet.
    private var outstanding = 0
    private var bytes = 0
    private var lastProgress: ContinuousClock.Instant
    /// Called for an export that ended before its first byte was sent.
    private let refused: (ExportJob.Event) -> Void

    /// How often the log says how far it is.
    private static let progressInterval = Duration.seconds(5)

    init(
        _ context: RequestContext,
        fileName: String,
        flow: ExportFlow,
        log: RequestLog,
        refused: @escaping (ExportJob.Event) -> Void
    ) {
        self.context = context
        self.fileName = fileName
        self.flow = flow
        self.log = log
        self.refused = refused
        lastProgress = context.arrival
    }

    /// - Returns: whether more is to come.
    func receive(_ event: ExportJob.Event, now: ContinuousClock.Instant) -> Bool {
        switch event {
        case .piece(let piece, let rows):
            if !hasBegun { begin() }
            context.rows += rows
            bytes += piece.count
            send(piece)
            tellProgress(now)
            return true
        case .rows(let count):
            context.rows += count
            tellProgress(now)
            return true
        case .finished:
            stream?.finish()
            log.answered(context, status: 200, code: nil)
        case .failed(let error) where hasBegun:
            // The head is out, so the only sign left is an answer without its end.
            stream?.abort()
            if !flow.interruption.isRaised { log.failure(error.cause, context) }
            log.answered(context, status: 200, code: flow.interruption.isRaised ? .unavailable : .internalServerError)
        case .failed, .sessionChanged: refused(event)
        }
        return false
    }

    private func tellProgress(_ now: ContinuousClock.Instant) {
        guard now - lastProgress >= ExportRun.progressInterval else { return }
        lastProgress = now
        log.exporting(context, bytes: bytes)
    }

    private func begin() {
        hasBegun = true
        stream = context.exchange.begin(
            contentType: context.export?.contentType ?? "application/octet-stream",
            headers: context.headers + [("Content-Disposition", "attachment; filename=\"\(fileName)\"")]
        )
        guard let stream else { return flow.cancel() }
        stream.closed = { [unowned self] in flow.cancel() }
        stream.drained = { [unowned self] in
            for _ in 0..<outstanding { flow.taken() }
            outstanding = 0
        }
    }

    private func send(_ piece: [UInt8]) {
        guard let stream, stream.isOpen else { return }
        piece.withUnsafeBytes { stream.write($0) }
        if stream.pendingBytes == 0 { flow.taken() } else { outstanding += 1 }
    }
}
