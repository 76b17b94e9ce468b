import Accounts
import Foundation

/// `Authorization: Bearer …` (RFC 6750, section 2.1); where it is allowed also `Basic …` with the token as password
/// (RFC 7617, section 2), which is what spreadsheets can send.
enum BearerToken {
    case none
    case token(TokenHash)
    /// Another scheme, or no token that the gateway ever gave.
    case malformed

    /// - Parameter isPassword: whether the token may come as a password. Browsers send those along unasked, so only
    ///   where nothing but reading is done, for whoever sees the answer.
    init(_ header: UnsafeRawBufferPointer?, orPassword isPassword: Bool = false) {
        guard let header else {
            self = .none
            return
        }
        if isPassword, let hash = BearerToken.password(header) {
            self = .token(hash)
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

    /// The token after the first colon of `Basic` credentials; the user's name may be anything.
    private static func password(_ header: UnsafeRawBufferPointer) -> TokenHash? {
        let scheme = "basic "
        guard header.count > scheme.utf8.count, zip(header, scheme.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
            return nil
        }
        let text = String(decoding: header.dropFirst(scheme.utf8.count), as: UTF8.self)
        guard let credentials = Data(base64Encoded: text.trimmingCharacters(in: .whitespaces)),
            let colon = credentials.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return Array(credentials[(colon + 1)...]).withUnsafeBytes { token in
            SessionToken.withHash(ofToken: token) { TokenHash(memory: $0) }
        }
    }

    /// The scheme's name, in any case (RFC 9110, section 11.1).
    private static func isBearer(_ header: UnsafeRawBufferPointer) -> Bool {
        zip(header, "bearer".utf8).allSatisfy { $0 | 0x20 == $1 }
    }
}
