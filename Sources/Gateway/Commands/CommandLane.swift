import EventLoop
import GraphQL
import Postgres

/// An event loop's way to the command pool and back.
final class CommandLane {
    typealias Outcome = Result<CommandResult, CommandFailure>

    let registry: CommandRegistry
    let pool: CommandPool
    private var waiting: [Int: (Outcome) -> Void] = [:]
    private var next = 0
    private var mailbox: Mailbox<(Int, Outcome)>?

    init(registry: CommandRegistry, pool: CommandPool, loop: EventLoop) {
        self.registry = registry
        self.pool = pool
        mailbox = loop.mailbox { [unowned self] number, outcome in
            waiting.removeValue(forKey: number)?(outcome)
        }
    }

    /// Runs a command on one of the pool's threads; `completion` is called on the loop.
    func run(
        _ command: any Command,
        arguments: [String: JSONValue],
        tokenHash: [UInt8]?,
        remoteAddress: String?,
        completion: @escaping (Outcome) -> Void
    ) {
        next += 1
        let number = next
        waiting[number] = completion
        guard let mailbox else { preconditionFailure("the mailbox is made with the lane") }
        pool.submit { result in
            switch result {
            case .failure(let error): mailbox.post((number, .failure(.database(error))))
            case .success(let connection):
                let call = CommandCall(
                    arguments: arguments,
                    tokenHash: tokenHash,
                    remoteAddress: remoteAddress,
                    connection: ConnectionLoan(connection: connection)
                )
                do throws(CommandFailure) {
                    mailbox.post((number, .success(try command.run(call))))
                } catch {
                    mailbox.post((number, .failure(error)))
                }
            }
        }
    }

    var isQuiet: Bool { waiting.isEmpty }
}
