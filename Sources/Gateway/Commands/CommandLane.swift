import Accounts
import EventLoop
import GraphQL
import Planning
import Postgres
import Synchronization

/// An event loop's way to the command pool and back.
final class CommandLane {
    typealias Outcome = Result<CommandResult, CommandFailure>

    let registry: CommandRegistry
    let permissions: Permissions
    let pool: CommandPool
    private let loop: EventLoop
    private var waiting: [Int: () -> Void] = [:]
    private var next = 0
    private var mailbox: Mailbox<Int>?

    init(registry: CommandRegistry, permissions: Permissions, pool: CommandPool, loop: EventLoop) {
        self.registry = registry
        self.permissions = permissions
        self.pool = pool
        self.loop = loop
        mailbox = loop.mailbox { [unowned self] number in waiting.removeValue(forKey: number)?() }
    }

    /// Runs a command on one of the pool's threads; `completion` is called on the loop.
    ///
    /// - Parameter requires: permissions that the field needs, which the command looks at again.
    func run(
        _ command: any Command,
        arguments: [String: JSONValue],
        requires: PermissionSet,
        caller: CommandCaller,
        completion: @escaping (Outcome) -> Void
    ) {
        let permissions = permissions
        let name = type(of: command).name
        let start = ContinuousClock.now
        let answer: (Outcome) -> Void = { [loop] outcome in
            let left = command.pause(before: outcome) - (.now - start)
            if left <= .zero { return completion(outcome) }
            loop.schedule(after: left) { completion(outcome) }
        }
        submit(answer) { connection throws(CommandFailure) in
            try command.run(
                CommandCall(
                    name: name,
                    arguments: CommandInput(arguments),
                    requires: permissions.names(in: requires),
                    tokenHash: caller.tokenHash,
                    remoteAddress: caller.remoteAddress,
                    permissions: permissions,
                    loan: ConnectionLoan(connection: connection)
                )
            )
        }
    }

    /// Writes into the audit that a command was refused before it began.
    func refuse(
        _ command: String,
        requires: PermissionSet,
        caller: CommandCaller,
        completion: @escaping (Outcome) -> Void
    ) {
        let permissions = permissions
        submit(completion) { connection throws(CommandFailure) in
            let request = CommandRequest(
                command,
                requires: permissions.names(in: requires),
                tokenHash: caller.tokenHash,
                remoteAddress: caller.remoteAddress
            )
            do throws(AccountError) {
                try CommandRunner(grants: permissions.grants).refuse(request, in: connection)
            } catch {
                throw CommandFailure(error, permissions)
            }
            return CommandResult()
        }
    }

    /// Notes that a session or an access token is in use. Nobody waits for it; if it fails, the next note comes soon.
    func noteUse(of token: TokenHash) {
        let ignore: (Outcome) -> Void = { _ in }
        submit(ignore) { connection throws(CommandFailure) in
            do throws(AccountError) {
                try SessionUse.note(tokenHash: token.bytes, in: connection)
            } catch {
                if case .database(let failure) = error { throw .database(failure) }
            }
            return CommandResult()
        }
    }

    /// Looks up whether a request was sent before.
    func claim(
        _ wanted: IdempotentRequest,
        of keys: IdempotencyKeys,
        caller: CommandCaller,
        completion: @escaping (Result<IdempotencyKeys.Claim, CommandFailure>) -> Void
    ) {
        let permissions = permissions
        submit(completion) { connection throws(CommandFailure) in
            let request = CommandRequest(
                "idempotencyKey",
                tokenHash: caller.tokenHash,
                remoteAddress: caller.remoteAddress
            )
            do throws(AccountError) {
                let runner = CommandRunner(grants: permissions.grants)
                return try keys.claim(wanted, request, runner: runner, in: connection)
            } catch {
                throw CommandFailure(error, permissions)
            }
        }
    }

    /// Keeps a request's answer; without one, forgets that it was sent.
    func settle(
        _ claimed: MutationRun.Claimed,
        answer: (status: Int, bytes: [UInt8])?,
        completion: @escaping (Outcome) -> Void
    ) {
        let permissions = permissions
        submit(completion) { connection throws(CommandFailure) in
            do throws(AccountError) {
                if let answer {
                    try claimed.keys.keep(
                        claimed.wanted,
                        organizationID: claimed.organizationID,
                        userID: claimed.userID,
                        status: answer.status,
                        answer: answer.bytes,
                        in: connection
                    )
                } else {
                    try claimed.keys.release(
                        claimed.wanted,
                        organizationID: claimed.organizationID,
                        userID: claimed.userID,
                        in: connection
                    )
                }
            } catch {
                throw CommandFailure(error, permissions)
            }
            return CommandResult()
        }
    }

    func submit<Value: Sendable>(
        _ completion: @escaping (Result<Value, CommandFailure>) -> Void,
        _ job: @escaping @Sendable (Connection) throws(CommandFailure) -> Value
    ) {
        next += 1
        let number = next
        let reply = JobReply<Value>()
        waiting[number] = { if let result = reply.result { completion(result) } }
        guard let mailbox else { preconditionFailure("the mailbox is made with the lane") }
        pool.submit { result in
            switch result {
            case .failure(let error): reply.give(.failure(.database(error)))
            case .success(let connection):
                do throws(CommandFailure) {
                    reply.give(.success(try job(connection)))
                } catch {
                    reply.give(.failure(error))
                }
            }
            mailbox.post(number)
        }
    }
}

/// Who a command is run for, before anybody has looked.
struct CommandCaller: Sendable {
    /// SHA-256 of the caller's token; `nil` without one.
    let tokenHash: [UInt8]?
    /// The caller's IP address; `nil` over a Unix socket.
    let remoteAddress: String?

    init(_ context: RequestContext) {
        tokenHash = context.token?.bytes
        remoteAddress = context.remoteAddress.isEmpty ? nil : context.remoteAddress
    }
}

/// What a job has given, on its way to the loop.
private final class JobReply<Value: Sendable>: Sendable {
    private let value = Mutex<Result<Value, CommandFailure>?>(nil)

    var result: Result<Value, CommandFailure>? { value.withLock { $0 } }

    func give(_ result: Result<Value, CommandFailure>) { value.withLock { $0 = result } }
}
