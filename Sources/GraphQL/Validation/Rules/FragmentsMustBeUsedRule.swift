/// [5.5.1.4](https://spec.graphql.org/September2025/#sec-Fragments-Must-Be-Used): every fragment is spread in some operation,
/// directly or through others.
struct FragmentsMustBeUsedRule: ValidationRule {
    private var definitions: [AST.FragmentDefinition] = []

    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext) {
        definitions.append(fragment)
    }

    mutating func finish(_ context: inout ValidationContext) {
        // One walk for all operations: a fragment counts once, however many use it.
        var all = ValidationContext.Facts()
        for operation in context.operations { all.spreads += operation.facts.spreads }
        let used = Set(context.fragmentsReachable(from: all))
        for fragment in definitions where !used.contains(fragment.name.text) && !context.isRefused {
            context.report(
                "The fragment `\(fragment.name.text)` is not used. Remove it.",
                .fragmentsMustBeUsed,
                at: [fragment.start]
            )
        }
    }
}
