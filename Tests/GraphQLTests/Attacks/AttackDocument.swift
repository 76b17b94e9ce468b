/// A document that is made to cost its reader dearly.
struct AttackDocument: Sendable, CustomStringConvertible {
    let name: String
    let text: String
    /// What becomes of it: the first error's code and rule; `nil`: it runs.
    let outcome: String?

    var description: String { name }

    private static func repeated(_ piece: String, _ count: Int) -> String { String(repeating: piece, count: count) }

    private static let megabyte = 1_000_000

    /// A megabyte each.
    static let all = [
        AttackDocument(
            name: "overlapping fields",
            text: "{ dog { \(repeated("name ", megabyte / 5)) } }",
            outcome: "LIMIT_EXCEEDED"
        ),
        AttackDocument(
            name: "fragment expansion",
            text: "{ dog { ...F0 } } "
                + (0..<25_000).map { "fragment F\($0) on Dog { ...F\($0 + 1) ...F\($0 + 1) } " }.joined(),
            outcome: "LIMIT_EXCEEDED"
        ),
        AttackDocument(
            name: "deep nesting",
            text: repeated("{a", megabyte / 3) + repeated("}", megabyte / 3),
            outcome: "LIMIT_EXCEEDED"
        ),
        AttackDocument(
            name: "deep lists",
            text: "{ a(b: " + repeated("[", megabyte),
            outcome: "LIMIT_EXCEEDED"
        ),
        AttackDocument(
            name: "wide aliases",
            text: "{ dog { \((0..<70_000).map { "a\($0): name" }.joined(separator: " ")) } }",
            outcome: "LIMIT_EXCEEDED"
        ),
        AttackDocument(
            name: "long comment",
            text: "#" + repeated("x", megabyte) + "\n{ dog { name } }",
            outcome: nil
        ),
        AttackDocument(name: "many comments", text: repeated("#\n", megabyte / 2) + "{ dog { name } }", outcome: nil),
        AttackDocument(
            name: "long string",
            text: "{ any(value: \"" + repeated("\\u0041", megabyte / 6) + "\") }",
            outcome: nil
        ),
        AttackDocument(
            name: "long block string",
            text: "{ any(value: \"\"\"" + repeated("\n ", megabyte / 2) + "\"\"\") }",
            outcome: nil
        ),
        AttackDocument(
            name: "long name",
            text: "{ dog { \(repeated("n", megabyte)) } }",
            outcome: "GRAPHQL_VALIDATION_FAILED field-selections"
        ),
        AttackDocument(
            name: "many errors",
            text: "{ dog { \((0..<140_000).map { "x\($0)" }.joined(separator: " ")) } }",
            outcome: "LIMIT_EXCEEDED"
        ),
        AttackDocument(name: "commas", text: repeated(",", megabyte) + "{ dog { name } }", outcome: nil),
    ]

    /// As many tokens as a document may have.
    static let withinTokens = [
        AttackDocument(name: "the same field", text: "{ dog { \(repeated("name ", 14_900)) } }", outcome: nil),
        AttackDocument(
            name: "the same selection",
            text: "{ \(repeated("dog { name } ", 3_700)) }",
            outcome: nil
        ),
        AttackDocument(
            name: "the same selection on two types",
            text: "{ \(repeated("pet { ... on Dog { owner { id } } ... on Cat { owner { id } } } ", 600)) }",
            outcome: nil
        ),
        AttackDocument(
            name: "conflicts everywhere",
            text: "{ dog { \((0..<3_700).map { "x: \($0 % 2 == 0 ? "name" : "nickname") " }.joined()) } }",
            outcome: "GRAPHQL_VALIDATION_FAILED field-selection-merging"
        ),
        AttackDocument(
            name: "fragments that double",
            text: "{ dog { ...F0 } } "
                + (0..<700).map { "fragment F\($0) on Dog { friends { ...F\($0 + 1) } a: friends { ...F\($0 + 1) } } " }
                .joined()
                + "fragment F700 on Dog { name }",
            outcome: "LIMIT_EXCEEDED field-selection-merging"
        ),
        AttackDocument(
            name: "a chain of fragments",
            text: "{ dog { ...F0 } } "
                + (0..<1_800).map { "fragment F\($0) on Dog { ...F\($0 + 1) } " }.joined()
                + "fragment F1800 on Dog { name }",
            outcome: nil
        ),
        AttackDocument(
            name: "a circle of fragments",
            text: "{ dog { ...F0 } } "
                + (0..<1_800).map { "fragment F\($0) on Dog { ...F\(($0 + 1) % 1_800) } " }.joined(),
            outcome: "GRAPHQL_VALIDATION_FAILED fragment-cycles"
        ),
        AttackDocument(
            name: "every fragment in every fragment",
            text: "{ dog { ...F0 } } "
                + (0..<80).map { index in
                    "fragment F\(index) on Dog { name \((0..<80).map { "...F\($0) " }.joined()) } "
                }.joined(),
            outcome: "GRAPHQL_VALIDATION_FAILED fragment-cycles"
        ),
        AttackDocument(
            name: "many operations over many fragments",
            text: (0..<900).map { "query Q\($0) { dog { ...F0 } } " }.joined()
                + (0..<700).map { "fragment F\($0) on Dog { ...F\($0 + 1) } " }.joined()
                + "fragment F700 on Dog { name }",
            outcome: "LIMIT_EXCEEDED operation-limits"
        ),
        AttackDocument(
            name: "many variables",
            text:
                "query(\((0..<2_300).map { "$v\($0): Any " }.joined())) { any(value: [\((0..<2_200).map { "$v\($0) " }.joined())]) }",
            outcome: "GRAPHQL_VALIDATION_FAILED all-variables-used"
        ),
        AttackDocument(
            name: "many unknown names",
            text: "{ dog { \((0..<7_000).map { "nickn\($0) " }.joined()) } }",
            outcome: "GRAPHQL_VALIDATION_FAILED field-selections"
        ),
    ]
}
