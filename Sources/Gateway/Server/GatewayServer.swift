import Accounts
import EventLoop
import GraphQL
package import HTTP
package import Logging
package import Planning
import Postgres
import Synchronization

/// The gateway as it runs: event loops, each with its own clients, connections and caches; a listener on the
/// first of them; and a pool of threads for commands.
package final class GatewayServer: Sendable {
    /// Where clients connect, with the port that the system chose if 0 was asked for.
    package let address: ListenAddress
    /// Where figures are served, if anywhere.
    package let metricsAddress: ListenAddress?
    private let threads: [LoopThread]
    private let mailboxes: [Mailbox<ServingLoop.Message>]
    private let commands: CommandPool
    private let exports: CommandPool
    private let mail: MailThreads?
    /// For schemas with subscriptions.
    private let listener: ChangeListener?

    /// Starts to serve.
    ///
    /// - Parameters:
    ///   - connectionString: of the database, which must be migrated.
    ///   - observer: sees the text of every statement that a query sends, on the loops' threads.
    package init(
        _ settings: Settings,
        catalog: Catalog,
        registry: CommandRegistry,
        connectionString: String,
        logger: Logger,
        observer: (@Sendable (String) -> Void)? = nil
    ) throws(StartupError) {
        try registry.check(catalog)
        let persisted = try PersistedDocuments(
            trustedFolder: settings.trustedDocuments,
            runsTrustedOnly: settings.runsTrustedOnly
        )
        try persisted.check(catalog.schema, settings)
        do throws(SystemError) {
            commands = try CommandPool(
                configuration: settings.postgres(connectionString, role: DatabaseRole.commands),
                threads: settings.commandThreads,
                maximumQueue: settings.commandQueue
            )
            mail = try registry.mail.map { worker throws(SystemError) in
                try MailThreads(
                    worker,
                    count: settings.mailThreads,
                    configuration: settings.postgres(connectionString, role: DatabaseRole.commands),
                    logger: logger
                )
            }
            exports = try CommandPool(
                configuration: settings.exports(connectionString),
                threads: settings.exportThreads,
                maximumQueue: settings.exportThreads
            )
            let shared = ServingLoop.Shared(
                settings: settings,
                catalog: catalog,
                registry: registry,
                commands: commands,
                exports: exports,
                persisted: persisted,
                queries: settings.postgres(connectionString, role: DatabaseRole.queries, isReadOnly: true),
                logger: logger,
                observer: observer
            )
            var threads: [LoopThread] = []
            var mailboxes: [Mailbox<ServingLoop.Message>] = []
            for number in 0..<settings.effectiveEventLoops {
                let (thread, mailbox) = try ServingLoop.start(number, shared)
                threads.append(thread)
                mailboxes.append(mailbox)
            }
            shared.mailboxes.withLock { $0 = mailboxes }
            let reply = Reply<Result<ServingLoop.Addresses, SystemError>>()
            mailboxes[0].post(.listen(reply))
            let addresses = try reply.wait().get()
            address = addresses.clients
            metricsAddress = addresses.operators
            let loops = mailboxes
            listener = try catalog.schema.subscriptionType.map { _ throws(SystemError) in
                try ChangeListener(
                    settings.postgres(connectionString, role: DatabaseRole.commands),
                    schema: settings.databaseSchema,
                    retention: settings.changeRetention,
                    logger: logger
                ) { news in
                    for mailbox in loops { mailbox.post(.changes(news)) }
                }
            }
            self.threads = threads
            self.mailboxes = mailboxes
        } catch {
            throw StartupError("The gateway cannot serve: \(error)")
        }
    }

    /// Ends gracefully: what was accepted is answered, then the connections are closed and the threads end.
    ///
    /// - Parameter deadline: how long clients may take to read their answers.
    package func stop(deadline: Duration = .seconds(30)) {
        let reply = Reply<Void>()
        mailboxes[0].post(.stopListening(reply))
        reply.wait()
        for mailbox in mailboxes { mailbox.post(.drain(deadline: deadline)) }
        for thread in threads { thread.join() }
        commands.close()
        exports.close()
        mail?.stop()
        listener?.stop()
    }
}
