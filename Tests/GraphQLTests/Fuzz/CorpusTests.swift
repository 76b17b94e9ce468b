import Foundation
import Testing

@testable import GraphQL

/// What the fuzzers found worth keeping, whole and cut at every byte.
struct CorpusTests {
    private static func corpus(_ name: String) -> [URL] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fuzz/Corpus/\(name)")
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).sorted { $0.path < $1.path }
    }

    private func replay(_ name: String, _ property: (UnsafeRawBufferPointer) -> String?) throws {
        let files = Self.corpus(name)
        #expect(!files.isEmpty)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            for count in 0...bytes.count {
                // A copy of just these bytes, so that reading beyond them is noticed where memory is checked.
                let fault = Array(bytes[..<count]).withUnsafeBytes(property)
                #expect(fault == nil, "\(file.lastPathComponent), cut at \(count)")
            }
        }
    }

    @Test func theLexerHoldsOnItsCorpus() throws { try replay("lexer", FuzzProperties.lexer) }

    @Test func theParserHoldsOnItsCorpus() throws { try replay("parser", FuzzProperties.parser) }

    @Test func theValidatorHoldsOnItsCorpus() throws {
        let schema = try schema()
        try replay("validator") { FuzzProperties.validator($0, schema: schema) }
    }

    @Test func theJSONReaderHoldsOnItsCorpus() throws { try replay("json", FuzzProperties.json) }
}
