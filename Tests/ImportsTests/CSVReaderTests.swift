import Foundation
import Testing

@testable import Imports

/// Records of CSV files as people and programs write them.
@Suite struct CSVReaderTests {
    /// The records of a file, each with its line.
    private func records(_ bytes: [UInt8]) throws -> [(line: Int, values: [String])] {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let descriptor = open(file.path, O_RDONLY)
        defer { close(descriptor) }
        var reader = CSVReader(descriptor, maximumRecord: 100_000)
        var record = CSVRecord()
        var found: [(line: Int, values: [String])] = []
        while try reader.next(&record) {
            found.append((record.line, (0..<record.count).map { String(decoding: record[$0], as: UTF8.self) }))
        }
        return found
    }

    private func values(_ text: String) throws -> [[String]] { try records(Array(text.utf8)).map(\.values) }

    @Test func valuesArePartedByCommasAndRecordsByLines() throws {
        #expect(try values("a,b\r\n1,2\r\n") == [["a", "b"], ["1", "2"]])
        #expect(try values("a,b\n1,2") == [["a", "b"], ["1", "2"]])
        #expect(try values("a,b\r1,2\r") == [["a", "b"], ["1", "2"]])
        #expect(try values("a,,\n,,b") == [["a", "", ""], ["", "", "b"]])
    }

    @Test func quotedValueMayHoldWhatPartsValuesAndRecords() throws {
        #expect(try values("\"a,b\",\"c\r\nd\"\n\"say \"\"x\"\"\",\"\"") == [["a,b", "c\r\nd"], ["say \"x\"", ""]])
    }

    @Test(arguments: [("a;b\n1,5;2", [["a", "b"], ["1,5", "2"]]), ("a\tb\n1,5\t2", [["a", "b"], ["1,5", "2"]])])
    func firstRecordSaysWhatPartsValues(text: String, expected: [[String]]) throws {
        #expect(try values(text) == expected)
    }

    @Test func emptyLinesAndTheByteOrderMarkAreSkipped() throws {
        #expect(try values("\u{FEFF}a,b\n\n1,2\n\n\n") == [["a", "b"], ["1", "2"]])
        #expect(try values("") == [])
        #expect(try values("\n\n") == [])
        #expect(try values("\"\"\n") == [[""]])
    }

    @Test func linesAreCountedThroughQuotedOnes() throws {
        #expect(try records(Array("a\n\"1\n2\n3\"\n\nb\r\nc".utf8)).map(\.line) == [1, 2, 6, 7])
    }

    @Test(
        arguments: [
            ("a\n\"b", "Line 2"), ("a\n\"b\"c", "Line 2"),
            ("a\n" + String(repeating: "b", count: 100_001), "longer than"),
        ]
    )
    func brokenFileIsRefused(text: String, words: String) throws {
        let error = #expect(throws: ImportError.self) { try values(text) }
        guard case .file(let reason)? = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(reason.contains(words))
    }

    @Test func textOfSixteenBitsIsRefused() throws {
        #expect(throws: ImportError.self) { try records([0xFF, 0xFE, 0x61, 0x00]) }
    }

    /// What a writer by the RFC writes is read back, whatever it is and wherever the reader's buffer ends.
    @Test func everythingWrittenByTheRulesIsReadBack() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = ["a", "\"", ",", ";", "\t", "\r", "\n", "ä", "🙂", " ", "", String(repeating: "x", count: 500)]
        for _ in 0..<200 {
            let columns = Int.random(in: 2...5, using: &random)
            let rows = (0..<Int.random(in: 1...200, using: &random)).map { _ in
                (0..<columns).map { _ in
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
                        .joined()
                }
            }
            let header = (0..<columns).map { "c\($0)" }
            let text = ([header] + rows).map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\r\n"
            }.joined()
            #expect(try values(text) == [header] + rows)
        }
    }
}
