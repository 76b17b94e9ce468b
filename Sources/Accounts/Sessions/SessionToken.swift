import Bytes
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
        guard let hash = Array(text.utf8).withUnsafeBytes({ Self.hash(ofToken: $0) }) else { return nil }
        self.text = String(text)
        self.hash = hash
    }

    /// `hash` of a token as a request brings it; `nil` if it cannot be one. One token has one spelling.
    package static func hash(ofToken text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count == textLength, let bytes = Base64URL.decode(text) else { return nil }
        return Array(SHA256.hash(data: bytes))
    }

    private init(bytes: [UInt8]) {
        var encoded = ByteBuffer(capacity: Self.textLength)
        var encoder = Base64URL()
        for byte in bytes { encoder.append(byte, to: &encoded) }
        encoder.finish(&encoded)
        text = encoded.text
        hash = Array(SHA256.hash(data: bytes))
    }

    private static let length = 32
    private static let textLength = 43
}

extension SessionToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SessionToken(…)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
