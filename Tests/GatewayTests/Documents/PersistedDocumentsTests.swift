import Bytes
import Foundation
import GraphQL
import Testing

@testable import Gateway

@Suite struct PersistedDocumentsTests {
    private static let text = "{ __typename }"
    /// `printf '{ __typename }' | sha256sum`
    private static let hash = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b"

    private func resolve(
        _ documents: PersistedDocuments,
        hash: String? = nil,
        text: String? = nil
    ) throws -> String {
        var buffer = ByteBuffer()
        if let text { buffer.append(text) }
        try documents.resolve(hash: hash, hasText: text != nil, text: &buffer)
        return buffer.text
    }

    private func code(_ body: () throws -> Void) -> ErrorCode? {
        do {
            try body()
            return nil
        } catch {
            return (error as? GraphQLError)?.code
        }
    }

    private func folder(_ files: [String: String]) throws -> String {
        let path = NSTemporaryDirectory() + "trusted-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
        return path
    }

    @Test func aTextWithoutAHashIsTakenAsItIs() throws {
        let documents = try PersistedDocuments(trustedFolder: nil, runsTrustedOnly: false)
        #expect(try resolve(documents, text: Self.text) == Self.text)
    }

    @Test func anUnknownHashAsksForTheText() throws {
        let documents = try PersistedDocuments(trustedFolder: nil, runsTrustedOnly: false)
        #expect(code { _ = try resolve(documents, hash: Self.hash) } == .persistedQueryNotFound)
    }

    @Test func aTextThatCameWithItsHashIsKnownByTheHashAfterwards() throws {
        let documents = try PersistedDocuments(trustedFolder: nil, runsTrustedOnly: false)
        _ = try resolve(documents, hash: Self.hash, text: Self.text)
        #expect(try resolve(documents, hash: Self.hash.uppercased()) == Self.text)
    }

    @Test func aTextThatIsNotTheHashsIsRefusedAndNotKept() throws {
        let documents = try PersistedDocuments(trustedFolder: nil, runsTrustedOnly: false)
        #expect(code { _ = try resolve(documents, hash: Self.hash, text: "{ viewer { email } }") } == .badRequest)
        #expect(code { _ = try resolve(documents, hash: Self.hash) } == .persistedQueryNotFound)
    }

    @Test func aTrustedDocumentIsKnownFromTheStart() throws {
        let path = try folder(["typename.graphql": Self.text])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let documents = try PersistedDocuments(trustedFolder: path, runsTrustedOnly: true)
        #expect(try resolve(documents, hash: Self.hash) == Self.text)
        #expect(try resolve(documents, text: Self.text) == Self.text)
    }

    @Test func nothingElseIsRunWhereOnlyTrustedDocumentsAre() throws {
        let path = try folder(["typename.graphql": Self.text])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let documents = try PersistedDocuments(trustedFolder: path, runsTrustedOnly: true)
        #expect(code { _ = try resolve(documents, text: "{ viewer { email } }") } == .forbidden)
    }

    @Test func memoryForRegisteredTextsIsBounded() throws {
        let documents = try PersistedDocuments(trustedFolder: nil, runsTrustedOnly: false)
        _ = try resolve(documents, hash: Self.hash, text: Self.text)
        let filler = String(repeating: "#", count: 1 << 20)
        for number in 0..<20 {
            let text = filler + "\(number)"
            var buffer = ByteBuffer()
            buffer.append(text)
            let hash = PersistedDocuments.hash(buffer.array)
            _ = try resolve(documents, hash: hash, text: text)
        }
        #expect(code { _ = try resolve(documents, hash: Self.hash) } == .persistedQueryNotFound)
    }

    @Test(
        arguments: [
            #"{"persistedQuery": {"version": 2, "sha256Hash": "HASH"}}"#,
            #"{"persistedQuery": {"version": 1, "sha256Hash": "abc"}}"#,
            #"{"persistedQuery": {"version": 1}}"#,
            #"{"persistedQuery": true}"#,
        ]
    )
    func aMalformedHashIsRefused(_ extensions: String) throws {
        let value = try JSONReader.value(of: extensions.replacingOccurrences(of: "HASH", with: Self.hash))
        #expect(code { _ = try PersistedDocuments.hash(in: value) } == .badRequest)
    }
}
