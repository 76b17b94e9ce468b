import Bytes
package import EventLoop
import Glibc

/// The connections of one event loop, with the buffers that they share: a loop works on one
/// connection at a time, so idle ones need no memory for bytes.
package final class HTTPServer {
    let loop: EventLoop
    let limits: HTTPLimits
    let parser: RequestHeadParser
    unowned let handler: any HTTPHandler
    /// Where requests are received.
    let scratch: UnsafeMutableRawBufferPointer
    /// Where answers are written, and sent from in one call.
    var out = ByteBuffer(capacity: 64 << 10)
    var head = ResponseHead()
    private var outOwner: HTTPConnection?
    private var connections: [Int32: HTTPConnection] = [:]
    private(set) var isDraining = false
    private var drained: (() -> Void)?
    private var closed: () -> Void = {}

    package init(loop: EventLoop, limits: HTTPLimits, handler: any HTTPHandler) {
        self.loop = loop
        self.limits = limits
        self.handler = handler
        parser = RequestHeadParser(limits: limits)
        scratch = .allocate(byteCount: 64 << 10, alignment: 16)
        sweep()
    }

    deinit {
        scratch.deallocate()
    }

    package var connectionCount: Int { connections.count }

    /// Takes over an accepted connection. `closed` is called each time one has ended.
    package func adopt(_ accepted: AcceptedConnection, closed: @escaping () -> Void) {
        self.closed = closed
        let connection = HTTPConnection(
            descriptor: accepted.descriptor,
            remoteAddress: accepted.remoteAddress,
            server: self
        )
        connections[accepted.descriptor] = connection
        loop.register(accepted.descriptor, interest: .read, connection)
        if isDraining { closeWhenIdle([connection]) }
    }

    /// Ends gracefully: requests that have come are answered, idle connections are closed, and
    /// `completion` is called when the last one is gone.
    package func drain(_ completion: @escaping () -> Void) {
        isDraining = true
        drained = completion
        closeWhenIdle(Array(connections.values))
    }

    /// A request may be on its way on an idle connection: it is given a moment to arrive.
    private func closeWhenIdle(_ connections: [HTTPConnection]) {
        loop.schedule(after: .milliseconds(100)) { [self] in
            for connection in connections where connection.isIdle { connection.close() }
            finishDraining()
        }
    }

    private func finishDraining() {
        guard isDraining, connections.isEmpty, let drained else { return }
        self.drained = nil
        drained()
    }

    func forget(_ connection: HTTPConnection) {
        if outOwner === connection {
            outOwner = nil
            out.clear()
        }
        loop.deregister(connection.descriptor)
        connections[connection.descriptor] = nil
        closed()
        if isDraining { finishDraining() }
    }

    // MARK: Output

    /// Makes the shared buffer this connection's: another one's answers go out first.
    func prepareOutput(for connection: HTTPConnection) {
        if outOwner !== connection { flush() }
        outOwner = connection
    }

    /// Sends the answers in the shared buffer, in one call.
    func flush() {
        guard let owner = outOwner else { return }
        outOwner = nil
        let stands = owner.send(out.readable)
        if out.capacity > 1 << 20 { out.shrink(to: 64 << 10) } else { out.clear() }
        // Only now: closing may make the handler write answers for others into the buffer.
        if !stands { owner.close() }
    }

    // MARK: Time

    /// Ends connections that have taken too long. One pass over all of them twice a second costs
    /// less than a timer for each request.
    private func sweep() {
        loop.schedule(after: .milliseconds(500)) { [weak self] in
            guard let self else { return }
            let now = self.loop.now
            for connection in Array(self.connections.values) where connection.deadline < now { connection.expire() }
            self.sweep()
        }
    }
}
