import Foundation

/// A connection to an HTTP server on this machine, over a plain socket: what is sent is exactly what a test says.
package final class HTTPClient {
    private let descriptor: Int32
    private var received: [UInt8] = []

    /// - Parameter port: on 127.0.0.1.
    package init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw HTTPClientError("connect: \(String(cString: strerror(errno)))") }
        var patience = Patience.ofSockets
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Sends a request with a body of known length and waits for its answer.
    package func request(
        _ method: String,
        _ target: String,
        headers: [(String, String)] = [],
        body: [UInt8] = []
    ) throws -> HTTPAnswer {
        try send(method, target, headers: headers, body: body)
        return try answer(isHead: method == "HEAD")
    }

    /// Sends a request and does not wait.
    package func send(
        _ method: String,
        _ target: String,
        headers: [(String, String)] = [],
        body: [UInt8] = []
    ) throws {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers {
            head += "\(name): \(value)\r\n"
            SecretSweep.keep(header: name, value)
        }
        SecretSweep.keep(body: body)
        if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        try send(Array((head + "\r\n").utf8) + body)
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw HTTPClientError("send: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits for the next answer of the connection.
    package func answer(isHead: Bool = false) throws -> HTTPAnswer {
        var answer = try head()
        if answer["transfer-encoding"] == "chunked" && !isHead {
            answer.body = try chunks()
            SecretSweep.keep(body: answer.body)
            return answer
        }
        let length = isHead || answer.status == 204 ? 0 : answer["content-length"].flatMap { Int($0) } ?? 0
        while received.count < length { try receive() }
        answer.body = Array(received[..<length])
        SecretSweep.keep(body: answer.body)
        received.removeSubrange(..<length)
        return answer
    }

    /// Waits for the head of the next answer, without its body.
    package func head() throws -> HTTPAnswer {
        let end = Array("\r\n\r\n".utf8)
        while received.firstRange(of: end) == nil { try receive() }
        guard let boundary = received.firstRange(of: end) else { throw HTTPClientError("no head") }
        let lines = String(decoding: received[..<boundary.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        received.removeSubrange(..<boundary.upperBound)
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { throw HTTPClientError("status line: \(lines[0])") }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                name: parts[0].lowercased(), value: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            )
        }
        return HTTPAnswer(status: status, headers: headers, body: [])
    }

    /// Waits for so many bytes.
    package func bytes(_ count: Int) throws -> String {
        while received.count < count { try receive() }
        defer { received.removeSubrange(..<count) }
        return String(decoding: received[..<count], as: UTF8.self)
    }

    /// Waits for the next piece of a chunked body; empty at its end.
    package func chunk() throws -> [UInt8] {
        let line = Array("\r\n".utf8)
        while received.firstRange(of: line) == nil { try receive() }
        guard let end = received.firstRange(of: line),
            let size = Int(String(decoding: received[..<end.lowerBound], as: UTF8.self), radix: 16)
        else { throw HTTPClientError("no chunk's size") }
        while received.count < end.upperBound + size + 2 { try receive() }
        let bytes = Array(received[end.upperBound..<end.upperBound + size])
        received.removeSubrange(..<(end.upperBound + size + 2))
        return bytes
    }

    /// The content of a chunked body (RFC 9112, section 7.1).
    private func chunks() throws -> [UInt8] {
        var body: [UInt8] = []
        let line = Array("\r\n".utf8)
        while true {
            while received.firstRange(of: line) == nil { try receive() }
            guard let end = received.firstRange(of: line),
                let size = Int(String(decoding: received[..<end.lowerBound], as: UTF8.self), radix: 16)
            else { throw HTTPClientError("not a chunk's size") }
            while received.count < end.upperBound + size + 2 { try receive() }
            body += received[end.upperBound..<end.upperBound + size]
            received.removeSubrange(..<(end.upperBound + size + 2))
            if size == 0 { return body }
        }
    }

    /// Whether the server has closed the connection, with nothing more to read.
    package func isClosed() -> Bool {
        guard received.isEmpty else { return false }
        do {
            try receive()
            return false
        } catch {
            return !((error as? HTTPClientError)?.isTimeout ?? false)
        }
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var count = 0
        // A signal, such as that of a child that has ended, is no reason to give up (signal(7)).
        repeat {
            count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        } while count < 0 && errno == EINTR
        guard count > 0 else {
            if count == 0 { throw HTTPClientError("the server closed") }
            let code = errno
            throw HTTPClientError("recv: \(String(cString: strerror(code)))", isTimeout: code == EAGAIN)
        }
        received += buffer[..<count]
    }
}

/// What a server answered.
package struct HTTPAnswer {
    package let status: Int
    /// Names in lower case, in order.
    package let headers: [(name: String, value: String)]
    package internal(set) var body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first field of that name (in lower case).
    package subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
}

package struct HTTPClientError: Error, CustomStringConvertible {
    package let description: String
    /// Nothing came, and nothing ended.
    package let isTimeout: Bool

    init(_ description: String, isTimeout: Bool = false) {
        self.description = description
        self.isTimeout = isTimeout
    }
}
