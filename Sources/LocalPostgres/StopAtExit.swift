import Glibc
import Synchronization

/// What is to be stopped when the process ends in order. (When it is killed, the system interrupts the servers.)
enum StopAtExit {
    private struct Entry: Sendable {
        let owner: ObjectIdentifier
        let stop: @Sendable () -> Void
    }

    private static let entries = Mutex<[Entry]>([])
    private static let registered: Void = {
        atexit { StopAtExit.run() }
    }()

    /// - Parameter stop: may be called twice, and on any thread.
    static func add(_ owner: AnyObject, _ stop: @escaping @Sendable () -> Void) {
        _ = registered
        entries.withLock { $0.append(Entry(owner: ObjectIdentifier(owner), stop: stop)) }
    }

    static func remove(_ owner: AnyObject) {
        entries.withLock { $0.removeAll { $0.owner == ObjectIdentifier(owner) } }
    }

    /// Stops everything, the newest first.
    static func run() {
        for entry in entries.withLock({ $0 }).reversed() { entry.stop() }
    }
}
