/// Bounds on what one operation may select. All are settings; an error names the figure and the limit.
package struct OperationLimits: Sendable {
    /// How deep fields may nest. The root's fields are at depth 1.
    package var depth: Int
    package var rootFields: Int
    /// How often one field may be selected under different response names in one place.
    package var aliases: Int

    package init(depth: Int = 15, rootFields: Int = 30, aliases: Int = 30) {
        self.depth = depth
        self.rootFields = rootFields
        self.aliases = aliases
    }

    /// Introspection's own types nest without end (`ofType`), so it has a bound of its own,
    /// above what clients' introspection queries need.
    private static let introspectionDepth = 20

    func check(_ document: AST.Document, _ context: inout ValidationContext) {
        for case .operation(let operation) in document.definitions {
            var counter = SelectionCounter(limits: self, fragments: context.fragments)
            counter.visit([operation.selectionSet], depth: 1, isIntrospection: false)
            for excess in counter.excesses {
                context.report(excess.message, .operationLimits, at: [excess.location], code: .limitExceeded)
            }
        }
    }

    private struct SelectionCounter {
        let limits: OperationLimits
        let fragments: [String: AST.FragmentDefinition]
        var excesses: [(message: String, location: SourceLocation)] = []
        private var budget = 400_000

        init(limits: OperationLimits, fragments: [String: AST.FragmentDefinition]) {
            self.limits = limits
            self.fragments = fragments
        }

        mutating func visit(_ selectionSets: [AST.SelectionSet], depth: Int, isIntrospection: Bool) {
            guard excesses.isEmpty, let place = selectionSets.first?.location else { return }
            let limit = isIntrospection ? OperationLimits.introspectionDepth : limits.depth
            if depth > limit {
                excesses.append(
                    ("The operation nests \(depth) fields deep at this place; the limit is \(limit).", place)
                )
                return
            }
            var fields: [String: [AST.Field]] = [:]
            var order: [String] = []
            var visited: Set<String> = []
            for set in selectionSets { collect(set, &fields, &order, &visited) }
            if budget < 0 {
                excesses.append(("The operation is too large once its fragments are put in. Simplify it.", place))
                return
            }
            if depth == 1 && order.count > limits.rootFields {
                excesses.append(
                    (
                        "The operation selects \(order.count) fields at its root; the limit is \(limits.rootFields).",
                        place
                    )
                )
            }
            let counts = Dictionary(grouping: order.compactMap { fields[$0]?.first }, by: \.name.text)
            for (name, same) in counts.sorted(by: { $0.key < $1.key }) where same.count > limits.aliases {
                excesses.append(
                    ("`\(name)` is selected under \(same.count) names here; the limit is \(limits.aliases).", place)
                )
            }
            for name in order {
                guard let same = fields[name], let first = same.first else { continue }
                let isMeta = isIntrospection || first.name.text == "__schema" || first.name.text == "__type"
                visit(same.compactMap(\.selectionSet), depth: depth + 1, isIntrospection: isMeta)
            }
        }

        /// Without recursion, for chains of fragments may be long.
        private mutating func collect(
            _ set: AST.SelectionSet,
            _ fields: inout [String: [AST.Field]],
            _ order: inout [String],
            _ visited: inout Set<String>
        ) {
            var pending = Array(set.selections.reversed())
            while let selection = pending.popLast() {
                budget -= 1
                if budget < 0 { return }
                switch selection {
                case .field(let field):
                    if fields[field.responseName] == nil { order.append(field.responseName) }
                    fields[field.responseName, default: []].append(field)
                case .inlineFragment(let fragment): pending += fragment.selectionSet.selections.reversed()
                case .fragmentSpread(let spread):
                    guard visited.insert(spread.name.text).inserted, let fragment = fragments[spread.name.text] else {
                        continue
                    }
                    pending += fragment.selectionSet.selections.reversed()
                }
            }
        }
    }
}
