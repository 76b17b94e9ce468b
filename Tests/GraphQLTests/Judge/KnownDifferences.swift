@testable import GraphQL

/// Where this implementation and graphql-core differ on purpose, each with the sentence of the specification that
/// decides it.
enum KnownDifferences {
    struct Row: Sendable {
        let name: String
        let section: String
        /// The specification's own words.
        let sentence: String
        let applies: @Sendable (Verdict, Verdict, JudgeReport.Subject) -> Bool
    }

    static let rows: [Row] = []
}
