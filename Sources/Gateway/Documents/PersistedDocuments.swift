import Bytes
import Crypto
import Foundation
import GraphQL
import Synchronization

/// Documents that requests name by the SHA-256 of their text instead of sending it.
///
/// Two kinds: *trusted* ones, read from a folder at the start, and those that clients register themselves
/// (automatic persisted queries): a client sends the hash alone; where it is unknown it gets
/// `PERSISTED_QUERY_NOT_FOUND` and sends hash and text, and from then on the hash alone again.
///
///     "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "ecf4edb46db40b5132295c0291d62fb6…" } }
package final class PersistedDocuments: Sendable {
    /// By hash in lower-case hexadecimal digits.
    private let trusted: [String: [UInt8]]
    /// Nothing but trusted documents is run.
    package let runsTrustedOnly: Bool
    private let registered: Mutex<Registered>

    /// What clients have registered, bounded; the oldest goes first.
    private struct Registered {
        var texts: [String: [UInt8]] = [:]
        var order: [String] = []
        var bytes = 0
    }

    private static let maximumBytes = 16 << 20
    /// What an entry takes beside its text.
    private static let overhead = 512

    /// - Parameters:
    ///   - folder: of `.graphql` files, each one document; `nil`: none is trusted.
    ///   - runsTrustedOnly: refuse everything else.
    package init(trustedFolder folder: String?, runsTrustedOnly: Bool) throws(StartupError) {
        self.runsTrustedOnly = runsTrustedOnly
        registered = Mutex(Registered())
        guard let folder else {
            if runsTrustedOnly {
                throw StartupError(
                    "Only trusted documents are to run, but no folder of them is named: --trusted-documents."
                )
            }
            trusted = [:]
            return
        }
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
            throw StartupError("The folder \(folder) of trusted documents cannot be read.")
        }
        var trusted: [String: [UInt8]] = [:]
        for name in names.sorted() where name.hasSuffix(".graphql") {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
                throw StartupError("\(folder)/\(name) cannot be read.")
            }
            trusted[PersistedDocuments.hash(Array(data))] = Array(data)
        }
        if trusted.isEmpty { throw StartupError("The folder \(folder) has no .graphql files.") }
        self.trusted = trusted
    }

    /// Every trusted document's text.
    package var trustedTexts: [[UInt8]] { trusted.sorted { $0.key < $1.key }.map(\.value) }

    /// Puts the text of the document that a request means into `text`, which holds what the request sent.
    ///
    /// - Parameter hash: as the request gives it; `nil` if it does not.
    func resolve(hash: String?, hasText: Bool, text: inout ByteBuffer) throws(GraphQLError) {
        guard let hash = hash?.lowercased() else {
            if runsTrustedOnly { try requireTrusted(text.array) }
            return
        }
        if hasText {
            let bytes = text.array
            guard PersistedDocuments.hash(bytes) == hash else {
                throw GraphQLError(
                    "`persistedQuery.sha256Hash` is not the SHA-256 of `query`.",
                    code: .badRequest
                )
            }
            if runsTrustedOnly { try requireTrusted(bytes) } else { register(bytes, hash) }
            return
        }
        guard let bytes = trusted[hash] ?? registered.withLock({ $0.texts[hash] }) else {
            // Apollo's clients look for exactly this message.
            throw GraphQLError("PersistedQueryNotFound", code: .persistedQueryNotFound)
        }
        text.clear()
        text.append(bytes)
    }

    private func requireTrusted(_ bytes: [UInt8]) throws(GraphQLError) {
        if trusted[PersistedDocuments.hash(bytes)] != nil { return }
        throw GraphQLError(
            "Only documents from the operator's list are run here, and this is none of them.",
            code: .forbidden
        )
    }

    private func register(_ bytes: [UInt8], _ hash: String) {
        registered.withLock { registered in
            guard registered.texts[hash] == nil, bytes.count <= PersistedDocuments.maximumBytes else { return }
            registered.texts[hash] = bytes
            registered.order.append(hash)
            registered.bytes += bytes.count + PersistedDocuments.overhead
            var dropped = 0
            while registered.bytes > PersistedDocuments.maximumBytes {
                let oldest = registered.order[dropped]
                dropped += 1
                registered.bytes -=
                    (registered.texts.removeValue(forKey: oldest)?.count ?? 0) + PersistedDocuments.overhead
            }
            registered.order.removeFirst(dropped)
        }
    }

    static func hash(_ bytes: [UInt8]) -> String {
        var hex = ByteBuffer(capacity: 64)
        let digits: StaticString = "0123456789abcdef"
        for byte in SHA256.hash(data: bytes) {
            hex.append(digits.utf8Start[Int(byte >> 4)])
            hex.append(digits.utf8Start[Int(byte & 15)])
        }
        return hex.text
    }

    /// The hash in a request's `extensions`; `nil` if there is none.
    static func hash(in extensions: JSONValue?) throws(GraphQLError) -> String? {
        guard let extensions, let query = extensions["persistedQuery"], query != .null else { return nil }
        guard case .string(let hash)? = query["sha256Hash"], hash.utf8.count == 64 else {
            throw GraphQLError(
                "`persistedQuery` needs `sha256Hash`: the SHA-256 of the document as 64 hexadecimal digits.",
                code: .badRequest
            )
        }
        guard query["version"] == .integer(1) else {
            throw GraphQLError("Of `persistedQuery`, version 1 is known.", code: .badRequest)
        }
        return hash
    }
}

extension PersistedDocuments {
    /// Faults of trusted documents are found at the start, not by their first caller.
    func check(_ schema: Schema, _ settings: Settings) throws(StartupError) {
        for text in trustedTexts {
            var errors: [GraphQLError] = []
            do throws(GraphQLError) {
                let document = try Parser.parseDocument(text, limits: settings.parser)
                errors = Validator.validate(document, schema: schema, limits: settings.operation)
            } catch {
                errors = [error]
            }
            guard let first = errors.first else { continue }
            let start = String(decoding: text.prefix(60), as: UTF8.self).split(separator: "\n").first ?? ""
            throw StartupError("The trusted document that begins with `\(start)` cannot run: \(first.message)")
        }
    }
}
