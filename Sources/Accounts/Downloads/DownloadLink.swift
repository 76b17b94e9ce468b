import Bytes
package import Foundation

/// What a link to a file says: which file, for whom, until when. Signed, so that nobody makes one up.
package struct DownloadLink: Sendable, Equatable {
    /// Of `download_file`.
    package let fileID: Int64
    package let organizationID: Int64
    package let userID: Int64
    /// Seconds since 1970.
    package let expiresAt: Int64

    package init(fileID: Int64, organizationID: Int64, userID: Int64, expiresAt: Int64) {
        self.fileID = fileID
        self.organizationID = organizationID
        self.userID = userID
        self.expiresAt = expiresAt
    }

    private static let purpose = "download link"

    /// As it stands in an address: base64url (RFC 4648, section 5) of four numbers and the signature.
    package func token(_ seal: Seal) -> String {
        let content = content
        var text = ByteBuffer(capacity: 96)
        var encoding = Base64URL()
        for byte in content + seal.signature(of: content, purpose: Self.purpose) { encoding.append(byte, to: &text) }
        encoding.finish(&text)
        return String(decoding: text.readable, as: UTF8.self)
    }

    /// - Returns: `nil` for what this gateway has not signed, or what has run out.
    package init?(token: String, seal: Seal, now: Date = .now) {
        guard let bytes = Base64URL.decode(token), bytes.count == 64 else { return nil }
        let content = Array(bytes.prefix(32))
        guard seal.isSignature(Array(bytes.suffix(32)), of: content, purpose: Self.purpose) else { return nil }
        let numbers = stride(from: 0, to: 32, by: 8).map { start in
            content[start..<start + 8].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        guard Double(numbers[3]) > now.timeIntervalSince1970 else { return nil }
        self.init(fileID: numbers[0], organizationID: numbers[1], userID: numbers[2], expiresAt: numbers[3])
    }

    private var content: [UInt8] {
        [fileID, organizationID, userID, expiresAt].flatMap { number in
            withUnsafeBytes(of: number.bigEndian) { Array($0) }
        }
    }
}
