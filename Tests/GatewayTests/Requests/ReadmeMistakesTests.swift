import Foundation
import GraphQL
import TestSupport
import Testing

/// The README's table of mistakes says what the gateway really says.
@Suite struct ReadmeMistakesTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let document: String
        let message: String

        var testDescription: String { document }
    }

    private static let gateway = Result { try TestGateway() }

    private static let mistakes = Result {
        let readme = URL(filePath: #filePath).appending(path: "../../../../README.md").standardizedFileURL
        let lines = try String(contentsOf: readme, encoding: .utf8).split(separator: "\n")
        let head = try #require(lines.firstIndex(of: "| document | message |"))
        return try lines[(head + 2)...].prefix { $0.hasPrefix("| `") }.map { line in
            let middle = try #require(line.range(of: "` | "))
            return Mistake(
                document: String(line[..<middle.lowerBound].dropFirst("| `".count)),
                message: String(line[middle.upperBound...].dropLast(" |".count))
            )
        }
    }

    @Test func thereAreTenMistakes() throws {
        #expect(try Self.mistakes.get().count == 10)
    }

    @Test(arguments: try mistakes.get())
    func aMistakeIsAnsweredAsTheReadmeSays(_ mistake: Mistake) throws {
        let answer = try Self.gateway.get().signedIn().ask(mistake.document)
        #expect(answer.errors.map { $0["message"]?.text } == [mistake.message])
        #expect(answer.errors.first?["locations"]?.items.isEmpty == false)
        #expect(answer.data == nil)
    }
}
