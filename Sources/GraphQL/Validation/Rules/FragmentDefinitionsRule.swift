/// [5.5.1.1](https://spec.graphql.org/September2025/#sec-Fragment-Name-Uniqueness),
/// [5.5.1.4](https://spec.graphql.org/September2025/#sec-Fragments-Must-Be-Used) and
/// [5.5.2.1](https://spec.graphql.org/September2025/#sec-Fragment-spread-target-defined): each fragment is defined once,
/// and used.
struct FragmentDefinitionsRule: ValidationRule {
    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {
        var first: [String: SourceLocation] = [:]
        var used: Set<String> = []
        for definition in document.definitions {
            switch definition {
            case .operation(let operation): collectSpreads(operation.selectionSet, &used, context)
            case .fragment(let fragment):
                if let other = first[fragment.name.text] {
                    context.report(
                        "There are two fragments named `\(fragment.name.text)`. Rename one.",
                        rule: "unique-fragment-names",
                        at: [other, fragment.name.location]
                    )
                } else {
                    first[fragment.name.text] = fragment.name.location
                }
            default: break
            }
        }
        for (name, location) in first.sorted(by: { ($0.value.line, $0.value.column) < ($1.value.line, $1.value.column) }
        )
        where !used.contains(name) {
            context.report(
                "The fragment `\(name)` is not used. Remove it.",
                rule: "fragments-must-be-used",
                at: [location]
            )
        }
    }

    mutating func spread(_ spread: AST.FragmentSpread, on parent: TypeDefinition, _ context: inout ValidationContext) {
        guard context.fragments[spread.name.text] == nil else { return }
        let hint = suggestion(spread.name.text, among: Array(context.fragments.keys))
        context.report(
            "There is no fragment `\(spread.name.text)` in this document.\(hint)",
            rule: "fragment-spread-target-defined",
            at: [spread.name.location]
        )
    }

    private func collectSpreads(
        _ selectionSet: AST.SelectionSet,
        _ used: inout Set<String>,
        _ context: ValidationContext
    ) {
        for selection in selectionSet.selections {
            switch selection {
            case .field(let field): if let inner = field.selectionSet { collectSpreads(inner, &used, context) }
            case .inlineFragment(let fragment): collectSpreads(fragment.selectionSet, &used, context)
            case .fragmentSpread(let spread):
                guard used.insert(spread.name.text).inserted, let fragment = context.fragments[spread.name.text] else {
                    continue
                }
                collectSpreads(fragment.selectionSet, &used, context)
            }
        }
    }
}
