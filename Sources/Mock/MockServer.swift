import Dispatch
package import EventLoop
package import GraphQLOverHTTP
package import HTTP
import Synchronization

/// The mock as it runs: one event loop on a thread of its own.
package final class MockServer: Sendable {
    /// Where clients connect, with the port that the system chose if 0 was asked for.
    package let address: ListenAddress
    private let thread: LoopThread
    private let mailbox: Mailbox<Void>

    /// Starts to serve.
    ///
    /// - Parameters:
    ///   - statuses: which of the two readings of GraphQL over HTTP's status codes holds.
    ///   - crossOrigin: the origins whose pages may call.
    package init(
        _ execution: MockExecution,
        at address: ListenAddress,
        limits: HTTPLimits = HTTPLimits(),
        statuses: StatusPolicy = .audit,
        crossOrigin: CrossOrigin = CrossOrigin(origins: [])
    ) throws(SystemError) {
        let started = Started()
        thread = try LoopThread(name: "mock") {
            do throws(SystemError) {
                let loop = try EventLoop()
                let handler = MockHandler(execution: execution, statuses: statuses, crossOrigin: crossOrigin)
                let server = HTTPServer(loop: loop, limits: limits, handler: handler)
                let listener = try HTTPListener(
                    address,
                    loop: loop,
                    hasRoom: { server.connectionCount < limits.connections },
                    deal: { server.adopt($0) {} }
                )
                let mailbox = loop.mailbox { (_: Void) in
                    listener.close()
                    server.drain { loop.stop() }
                    loop.schedule(after: .seconds(5)) { loop.stop() }
                }
                started.give(.success((listener.address, mailbox)))
                withExtendedLifetime(handler) { loop.run() }
            } catch {
                started.give(.failure(error))
            }
        }
        (self.address, mailbox) = try started.wait()
    }

    /// Ends gracefully: what was accepted is answered, for at most five seconds.
    package func stop() {
        mailbox.post(())
        thread.join()
    }

    /// What the new thread tells the one that started it, once.
    private final class Started: Sendable {
        private let value = Mutex<Result<(ListenAddress, Mailbox<Void>), SystemError>?>(nil)
        private let given = DispatchSemaphore(value: 0)

        func give(_ value: sending Result<(ListenAddress, Mailbox<Void>), SystemError>) {
            self.value.withLock { $0 = value }
            given.signal()
        }

        func wait() throws(SystemError) -> (ListenAddress, Mailbox<Void>) {
            given.wait()
            guard let value = value.withLock({ $0 }) else { preconditionFailure("signalled without a value") }
            return try value.get()
        }
    }
}
