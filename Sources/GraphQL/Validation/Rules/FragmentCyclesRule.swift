/// [5.5.2.2](https://spec.graphql.org/September2025/#sec-Fragment-Spreads-Must-Not-Form-Cycles): no fragment contains
/// itself, directly or through others.
struct FragmentCyclesRule: ValidationRule {
    private var names: [String] = []

    /// A fragment on the way to the place at hand.
    private struct Step {
        let name: String
        let spreads: [AST.FragmentSpread]
        /// The next spread to follow; the one before led to the next step.
        var next = 0
    }

    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext) {
        names.append(fragment.name.text)
    }

    mutating func finish(_ context: inout ValidationContext) {
        var done: Set<String> = []
        for name in names where done.insert(name).inserted { follow(name, &done, &context) }
    }

    /// A depth-first search with a stack of its own, for chains of fragments may be long.
    private func follow(_ name: String, _ done: inout Set<String>, _ context: inout ValidationContext) {
        func step(_ name: String) -> Step { Step(name: name, spreads: context.fragmentFacts[name]?.spreads ?? []) }
        var path = [step(name)]
        var positions = [name: 0]
        while let last = path.indices.last {
            guard path[last].next < path[last].spreads.count else {
                positions[path[last].name] = nil
                path.removeLast()
                continue
            }
            let spread = path[last].spreads[path[last].next]
            path[last].next += 1
            if let start = positions[spread.name.text] {
                report(spread, path[start...], &context)
            } else if context.fragments[spread.name.text] != nil && done.insert(spread.name.text).inserted {
                positions[spread.name.text] = path.count
                path.append(step(spread.name.text))
            }
        }
    }

    private func report(_ spread: AST.FragmentSpread, _ cycle: ArraySlice<Step>, _ context: inout ValidationContext) {
        let through = cycle.dropFirst().prefix(10).map { "`\($0.name)`" }.joined(separator: ", ")
        context.report(
            "The fragment `\(spread.name.text)` contains itself\(through.isEmpty ? "" : " through \(through)").",
            .fragmentCycles,
            at: cycle.prefix(100).map { $0.spreads[$0.next - 1].location }
        )
    }
}
