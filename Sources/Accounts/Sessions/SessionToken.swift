import Crypto
import Foundation

/// What a caller signs requests with: 32 random bytes, as base64url without padding (RFC 4648, section 5).
///
/// Shown to the caller once; the database has only `hash`. Printing one shows nothing of it.
package struct SessionToken: Sendable, Equatable {
    /// For the caller alone.
    package let text: String
    /// SHA-256 of the random bytes: what the database knows.
    package let hash: [UInt8]

    /// A new token.
    package init() {
        var generator = SystemRandomNumberGenerator()
        self.init(bytes: (0..<Self.length).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// Reads a token as a request brings it; `nil` if it cannot be one.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.textLength,
            text.utf8.allSatisfy({ Self.isAllowed($0) }),
            let bytes = Base64.decode(String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })),
            bytes.count == Self.length
        else { return nil }
        self.init(bytes: bytes)
        // The last character carries four bits; one token has one spelling.
        guard self.text == text else { return nil }
    }

    private init(bytes: [UInt8]) {
        text = String(Base64.encode(bytes).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
        hash = Array(SHA256.hash(data: bytes))
    }

    private static let length = 32
    private static let textLength = 43

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension SessionToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SessionToken(…)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
