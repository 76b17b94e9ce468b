/// [5.5.1.1](https://spec.graphql.org/September2025/#sec-Fragment-Name-Uniqueness): no two fragments have one name.
struct UniqueFragmentNamesRule: ValidationRule {
    private var first: [String: SourceLocation] = [:]

    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext) {
        guard let other = first[fragment.name.text] else {
            first[fragment.name.text] = fragment.name.location
            return
        }
        context.report(
            "There are two fragments named `\(fragment.name.text)`. Rename one.",
            .uniqueFragmentNames,
            at: [other, fragment.name.location]
        )
    }
}
