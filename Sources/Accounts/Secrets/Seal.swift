package import Crypto
import Foundation
import Glibc

/// Seals what the database must keep for a while but must not know: the token of a link in the outbox, an answer
/// that may be given again. AES-256-GCM (NIST SP 800-38D) with a key that is not in the database.
package struct Seal: Sendable {
    private let key: SymmetricKey

    /// - Parameter key: 256 bits.
    package init(key: SymmetricKey) {
        precondition(key.bitCount == 256, "AES-256 needs 256 bits")
        self.key = key
    }

    /// - Parameter context: what the text belongs to; it opens nowhere else.
    func seal(_ text: [UInt8], context: String) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(text, using: key, authenticating: Array(context.utf8))
            guard let combined = box.combined else { preconditionFailure("a nonce of 12 bytes combines") }
            return Array(combined)
        } catch {
            preconditionFailure("sealing does not fail: \(error)")
        }
    }

    /// `nil` if it was sealed with another key, for another context, or was changed.
    func open(_ sealed: [UInt8], context: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let text = try? AES.GCM.open(box, using: key, authenticating: Array(context.utf8))
        else { return nil }
        return Array(text)
    }
}

extension Seal {
    /// The key in a file of 64 hexadecimal digits, made with a random one if it is not there, readable for its owner only.
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

    /// - Parameter source: where the digits come from, for the message.
    package init(hexadecimal text: String, source: String) throws(SealFileError) {
        let digits = Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
        let bytes = stride(from: 0, to: digits.count - digits.count % 2, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        guard digits.count == 64, bytes.count == 32 else {
            throw SealFileError("\(source) must hold 64 hexadecimal digits, the key that seals links in the outbox.")
        }
        self.init(key: SymmetricKey(data: bytes))
    }
}

/// Why there is no key to seal with.
package struct SealFileError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
