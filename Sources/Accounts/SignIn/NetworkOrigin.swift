import Crypto
import Foundation
import Glibc
import Postgres

/// Where a request comes from, as far as it says who sends it: an IPv4 address, or the first 64 bits of an
/// IPv6 address, since whoever has one of those has all the others behind it (RFC 6177).
struct NetworkOrigin: Sendable {
    /// SHA-256 of the address.
    let hash: [UInt8]
    /// SHA-256 of the first 48 bits of an IPv6 address: a site, which has 65,536 of the others; `nil` for IPv4.
    let siteHash: [UInt8]?
    /// `false` on a Unix socket, where nothing tells callers apart.
    let isRemote: Bool

    init(_ address: String?) {
        isRemote = address != nil
        let bytes = address.map(Self.significantBytes)
        hash = Array(SHA256.hash(data: bytes?.host ?? []))
        siteHash = bytes?.site.map { Array(SHA256.hash(data: $0)) }
    }

    private static func significantBytes(_ address: String) -> (host: [UInt8], site: [UInt8]?) {
        // Without an interface: `fe80::1%eth0`.
        let plain = String(address.prefix { $0 != "%" })
        var sixteen = in6_addr()
        if inet_pton(AF_INET6, plain, &sixteen) == 1 {
            let bytes = withUnsafeBytes(of: sixteen) { Array($0) }
            // IPv4 addresses in IPv6 clothes: mapped (RFC 4291, section 2.5.5.2), and behind a translator (RFC 6052).
            let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
            let translated: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
            if [mapped, translated].contains(Array(bytes[..<12])) { return (Array(bytes[12...]), nil) }
            return (Array(bytes[..<8]), Array(bytes[..<6]))
        }
        var four = in_addr()
        if inet_pton(AF_INET, plain, &four) == 1 { return (withUnsafeBytes(of: four) { Array($0) }, nil) }
        return (Array(plain.utf8), nil)
    }
}

extension Connection {
    /// Notes a place from which a user has got in: with the password, or with a link of a mail. From there, nobody
    /// elsewhere who guesses keeps them out. The transaction shows the organization's rows.
    func remember(
        _ origin: NetworkOrigin,
        organizationID: Int64,
        userID: Int64,
        now: Date
    ) throws(AccountError) {
        guard origin.isRemote else { return }
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(userID)
        parameters.binary(origin.hash)
        parameters.timestamp(now)
        try run(
            """
            INSERT INTO sign_in_origin (organization_id, user_id, origin, last_used_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization_id, user_id, origin) DO UPDATE SET last_used_at = excluded.last_used_at
            """,
            parameters
        )
    }
}
