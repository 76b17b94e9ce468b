import CEpoll
import Glibc
import Synchronization

/// What a descriptor is watched for.
package struct Interest: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let read = Interest(rawValue: 1)
    package static let write = Interest(rawValue: 4)
    /// Only seen, never asked for: both sides are closed, or the descriptor has failed.
    package static let hangUp = Interest(rawValue: 16)
}

/// Takes what the loop sees on one descriptor.
package protocol ReadinessHandler: AnyObject {
    /// The descriptor can be read or written, or has failed or been hung up (which counts as both).
    func ready(_ events: Interest)
}

/// A system call that failed.
package struct SystemError: Error, CustomStringConvertible, Sendable {
    package let call: String
    package let code: Int32

    package init(_ call: String, code: Int32 = errno) {
        self.call = call
        self.code = code
    }

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}

/// Readiness and timers on one thread (epoll, level-triggered: a handler that leaves bytes
/// unread is called again, so none needs a loop of its own to be correct).
///
/// Not `Sendable`: the loop and everything that hangs on it live on one thread and need no lock.
/// Other threads reach it through a `Mailbox`.
package final class EventLoop {
    private let epoll: Int32
    private var handlers: [Int32: Registration] = [:]
    private var nextGeneration: UInt32 = 0
    private var timers: [Timer] = []
    private var nextTimer = 0
    private var turnEnds: [() -> Void] = []
    private var isRunning = false
    private let wakeUp: WakeUp
    /// Mailboxes with what they call on this thread.
    private var deliveries: [() -> Void] = []
    /// Monotonic time, taken once a turn.
    package private(set) var now: ContinuousClock.Instant

    private struct Registration {
        let handler: any ReadinessHandler
        /// Tells a descriptor from an earlier one of the same number, whose events may still be in the batch.
        let generation: UInt32
    }

    private struct Timer {
        let id: Int
        let deadline: ContinuousClock.Instant
        let body: () -> Void
    }

    package init() throws(SystemError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SystemError("epoll_create1") }
        wakeUp = try WakeUp()
        now = .now
        register(wakeUp.descriptor, interest: .read, wakeUp)
        wakeUp.receive = { [unowned self] in for delivery in deliveries { delivery() } }
    }

    deinit {
        close(epoll)
    }

    // MARK: Descriptors

    /// Begins to watch a descriptor. The loop keeps the handler until `deregister`.
    package func register(_ descriptor: Int32, interest: Interest, _ handler: any ReadinessHandler) {
        nextGeneration &+= 1
        handlers[descriptor] = Registration(handler: handler, generation: nextGeneration)
        control(EPOLL_CTL_ADD, descriptor, interest, nextGeneration)
    }

    package func update(_ descriptor: Int32, interest: Interest) {
        guard let registration = handlers[descriptor] else { return }
        control(EPOLL_CTL_MOD, descriptor, interest, registration.generation)
    }

    /// Stops watching; call before the descriptor is closed.
    package func deregister(_ descriptor: Int32) {
        guard handlers.removeValue(forKey: descriptor) != nil else { return }
        control(EPOLL_CTL_DEL, descriptor, [], 0)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ interest: Interest, _ generation: UInt32) {
        var event = epoll_event()
        event.events = interest.rawValue & 5
        event.data.u64 = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        let result = epoll_ctl(epoll, operation, descriptor, &event)
        precondition(result == 0 || operation == EPOLL_CTL_DEL, "epoll_ctl(\(operation), \(descriptor)): \(errno)")
    }

    // MARK: Timers and turns

    /// Calls `body` once, at the end of the turn in which the time has passed.
    @discardableResult
    package func schedule(after delay: Duration, _ body: @escaping () -> Void) -> Int {
        nextTimer += 1
        let timer = Timer(id: nextTimer, deadline: .now + delay, body: body)
        let place = timers.firstIndex { $0.deadline > timer.deadline } ?? timers.endIndex
        timers.insert(timer, at: place)
        return timer.id
    }

    package func cancel(_ timer: Int) {
        timers.removeAll { $0.id == timer }
    }

    /// Calls `body` after the events of each turn have been handled: what a turn gathered goes out together.
    package func onTurnEnd(_ body: @escaping () -> Void) {
        turnEnds.append(body)
    }

    /// Handles events until `stop()`.
    package func run() {
        isRunning = true
        let capacity = 256
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: capacity)
        defer { events.deallocate() }
        while isRunning {
            let count = epoll_wait(epoll, events, Int32(capacity), timeout())
            now = .now
            for index in 0..<max(0, Int(count)) {
                let data = events[index].data.u64
                let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: data))
                guard let registration = handlers[descriptor], registration.generation == UInt32(data >> 32) else {
                    continue
                }
                var ready = Interest(rawValue: events[index].events & 5)
                if events[index].events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
                    ready = [.read, .write, .hangUp]
                }
                registration.handler.ready(ready)
            }
            fireTimers()
            for body in turnEnds { body() }
        }
    }

    /// Ends `run()` after this turn.
    package func stop() {
        isRunning = false
    }

    /// Milliseconds until the next timer, rounded up; -1 without one.
    private func timeout() -> Int32 {
        guard let next = timers.first else { return -1 }
        let left = next.deadline - .now
        if left <= .zero { return 0 }
        let (seconds, attoseconds) = left.components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    private func fireTimers() {
        while let timer = timers.first, timer.deadline <= now {
            timers.removeFirst()
            timer.body()
        }
    }

    // MARK: Other threads

    /// A way for other threads to hand messages to this one.
    ///
    /// - Parameter receive: called on the loop's thread, once per message, in order.
    package func mailbox<Message: Sendable>(_ receive: @escaping (Message) -> Void) -> Mailbox<Message> {
        let mailbox = Mailbox<Message>(signal: wakeUp.signal)
        deliveries.append { for message in mailbox.take() { receive(message) } }
        return mailbox
    }
}

/// Messages on their way to a loop, from any thread.
package final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    private let signal: WakeUp.Signal

    fileprivate init(signal: WakeUp.Signal) {
        self.signal = signal
    }

    package func post(_ message: Message) {
        let isFirst = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        if isFirst { signal.raise() }
    }

    fileprivate func take() -> [Message] {
        messages.withLock { messages in
            defer { messages.removeAll(keepingCapacity: true) }
            return messages
        }
    }
}

/// The descriptor (eventfd) that ends a loop's wait.
private final class WakeUp: ReadinessHandler {
    let signal: Signal
    var descriptor: Int32 { signal.descriptor }
    var receive: () -> Void = {}

    /// The side that other threads hold; closes the descriptor when the last one is gone.
    final class Signal: Sendable {
        let descriptor: Int32

        init(descriptor: Int32) { self.descriptor = descriptor }

        deinit { close(descriptor) }

        func raise() {
            var one: UInt64 = 1
            // The only failure is a full counter, and then the loop is awake anyway.
            _ = write(descriptor, &one, 8)
        }
    }

    init() throws(SystemError) {
        let descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw SystemError("eventfd") }
        signal = Signal(descriptor: descriptor)
    }

    func ready(_ events: Interest) {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        receive()
    }
}
