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
        let text = String(decoding: header, as: UTF8.self)
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let token = SessionToken(parts[1].drop { $0 == " " })
        else {
            self = .malformed
            return
        }
        self = .token(TokenHash(token.hash))
    }
}
