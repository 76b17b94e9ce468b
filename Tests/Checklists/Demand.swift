import Foundation

/// One demand of a specification or checklist, and the tests that hold this implementation to it.
package struct Demand: Sendable {
    /// The section's number, or the line's name.
    package let section: String
    package let text: String
    package let tests: [String]

    package init(_ section: String, _ text: String, _ tests: String...) {
        self.section = section
        self.text = text
        self.tests = tests
    }
}

extension [Demand] {
    /// What is wrong with a table of demands: rows without a test, and names that no test has (any more).
    package func faults() throws -> [String] {
        let known = try testNames()
        return flatMap { demand in
            if demand.tests.isEmpty { return ["\(demand.section) \(demand.text): no test"] }
            return demand.tests.filter { !known.contains($0) }.map { "\(demand.section): there is no test `\($0)`" }
        }
    }
}

/// The names of the functions below `Tests` that are tests.
private func testNames() throws -> Set<String> {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    var names: Set<String> = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix(".swift") {
        let source = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        // The function behind `@Test` is one; its arguments stand between them.
        for piece in source.components(separatedBy: "@Test").dropFirst() {
            guard let start = piece.range(of: "func ") else { continue }
            names.insert(String(piece[start.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }))
        }
    }
    return names
}
