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
        case listen(Reply<Result<Addresses, SystemError>>)
        case adopt(AcceptedConnection)
        case stopListening(Reply<Void>)
        case drain(deadline: Duration)
        /// Asks for the loop's figures; the answer goes to the sender's loop.
        case count(asked: Int, Mailbox<Message>)
        case counted(asked: Int, Figures)
        case changes(ChangeNews)
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

    /// Where it is listened, with the ports that the system chose if 0 was asked for.
    struct Addresses: Sendable {
        let clients: ListenAddress
        let operators: ListenAddress?
    }

    /// Figures that are being gathered for a reader.
    private struct Gathering {
        var sum = Figures()
        var missing: Int
        let completion: (Figures, _ connections: Int) -> Void
    }

    private let shared: Shared
    private let loop: EventLoop
    private let pool: PipelinePool
    private let exports: ExportLane
    private let routes: Routes
    private let server: HTTPServer
    private let endpoint: GraphQLEndpoint
    private var listener: HTTPListener?
    private var nextLoop = 0
    private var operators: (server: HTTPServer, routes: OperatorRoutes, listener: HTTPListener)?
    private var gatherings: [Int: Gathering] = [:]
    private var asked = 0

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
        let log = RequestLog(shared.logger)
        endpoint = GraphQLEndpoint(
            catalog: shared.catalog,
            settings: shared.settings,
            pool: pool,
            sessions: sessions,
            commands: commands,
            exports: exports,
            persisted: shared.persisted,
            log: log
        )
        let downloads = shared.registry.downloads.map { DownloadRoute($0, commands: commands, loop: loop, log: log) }
        routes = Routes(endpoint: endpoint, pool: pool, downloads: downloads, sdl: shared.sdl)
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
        case .listen(let reply):
            do throws(SystemError) {
                let listener = try listen(shared.settings.listen)
                self.listener = listener
                if let address = shared.settings.metricsListen { try listenForOperators(address) }
                let operators = operators?.listener.address
                reply.give(.success(Addresses(clients: listener.address, operators: operators)))
            } catch {
                reply.give(.failure(error))
            }
        case .stopListening(let reply):
            listener?.close()
            operators?.listener.close()
            reply.give(())
        case .count(let asked, let asker): asker.post(.counted(asked: asked, endpoint.figures))
        case .counted(let asked, let figures): counted(asked, figures)
        case .changes(let news): endpoint.changes.receive(news)
        case .drain(let deadline):
            endpoint.changes.close()
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

// MARK: For operators

extension ServingLoop {
    private func listenForOperators(_ address: ListenAddress) throws(SystemError) {
        let routes = OperatorRoutes { [unowned self] in gather($0) }
        let server = HTTPServer(loop: loop, limits: shared.settings.http, handler: routes)
        let listener = try HTTPListener(
            address,
            loop: loop,
            hasRoom: { server.connectionCount < ServingLoop.maximumOperators },
            deal: { server.adopt($0) {} }
        )
        operators = (server, routes, listener)
    }

    /// Connections of operators at once: of the few programs that collect figures.
    private static let maximumOperators = 16

    private func gather(_ completion: @escaping (Figures, _ connections: Int) -> Void) {
        let mailboxes = shared.mailboxes.withLock { $0 }
        asked += 1
        gatherings[asked] = Gathering(missing: mailboxes.count, completion: completion)
        // The first mailbox is this loop's, which is the one that listens.
        for mailbox in mailboxes { mailbox.post(.count(asked: asked, mailboxes[0])) }
    }

    private func counted(_ asked: Int, _ figures: Figures) {
        guard var gathering = gatherings.removeValue(forKey: asked) else { return }
        gathering.sum += figures
        gathering.missing -= 1
        guard gathering.missing == 0 else {
            gatherings[asked] = gathering
            return
        }
        gathering.completion(gathering.sum, shared.connections.load(ordering: .relaxed))
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
