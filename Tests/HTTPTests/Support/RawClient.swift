import EventLoop
import Glibc
import HTTP

/// A client that sends exactly the bytes it is given, and reads responses as they come.
final class RawClient {
    let descriptor: Int32
    private var received: [UInt8] = []
    private var isOpen = true

    /// - Parameter receiveBuffer: bytes the system may keep for it; the smaller, the sooner the server feels that
    ///   nobody reads.
    init(_ address: ListenAddress, receiveBuffer: Int32? = nil) throws {
        let family: Int32
        var storage = sockaddr_storage()
        let length: socklen_t
        switch address {
        case .tcp(_, let port):
            family = AF_INET
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let address = sockaddr_in(
                sin_family: sa_family_t(AF_INET),
                sin_port: port.bigEndian,
                sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian),
                sin_zero: (0, 0, 0, 0, 0, 0, 0, 0)
            )
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: sockaddr_in.self) }
        case .unix(let path):
            family = AF_UNIX
            length = socklen_t(MemoryLayout<sockaddr_un>.size)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: sockaddr_un.self) }
        }
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var one: Int32 = 1
        if family == AF_INET { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4) }
        if var size = receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) }
        let result = withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, length) }
        }
        guard result == 0 else {
            let error = SystemError("connect")
            Glibc.close(descriptor)
            isOpen = false
            throw error
        }
    }

    deinit { close() }

    func close() {
        if isOpen { Glibc.close(descriptor) }
        isOpen = false
    }

    /// Closes so that the server sees a reset (RST) instead of an end.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Ends this side; answers can still be read.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends all bytes; what a server that has closed does not take is dropped.
    func send(_ bytes: [UInt8]) { sendAll(bytes, to: descriptor) }

    /// Segments with data that have come, as the system counts them (tcp_info, `tcpi_data_segs_in`).
    func dataSegmentsReceived() throws -> UInt32 {
        var information = [UInt8](repeating: 0, count: 256)
        var length = socklen_t(information.count)
        guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &information, &length) == 0, length >= 156 else {
            throw SystemError("getsockopt")
        }
        return information.withUnsafeBytes { $0.load(fromByteOffset: 152, as: UInt32.self) }
    }

    struct Timeout: Error {}
    struct Ended: Error {}

    /// Reads what has come. Waits for at least a byte.
    ///
    /// - Returns: `false` at the end of the stream.
    private func receive() throws -> Bool {
        let count = withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 1) { memory in
            var count = 0
            // A signal, such as that of a child that has ended, ends nothing here (signal(7)).
            repeat {
                count = recv(descriptor, memory.baseAddress, memory.count, 0)
            } while count < 0 && errno == EINTR
            if count > 0 { received += memory[..<count] }
            return count
        }
        if count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) { throw Timeout() }
        return count > 0
    }

    /// The next response; interim ones (1xx) are skipped.
    func response(toHead: Bool = false) throws -> Response {
        while true {
            let response = try anyResponse(toHead: toHead)
            if response.status >= 200 { return response }
        }
    }

    /// The next response, be it interim.
    func anyResponse(toHead: Bool = false) throws -> Response {
        while true {
            if let (response, length) = Response.parse(received, toHead: toHead) {
                received.removeFirst(length)
                return response
            }
            guard try receive() else { throw Ended() }
        }
    }

    /// Responses up to the end of the stream.
    func responses() throws -> [Response] {
        var all: [Response] = []
        do {
            while true { all.append(try response()) }
        } catch is Ended {
            guard received.isEmpty else { throw Ended() }
            return all
        }
    }

    /// Whether the server ends the connection without another byte.
    func isEnded() throws -> Bool {
        try received.isEmpty && !receive()
    }

    /// Whether something comes within so many milliseconds.
    func hasAnswer(within milliseconds: Int32) -> Bool {
        if !received.isEmpty { return true }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&entry, 1, milliseconds)
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }
}

/// Sends all bytes; what a server that has closed does not take is dropped.
func sendAll(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if sent < 0 && errno == EINTR { continue }
        if sent <= 0 { return }
        rest = rest.dropFirst(sent)
    }
}

/// A response as it came.
struct Response: Equatable {
    var status: Int
    var fields: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var closes: Bool { fields["connection"] == "close" }

    /// - Returns: the response at the front with its length, or `nil` if it is not complete.
    static func parse(_ bytes: [UInt8], toHead: Bool) -> (Response, Int)? {
        guard let end = bytes.indices.dropFirst(3).first(where: { bytes[$0 - 3...$0].elementsEqual([13, 10, 13, 10]) })
        else { return nil }
        let lines = String(decoding: bytes[..<(end - 3)], as: UTF8.self).components(separatedBy: "\r\n")
        var response = Response(status: Int(lines[0].dropFirst(9).prefix(3)) ?? 0, fields: [:], body: [])
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            response.fields[line[..<colon].lowercased()] = String(value)
        }
        let length = toHead ? 0 : Int(response.fields["content-length"] ?? "0") ?? 0
        guard bytes.count >= end + 1 + length else { return nil }
        response.body = Array(bytes[(end + 1)..<(end + 1 + length)])
        return (response, end + 1 + length)
    }
}

extension String {
    /// Foundation's method of the same name, without Foundation.
    func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = utf8[...]
        let mark = Array(separator.utf8)
        var part: [UInt8] = []
        while let byte = rest.first {
            if rest.starts(with: mark) {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
                rest = rest.dropFirst(mark.count)
            } else {
                part.append(byte)
                rest = rest.dropFirst()
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }
}

/// The bytes of a request that is right in everything that is not said.
func request(
    _ method: String = "GET",
    _ target: String = "/",
    version: String = "HTTP/1.1",
    host: String? = "localhost",
    fields: [String] = [],
    body: String = ""
) -> String {
    var lines = ["\(method) \(target) \(version)"]
    if let host { lines.append("Host: \(host)") }
    lines += fields
    let hasLength = fields.contains {
        $0.lowercased().hasPrefix("content-length") || $0.lowercased().hasPrefix("transfer-encoding")
    }
    if !body.isEmpty && !hasLength { lines.append("Content-Length: \(body.utf8.count)") }
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
}

/// The bytes of a chunked request. The chunks are the caller's, from the first size to the last CRLF.
func chunkedRequest(_ chunks: String, to target: String = "/", fields: [String] = []) -> String {
    request("POST", target, fields: ["Transfer-Encoding: chunked"] + fields, body: chunks)
}
