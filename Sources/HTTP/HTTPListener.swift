package import EventLoop
import Glibc

/// Where to listen.
package enum ListenAddress: Sendable, CustomStringConvertible {
    case tcp(host: String, port: UInt16)
    case unix(path: String)

    /// `host:port`, `[v6]:port`, or `unix:/path`.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            guard text.utf8.count > 5 else { return nil }
            self = .unix(path: String(text.dropFirst(5)))
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        self = .tcp(host: host.isEmpty ? "127.0.0.1" : String(host), port: port)
    }

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

/// A connection that was accepted and has no loop yet.
package struct AcceptedConnection: Sendable {
    package let descriptor: Int32
    package let remoteAddress: String
}

/// Accepts connections and deals them out, one loop after the other, so that few connections are
/// spread as evenly as many.
package final class HTTPListener: ReadinessHandler {
    private let loop: EventLoop
    private let descriptor: Int32
    private let path: String?
    private let deal: (AcceptedConnection) -> Void
    private let hasRoom: () -> Bool
    private var isListening = true
    private var isClosed = false
    /// The address that it listens on, with the port that the system chose if 0 was asked for.
    package let address: ListenAddress

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - hasRoom: whether another connection may be accepted; if not, clients wait in the system's queue.
    ///   - deal: gets each accepted connection.
    package init(
        _ address: ListenAddress,
        loop: EventLoop,
        hasRoom: @escaping () -> Bool,
        deal: @escaping (AcceptedConnection) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.deal = deal
        self.hasRoom = hasRoom
        switch address {
        case .tcp(let host, let port):
            (descriptor, self.address) = try HTTPListener.listen(host: host, port: port)
            path = nil
        case .unix(let path):
            descriptor = try HTTPListener.listen(path: path)
            self.address = address
            self.path = path
        }
        loop.register(descriptor, interest: .read, self)
    }

    package func ready(_ events: Interest) {
        for _ in 0..<64 {
            guard hasRoom() else { return pause() }
            guard acceptOne() else { return }
        }
    }

    /// Takes what has already connected, then stops listening.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        while acceptOne() {}
        if isListening { loop.deregister(descriptor) }
        Glibc.close(descriptor)
        if let path { unlink(path) }
    }

    private func acceptOne() -> Bool {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let accepted = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.accept(descriptor, $0, &length) }
        }
        guard accepted >= 0 else {
            switch errno {
            case EAGAIN: break
            case ECONNABORTED, EINTR: return true
            // Out of descriptors or memory: the connection stays in the queue, and is tried again soon.
            default: pause()
            }
            return false
        }
        _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        if path == nil {
            var one: Int32 = 1
            setsockopt(accepted, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        }
        deal(AcceptedConnection(descriptor: accepted, remoteAddress: HTTPListener.host(of: storage, length)))
        return true
    }

    /// Stops accepting for a moment instead of spinning on an event that cannot be served.
    private func pause() {
        guard isListening, !isClosed else { return }
        isListening = false
        loop.deregister(descriptor)
        loop.schedule(after: .milliseconds(50)) { [self] in
            guard !isClosed else { return }
            isListening = true
            loop.register(descriptor, interest: .read, self)
        }
    }

    // MARK: Sockets

    private static func listen(host: String, port: UInt16) throws(SystemError) -> (Int32, ListenAddress) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let info = found?.pointee else {
            throw SystemError("cannot find the address \(host)", code: EADDRNOTAVAIL)
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(
            info.ai_family,
            Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { throw SystemError("socket") }
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0, Glibc.listen(descriptor, 4096) == 0 else {
            let error = SystemError("cannot listen on \(host):\(port)")
            Glibc.close(descriptor)
            throw error
        }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        let bound = withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
        return (descriptor, .tcp(host: host, port: bound))
    }

    private static func listen(path: String) throws(SystemError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemError("the socket's path \(path) is too long", code: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { throw SystemError("socket") }
        func call(_ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Bool {
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                }
            }
        }
        func fail(_ error: SystemError) -> SystemError {
            Glibc.close(descriptor)
            return error
        }
        if !call(bind) {
            guard errno == EADDRINUSE else { throw fail(SystemError("cannot listen on \(path)")) }
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
                throw fail(SystemError("\(path) is there and is not a socket", code: EEXIST))
            }
            // A socket that nobody listens on is left from a crash, and is replaced.
            let probe = socket(
                AF_UNIX,
                Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
                0
            )
            defer { Glibc.close(probe) }
            let isAlive = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 || errno != ECONNREFUSED
                }
            }
            if isAlive { throw fail(SystemError("another process listens on \(path)", code: EADDRINUSE)) }
            unlink(path)
            guard call(bind) else { throw fail(SystemError("cannot listen on \(path)")) }
        }
        guard Glibc.listen(descriptor, 4096) == 0 else { throw fail(SystemError("cannot listen on \(path)")) }
        return descriptor
    }

    private static func host(of storage: sockaddr_storage, _ length: socklen_t) -> String {
        guard Int32(storage.ss_family) == AF_INET || Int32(storage.ss_family) == AF_INET6 else { return "" }
        var name = [CChar](repeating: 0, count: 64)
        var storage = storage
        let result = withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getnameinfo($0, length, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
            }
        }
        return result == 0 ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    }
}
