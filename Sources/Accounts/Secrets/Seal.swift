package import Crypto
import Foundation
import Glibc

/// Seals what the database must keep but must not know: the token of a link in the outbox, an answer that may be
/// given again, a licence key. AES-256-GCM (NIST SP 800-38D) with keys that are not in the database.
///
/// There may be several keys while they are changed: the first seals, all open.
package struct Seal: Sendable {
    private let keys: [SymmetricKey]
    /// What each key is known by beside what it has sealed: 16 hexadecimal digits that tell nothing of the key.
    package let names: [String]

    /// - Parameter keys: 256 bits each, at least one; the first seals.
    package init(keys: [SymmetricKey]) {
        precondition(!keys.isEmpty, "nothing seals without a key")
        precondition(keys.allSatisfy { $0.bitCount == 256 }, "AES-256 needs 256 bits")
        self.keys = keys
        names = keys.map { key in
            let hash = HMAC<SHA256>.authenticationCode(for: Array("name of a sealing key".utf8), using: key)
            return hash.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    package init(key: SymmetricKey) {
        self.init(keys: [key])
    }

    /// The name of the key that seals.
    package var name: String { names[0] }

    /// - Parameter context: what the text belongs to; it opens nowhere else.
    func seal(_ text: [UInt8], context: String) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(text, using: keys[0], authenticating: Array(context.utf8))
            guard let combined = box.combined else { preconditionFailure("a nonce of 12 bytes combines") }
            return Array(combined)
        } catch {
            preconditionFailure("sealing does not fail: \(error)")
        }
    }

    /// A signature that only this gateway's keys make: HMAC-SHA256 with a key derived for the purpose (RFC 5869).
    func signature(of bytes: [UInt8], purpose: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: Self.signingKey(keys[0], purpose)))
    }

    func isSignature(_ signature: [UInt8], of bytes: [UInt8], purpose: String) -> Bool {
        keys.contains { key in
            HMAC<SHA256>.isValidAuthenticationCode(
                signature,
                authenticating: bytes,
                using: Self.signingKey(key, purpose)
            )
        }
    }

    private static func signingKey(_ key: SymmetricKey, _ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array(purpose.utf8), outputByteCount: 32)
    }

    /// `nil` if it was sealed with a key that is not here, for another context, or was changed.
    func open(_ sealed: [UInt8], context: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        for key in keys {
            // A wrong key is what is tried for here, so its error says nothing.
            if let text = try? AES.GCM.open(box, using: key, authenticating: Array(context.utf8)) { return Array(text) }
        }
        return nil
    }
}

extension Seal {
    /// The keys in a file, each of 64 hexadecimal digits on a line of its own, the one that seals first. Made with a
    /// random key if it is not there, readable for its owner only.
    ///
    /// - Throws: what is wrong with the file, for the operator.
    package init(file path: String) throws(SealFileError) {
        if let text = FileManager.default.contents(atPath: path) {
            self = try Seal(hexadecimal: String(decoding: text, as: UTF8.self), source: path)
            return
        }
        let key = SymmetricKey(size: .bits256)
        let digits = key.withUnsafeBytes { bytes in
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        let folder = (path as NSString).deletingLastPathComponent
        do {
            if !folder.isEmpty {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            // Never over another one: two gateways that start at once must agree.
            let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            guard file >= 0 else {
                if errno == EEXIST, let text = FileManager.default.contents(atPath: path) {
                    self = try Seal(hexadecimal: String(decoding: text, as: UTF8.self), source: path)
                    return
                }
                throw SealFileError("\(path) cannot be written: \(String(cString: strerror(errno)))")
            }
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            try handle.write(contentsOf: Data((digits + "\n").utf8))
        } catch let error as SealFileError {
            throw error
        } catch {
            throw SealFileError("\(path) cannot be written: \(error)")
        }
        self.init(key: key)
    }

    /// - Parameters:
    ///   - text: the keys, with commas or white space in between.
    ///   - source: where the digits come from, for the message.
    package init(hexadecimal text: String, source: String) throws(SealFileError) {
        var keys: [SymmetricKey] = []
        for word in text.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
            let digits = Array(word.utf8)
            let bytes = stride(from: 0, to: digits.count - digits.count % 2, by: 2).compactMap {
                UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
            }
            guard digits.count == 64, bytes.count == 32 else { throw SealFileError.noKey(source) }
            keys.append(SymmetricKey(data: bytes))
        }
        guard !keys.isEmpty else { throw SealFileError.noKey(source) }
        self.init(keys: keys)
    }
}

/// Why there is no key to seal with.
package struct SealFileError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    fileprivate static func noKey(_ source: String) -> SealFileError {
        SealFileError(
            "\(source) must hold keys of 64 hexadecimal digits, the one that seals first. "
                + "`openssl rand -hex 32` makes one."
        )
    }
}
