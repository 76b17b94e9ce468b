/// [5.5.2.2](https://spec.graphql.org/September2025/#sec-Fragment-Spreads-Must-Not-Form-Cycles): no fragment contains itself.
struct FragmentCyclesRule: ValidationRule {
    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {
        var done: Set<String> = []
        for case .fragment(let fragment) in document.definitions {
            visit(fragment, names: [], spreads: [], &done, &context)
        }
    }

    /// - Parameters:
    ///   - names: fragments on the way here, each inside the one before.
    ///   - spreads: the spreads that led from each to the next.
    private func visit(
        _ fragment: AST.FragmentDefinition,
        names: [String],
        spreads: [AST.FragmentSpread],
        _ done: inout Set<String>,
        _ context: inout ValidationContext
    ) {
        guard done.insert(fragment.name.text).inserted else { return }
        let names = names + [fragment.name.text]
        var found: [AST.FragmentSpread] = []
        collect(fragment.selectionSet, &found)
        for spread in found {
            if let start = names.firstIndex(of: spread.name.text) {
                let through = names[(start + 1)...].map { "`\($0)`" }.joined(separator: ", ")
                context.report(
                    "The fragment `\(spread.name.text)` contains itself\(through.isEmpty ? "" : " through \(through)").",
                    rule: "fragment-cycles",
                    at: spreads[start...].map(\.location) + [spread.location]
                )
            } else if let next = context.fragments[spread.name.text] {
                visit(next, names: names, spreads: spreads + [spread], &done, &context)
            }
        }
    }

    private func collect(_ selectionSet: AST.SelectionSet, _ spreads: inout [AST.FragmentSpread]) {
        for selection in selectionSet.selections {
            switch selection {
            case .field(let field): if let inner = field.selectionSet { collect(inner, &spreads) }
            case .inlineFragment(let fragment): collect(fragment.selectionSet, &spreads)
            case .fragmentSpread(let spread): spreads.append(spread)
            }
        }
    }
}
