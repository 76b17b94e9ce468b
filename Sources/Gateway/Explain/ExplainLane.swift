import EventLoop
import Planning
import Postgres

/// An event loop's way to PostgreSQL's plans and back: it waits for a thread of the command pool.
final class ExplainLane {
    typealias Outcome = Result<[[String]], PostgresError>

    private let pool: CommandPool
    private var waiting: [Int: (Outcome) -> Void] = [:]
    private var next = 0
    private var mailbox: Mailbox<(Int, Outcome)>?

    init(pool: CommandPool, loop: EventLoop) {
        self.pool = pool
        mailbox = loop.mailbox { [unowned self] number, outcome in waiting.removeValue(forKey: number)?(outcome) }
    }

    /// `completion` is called on the loop.
    func plans(of statements: [StatementPlan], organization: Int64?, completion: @escaping (Outcome) -> Void) {
        next += 1
        let number = next
        waiting[number] = completion
        guard let mailbox else { preconditionFailure("the mailbox is made with the lane") }
        let requests = statements.map(StatementExplainer.Request.init)
        pool.submit { result in
            do throws(PostgresError) {
                let connection = try result.get()
                let plans = try StatementExplainer.plans(
                    of: requests,
                    organization: organization,
                    connection: connection
                )
                mailbox.post((number, .success(plans)))
            } catch {
                mailbox.post((number, .failure(error)))
            }
        }
    }
}
