import Checklists
import Foundation
import Testing

@testable import GraphQL

/// The tables of demands and of rules are complete, and their tests exist.
struct SpecificationCoverageTests {
    private func sources() throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return try files.filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }
    }

    @Test func everyDemandHasTestsThatExist() throws {
        #expect(try SpecificationCoverage.demands.faults() == [])
    }

    @Test func everySectionIsAmongTheDemands() {
        let demanded = Set(SpecificationCoverage.demands.map(\.section))
        for section in SpecificationCoverage.sections { #expect(demanded.contains(section), "\(section)") }
        for rule in Rule.allCases where !rule.section.isEmpty { #expect(demanded.contains(rule.section), "\(rule)") }
    }

    @Test(arguments: Rule.allCases)
    func everyRuleIsDocumented(_ rule: Rule) {
        #expect(!rule.summary.isEmpty)
        #expect((rule.link == nil) == rule.section.isEmpty)
    }

    /// What `gateway check --rules` prints is what the rules' own files say.
    @Test func everyRulesLinkStandsInARulesFile() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try ["Schema", "Validation"].flatMap { part in
            try FileManager.default.contentsOfDirectory(
                at: package.appending(path: "Sources/GraphQL/\(part)/Rules"),
                includingPropertiesForKeys: nil
            )
        }.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        for rule in Rule.allCases {
            if let link = rule.link { #expect(text.contains("](\(link))"), "\(rule): \(link)") }
        }
    }

    @Test func everyRuleIsBrokenBySomeTest() throws {
        // Where a rule's name stands in a list of expected errors.
        let text = try sources().filter { $0.contains("RuleCase(") || $0.contains("AttackDocument(") }.joined()
        for rule in Rule.allCases {
            #expect(text.contains("\(rule.rawValue) ") || text.contains("\(rule.rawValue)\""), "\(rule)")
        }
    }

    @Test func everyRowOfTheDifferencesQuotesTheSpecification() {
        for row in KnownDifferences.rows { #expect(!row.section.isEmpty && row.sentence.count > 20, "\(row.name)") }
    }
}
