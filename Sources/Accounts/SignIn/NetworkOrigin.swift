import Crypto
import Glibc

/// Where a request comes from, as far as it says who sends it: an IPv4 address, or the first 64 bits of an
/// IPv6 address, since whoever has one of those has all the others behind it (RFC 6177).
struct NetworkOrigin: Sendable {
    /// SHA-256 of the address.
    let hash: [UInt8]
    /// `false` on a Unix socket, where nothing tells callers apart.
    let isRemote: Bool

    init(_ address: String?) {
        isRemote = address != nil
        hash = Array(SHA256.hash(data: address.map(Self.significantBytes) ?? []))
    }

    private static func significantBytes(_ address: String) -> [UInt8] {
        // Without an interface: `fe80::1%eth0`.
        let plain = String(address.prefix { $0 != "%" })
        var sixteen = in6_addr()
        if inet_pton(AF_INET6, plain, &sixteen) == 1 {
            let bytes = withUnsafeBytes(of: sixteen) { Array($0) }
            // An IPv4 address in IPv6 clothes (RFC 4291, section 2.5.5.2).
            let isMapped = bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
            return isMapped ? Array(bytes[12...]) : Array(bytes[..<8])
        }
        var four = in_addr()
        if inet_pton(AF_INET, plain, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        return Array(plain.utf8)
    }
}
