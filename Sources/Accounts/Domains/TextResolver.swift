import Foundation
import Glibc

/// Asks a DNS server for TXT records over UDP (RFC 1035, section 4).
package struct TextResolver: Sendable {
    /// IPv4 address of the server.
    package let server: String
    package let port: UInt16
    /// Seconds for one try; there are three.
    package let timeout: Int

    package init(server: String, port: UInt16 = 53, timeout: Int = 3) {
        self.server = server
        self.port = port
        self.timeout = timeout
    }

    /// The first IPv4 server of `/etc/resolv.conf`, else this machine's own.
    package static var system: TextResolver {
        let text = FileManager.default.contents(atPath: "/etc/resolv.conf").map { String(decoding: $0, as: UTF8.self) }
        let servers = (text ?? "").split(separator: "\n").compactMap { line -> String? in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count == 2 && words[0] == "nameserver" && words[1].contains(".") ? String(words[1]) : nil
        }
        return TextResolver(server: servers.first ?? "127.0.0.1")
    }

    /// The texts of a name's TXT records; none if it has none, or does not exist. Blocks its thread.
    package func texts(of name: String) throws(ResolverError) -> [String] {
        for attempt in 0..<3 {
            let identifier = UInt16.random(in: .min ... .max)
            do throws(ResolverError) {
                let answer = try exchange(DNSMessage.question(name, identifier: identifier), identifier: identifier)
                return try DNSMessage.texts(answer)
            } catch {
                if attempt == 2 || error != .noAnswer { throw error }
            }
        }
        throw .noAnswer
    }

    private func exchange(_ question: [UInt8], identifier: UInt16) throws(ResolverError) -> [UInt8] {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, server, &address.sin_addr) == 1 else { throw .noServer }
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw .noServer }
        defer { close(socket) }
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        // Connected, so that answers from elsewhere do not arrive.
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, send(socket, question, question.count, 0) == question.count else { throw .noServer }
        var answer = [UInt8](repeating: 0, count: 4_096)
        for _ in 0..<10 {
            let count = recv(socket, &answer, answer.count, 0)
            guard count > 0 else { throw .noAnswer }
            // A late answer to an earlier try has another number.
            if count >= 12, answer[0] == UInt8(identifier >> 8), answer[1] == UInt8(identifier & 255) {
                return Array(answer[..<count])
            }
        }
        throw .noAnswer
    }
}

/// Why a name could not be looked up.
package enum ResolverError: Error, Sendable, Equatable, CustomStringConvertible {
    case noServer
    case noAnswer
    case malformed
    /// The server's response code (RFC 1035, section 4.1.1).
    case refused(UInt8)
    /// More than fits a datagram.
    case truncated

    package var description: String {
        switch self {
        case .noServer: "the DNS server cannot be reached"
        case .noAnswer: "the DNS server does not answer"
        case .malformed: "the DNS server's answer is malformed"
        case .refused(let code): "the DNS server answers with code \(code)"
        case .truncated: "the domain has too many TXT records for one answer"
        }
    }
}

/// DNS messages, as far as TXT records need them (RFC 1035, section 4.1).
enum DNSMessage {
    private static let text: UInt16 = 16

    static func question(_ name: String, identifier: UInt16) -> [UInt8] {
        var message: [UInt8] = [UInt8(identifier >> 8), UInt8(identifier & 255)]
        // Recursion desired; one question, and one additional record: EDNS with 4,096 bytes (RFC 6891).
        message += [0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1]
        for label in name.split(separator: ".") {
            message.append(UInt8(label.utf8.count))
            message += label.utf8
        }
        message += [0, 0, UInt8(text), 0, 1]
        message += [0, 0, 41, 0x10, 0x00, 0, 0, 0, 0, 0, 0]
        return message
    }

    /// The texts of all TXT records in an answer, the strings of each joined (RFC 7208, section 3.3).
    static func texts(_ message: [UInt8]) throws(ResolverError) -> [String] {
        var reader = DNSReader(bytes: message)
        guard message.count >= 12, message[2] & 0x80 != 0 else { throw .malformed }
        if message[2] & 0x02 != 0 { throw .truncated }
        let code = message[3] & 0x0F
        // 3: there is no such name.
        if code == 3 { return [] }
        if code != 0 { throw .refused(code) }
        reader.position = 4
        let questions = try reader.word()
        let answers = try reader.word()
        reader.position = 12
        for _ in 0..<questions {
            try reader.skipName()
            reader.position += 4
        }
        var texts: [String] = []
        for _ in 0..<answers {
            try reader.skipName()
            let type = try reader.word()
            reader.position += 6
            let length = Int(try reader.word())
            let record = try reader.bytes(length)
            if type == text { texts.append(try joined(record)) }
        }
        return texts
    }

    private static func joined(_ record: [UInt8]) throws(ResolverError) -> String {
        var reader = DNSReader(bytes: record)
        var text: [UInt8] = []
        while reader.position < record.count { text += try reader.bytes(Int(try reader.byte())) }
        return String(decoding: text, as: UTF8.self)
    }
}

private struct DNSReader {
    let bytes: [UInt8]
    var position = 0

    mutating func byte() throws(ResolverError) -> UInt8 {
        guard position < bytes.count else { throw .malformed }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func word() throws(ResolverError) -> UInt16 {
        UInt16(try byte()) << 8 | UInt16(try byte())
    }

    mutating func bytes(_ count: Int) throws(ResolverError) -> [UInt8] {
        guard position >= 0, position + count <= bytes.count else { throw .malformed }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Labels up to the empty one, or to a pointer elsewhere (RFC 1035, section 4.1.4).
    mutating func skipName() throws(ResolverError) {
        while true {
            let length = try byte()
            if length == 0 { return }
            if length & 0xC0 == 0xC0 {
                _ = try byte()
                return
            }
            _ = try bytes(Int(length))
        }
    }
}
