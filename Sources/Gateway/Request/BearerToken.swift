import Accounts

/// `Authorization: Bearer …` (RFC 6750, section 2.1).
enum BearerToken {
    case none
    case token(TokenHash)
    /// Another scheme, or no token that the gateway ever gave.
    case malformed

    init(_ header: UnsafeRawBufferPointer?) {
        guard let header else {
            self = .none
            return
        }
        let rest = header.dropFirst(6).drop { $0 == UInt8(ascii: " ") }
        guard rest.startIndex > 6, BearerToken.isBearer(header),
            let hash = SessionToken.withHash(
                ofToken: UnsafeRawBufferPointer(rebasing: rest),
                { TokenHash(memory: $0) }
            )
        else {
            self = .malformed
            return
        }
        self = .token(hash)
    }

    /// The scheme's name, in any case (RFC 9110, section 11.1).
    private static func isBearer(_ header: UnsafeRawBufferPointer) -> Bool {
        zip(header, "bearer".utf8).allSatisfy { $0 | 0x20 == $1 }
    }
}
