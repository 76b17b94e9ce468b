import EventLoop
import GraphQL
import HTTP
import Logging
import Planning
import Postgres
import Synchronization

/// One event loop of the gateway: its clients, its connections to the database, and its caches. Lives on
/// one thread; other threads reach it by messages.
final class ServingLoop {
    /// What other threads may ask.
    enum Message: Sendable {
        case listen(ListenAddress, Reply<Result<ListenAddress, SystemError>>)
        case adopt(AcceptedConnection)
        case stopListening(Reply<Void>)
        case drain(deadline: Duration)
    }

    /// What all loops share: values that do not change, and what has its own lock.
    final class Shared: Sendable {
        let settings: Settings
        let catalog: Catalog
        let registry: CommandRegistry
        let commands: CommandPool
        let exports: CommandPool
        let persisted: PersistedDocuments
        let queries: PostgresConfiguration
        let sdl: [UInt8]
        let logger: Logger
        let observer: (@Sendable (String) -> Void)?
        /// Open connections of clients.
        let connections = Atomic<Int>(0)
        /// The ways to all loops, for the one that listens.
        let mailboxes = Mutex<[Mailbox<Message>]>([])

        init(
            settings: Settings,
            catalog: Catalog,
            registry: CommandRegistry,
            commands: CommandPool,
            exports: CommandPool,
            persisted: PersistedDocuments,
            queries: PostgresConfiguration,
            logger: Logger,
            observer: (@Sendable (String) -> Void)?
        ) {
            self.settings = settings
            self.catalog = catalog
            self.registry = registry
            self.commands = commands
            self.exports = exports
            self.persisted = persisted
            self.queries = queries
            self.logger = logger
            self.observer = observer
            sdl = Array(catalog.schema.sdl.utf8)
        }
    }

    private let shared: Shared
    private let loop: EventLoop
    private let pool: PipelinePool
    private let exports: ExportLane
    private let routes: Routes
    private let server: HTTPServer
    private var listener: HTTPListener?
    private var nextLoop = 0

    init(_ shared: Shared, loop: EventLoop) {
        self.shared = shared
        self.loop = loop
        pool = PipelinePool(
            loop: loop,
            configuration: shared.queries,
            connections: shared.settings.connectionsPerLoop,
            maximumQueue: shared.settings.queryQueue
        )
        pool.observer = shared.observer
        let commands = CommandLane(
            registry: shared.registry,
            permissions: shared.catalog.permissions,
            pool: shared.commands,
            loop: loop
        )
        let sessions = SessionRegistry(pool: pool, permissions: shared.catalog.permissions)
        sessions.noteUse = { [unowned commands] token in commands.noteUse(of: token) }
        exports = ExportLane(pool: shared.exports, loop: loop)
        let endpoint = GraphQLEndpoint(
            catalog: shared.catalog,
            settings: shared.settings,
            pool: pool,
            sessions: sessions,
            commands: commands,
            exports: exports,
            persisted: shared.persisted,
            log: RequestLog(shared.logger)
        )
        routes = Routes(endpoint: endpoint, pool: pool, sdl: shared.sdl)
        server = HTTPServer(loop: loop, limits: shared.settings.http, handler: routes)
    }

    /// Starts a loop on a thread of its own.
    static func start(_ number: Int, _ shared: Shared) throws(SystemError) -> (LoopThread, Mailbox<Message>) {
        let reply = Reply<Result<Mailbox<Message>, SystemError>>()
        let thread = try LoopThread(name: "loop-\(number)") {
            do throws(SystemError) {
                let loop = try EventLoop()
                let serving = ServingLoop(shared, loop: loop)
                reply.give(.success(loop.mailbox { serving.receive($0) }))
                loop.run()
                serving.exports.close()
                serving.pool.close()
            } catch {
                reply.give(.failure(error))
            }
        }
        let mailbox = try reply.wait().get()
        return (thread, mailbox)
    }

    private func receive(_ message: Message) {
        switch message {
        case .adopt(let connection):
            let shared = shared
            server.adopt(connection) { shared.connections.subtract(1, ordering: .relaxed) }
        case .listen(let address, let reply):
            do throws(SystemError) {
                let listener = try listen(address)
                self.listener = listener
                reply.give(.success(listener.address))
            } catch {
                reply.give(.failure(error))
            }
        case .stopListening(let reply):
            listener?.close()
            reply.give(())
        case .drain(let deadline):
            server.drain { [self] in loop.stop() }
            loop.schedule(after: deadline) { [self] in loop.stop() }
        }
    }

    private func listen(_ address: ListenAddress) throws(SystemError) -> HTTPListener {
        let shared = shared
        let mailboxes = shared.mailboxes.withLock { $0 }
        return try HTTPListener(
            address,
            loop: loop,
            hasRoom: { shared.connections.load(ordering: .relaxed) < shared.settings.http.connections },
            deal: { [unowned self] connection in
                shared.connections.add(1, ordering: .relaxed)
                mailboxes[nextLoop].post(.adopt(connection))
                nextLoop = (nextLoop + 1) % mailboxes.count
            }
        )
    }
}

/// A value that one thread gives and another waits for, once.
final class Reply<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let given = Semaphore()

    func give(_ value: Value) {
        self.value.withLock { $0 = value }
        given.signal()
    }

    func wait() -> Value {
        given.wait()
        guard let value = value.withLock({ $0 }) else { preconditionFailure("signalled without a value") }
        return value
    }
}
