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
        let hash = Array(text.utf8).withUnsafeBytes { Self.withHash(ofToken: $0) { Array($0) } }
        guard let hash else { return nil }
        self.text = String(text)
        self.hash = hash
    }

    /// Calls `body` with the 32 bytes of `hash` of a token as a request brings it; `nil` if it cannot be one. One token
    /// has one spelling.
    package static func withHash<Value>(
        ofToken text: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Value
    ) -> Value? {
        guard text.count == textLength else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: length, alignment: 16) { bytes -> Value? in
            guard Base64URL.decode(text, into: bytes) == length else { return nil }
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            return hasher.finalize().withUnsafeBytes(body)
        }
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
