import Glibc
package import GraphQL
package import HTTP

/// A request as it goes over the wire, with defaults for what a test does not care about.
package struct WireRequest: Sendable {
    package var method = "POST"
    package var path = "/graphql"
    /// Percent-encoded by `target`, name by name.
    package var query: [(String, String)] = []
    package var headers: [(String, String)] = []
    package var body: [UInt8]?

    package init(
        method: String = "POST",
        path: String = "/graphql",
        query: [(String, String)] = [],
        headers: [(String, String)] = [],
        body: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body.map { Array($0.utf8) }
    }

    /// A POST of JSON text.
    package static func post(_ json: String, accept: String? = nil, type: String? = "application/json") -> WireRequest {
        var headers: [(String, String)] = []
        if let type { headers.append(("Content-Type", type)) }
        if let accept { headers.append(("Accept", accept)) }
        return WireRequest(headers: headers, body: json)
    }

    /// A GET with parameters.
    package static func get(_ query: [(String, String)], accept: String? = nil) -> WireRequest {
        WireRequest(method: "GET", query: query, headers: accept.map { [("Accept", $0)] } ?? [])
    }

    var bytes: [UInt8] {
        var target = path
        if !query.isEmpty {
            target += "?" + query.map { "\(WireRequest.encode($0))=\(WireRequest.encode($1))" }.joined(separator: "&")
        }
        var head = "\(method) \(target) HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + (body ?? [])
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || byte >= 0x30 && byte <= 0x39
                || byte == 0x5F
            let hex = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (hex.count == 1 ? "0\(hex)" : hex)
        }.joined()
    }
}

/// An answer as it came over the wire.
package struct WireResponse: Sendable {
    package var status = 0
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    package var contentType: String { header("Content-Type") ?? "" }
    package var text: String { String(decoding: body, as: UTF8.self) }
    /// The body as JSON; `nil` if it is none.
    package var json: JSONValue? { try? JSONReader.value(of: text) }
}

package struct WireError: Error, CustomStringConvertible {
    package let description: String
}

extension WireRequest {
    /// Sends the request over a connection of its own and reads the answer to its end.
    package func send(to address: ListenAddress) throws -> WireResponse {
        try WireRequest.exchange(bytes, with: address)
    }

    /// Sends bytes as they are and reads the answer to its end.
    package static func exchange(_ bytes: [UInt8], with address: ListenAddress) throws -> WireResponse {
        let descriptor = try WireRequest.connect(to: address)
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent < 0 && errno == EINTR { continue }
            // A server may refuse and close before it has read everything; its answer is there to be read.
            if sent <= 0 { break }
            rest = rest.dropFirst(sent)
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            received += buffer[..<count]
        }
        return try WireResponse(received)
    }

    private static func connect(to address: ListenAddress) throws -> Int32 {
        guard case .tcp(_, let port) = address else { throw WireError(description: "only TCP is spoken here") }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw WireError(description: "no socket") }
        var timeout = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw WireError(description: "cannot connect to \(address)")
        }
        return descriptor
    }
}

extension WireResponse {
    init(_ bytes: [UInt8]) throws {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.firstRange(of: separator) else {
            throw WireError(description: "no whole answer came: \(String(decoding: bytes, as: UTF8.self))")
        }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw WireError(description: "no status line came: \(lines.first ?? "")")
        }
        self.status = status
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            headers.append((String(parts[0]), String(value)))
        }
        body = Array(bytes[end.upperBound...])
    }
}
