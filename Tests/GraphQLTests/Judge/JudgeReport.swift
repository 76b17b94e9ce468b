@testable import GraphQL

/// Counts what two judges agree on, and holds every difference against the table of known ones.
struct JudgeReport {
    struct Subject {
        /// `nil` if it is about the schema itself.
        let document: String?
        let schema: String
    }

    private(set) var total = 0
    private(set) var valid = 0
    private(set) var syntaxErrors = 0
    /// How often each row of the table explained a difference.
    private(set) var explained: [String: Int] = [:]
    private(set) var unexplained: [String] = []

    var summary: String {
        let differences = explained.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        return "\(total) documents: \(valid) valid, \(syntaxErrors) with syntax errors, "
            + "\(total - valid - syntaxErrors) invalid; \(unexplained.count) unexplained differences"
            + (differences.isEmpty ? "" : "; explained: \(differences.joined(separator: ", "))")
    }

    mutating func compare(_ ours: Verdict, _ theirs: Verdict, of subject: Subject) {
        total += 1
        if theirs.isValid { valid += 1 }
        if theirs.isSyntaxError { syntaxErrors += 1 }
        if ours == theirs { return }
        if let row = KnownDifferences.rows.first(where: { $0.applies(ours, theirs, subject) }) {
            explained[row.name, default: 0] += 1
            return
        }
        let only =
            "only ours \(ours.places.subtracting(theirs.places).sorted(by: before)), "
            + "only theirs \(theirs.places.subtracting(ours.places).sorted(by: before))"
        unexplained.append(
            "ours: \(ours.isSyntaxError ? "syntax error" : "\(ours.places.count) places"), "
                + "theirs: \(theirs.isSyntaxError ? "syntax error" : "\(theirs.places.count) places"); \(only)\n"
                + numbered(subject.document ?? subject.schema)
                + (subject.document == nil ? "" : "---\n\(subject.schema)")
        )
    }

    private func before(_ one: [Int], _ other: [Int]) -> Bool { one.lexicographicallyPrecedes(other) }

    private func numbered(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { "\($0.offset + 1): \($0.element)\n" }.joined()
    }
}
