import Glibc
import HTTP

/// Where a request comes from: the other end of the connection, or what a proxy there says that it is trusted with.
///
/// Throttles and the audit count by it, so what anybody can write into a header does not make it.
struct CallerAddress: Sendable {
    private let proxies: Set<String>

    init(proxies: [String]) {
        self.proxies = Set(proxies.map { Self.canonical($0) ?? $0 })
    }

    /// Whether a text names a proxy: an address, or `unix`.
    static func isProxy(_ text: String) -> Bool { text == "unix" || canonical(text) != nil }

    /// The caller's address; empty on a Unix socket.
    func of(_ request: borrowing HTTPRequest) -> String {
        if proxies.isEmpty { return request.remoteAddress }
        let fields = request.headers("x-forwarded-for").map { String(decoding: $0, as: UTF8.self) }
        return of(peer: request.remoteAddress, forwarded: fields)
    }

    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - forwarded: values of `X-Forwarded-For`, each proxy's addition behind those before it.
    func of(peer: String, forwarded: [String]) -> String {
        var address = peer
        let hops = forwarded.joined(separator: ",").split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        // From the end: as long as who speaks is trusted, what they say of who spoke to them is.
        for hop in hops.reversed() {
            guard proxies.contains(address.isEmpty ? "unix" : Self.canonical(address) ?? address),
                let before = Self.canonical(hop)
            else { break }
            address = before
        }
        return address
    }

    /// One spelling for each address; `nil` for what is none.
    private static func canonical(_ text: String) -> String? {
        for family in [AF_INET, AF_INET6] {
            var bytes = in6_addr()
            guard inet_pton(family, text, &bytes) == 1 else { continue }
            var spelling = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard inet_ntop(family, &bytes, &spelling, socklen_t(spelling.count)) != nil else { continue }
            return String(decoding: spelling.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return nil
    }
}
