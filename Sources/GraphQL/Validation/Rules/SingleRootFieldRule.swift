/// [5.2.4.1](https://spec.graphql.org/September2025/#sec-Single-Root-Field): a subscription has one root field, which
/// is no introspection field and stands under no condition.
struct SingleRootFieldRule: ValidationRule {
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        guard operation.operation == .subscription, let root = context.schema.subscriptionType else { return }
        var selections = RootSelections(context: context, root: root)
        selections.collect(operation.selectionSet)
        let label = operation.name.map { "The subscription `\($0.text)`" } ?? "A subscription"
        if !selections.conditions.isEmpty {
            context.report(
                "\(label) may not have `@skip` or `@include` at its root.",
                .singleRootField,
                at: selections.conditions
            )
            return
        }
        if selections.groups.isEmpty {
            context.report(
                "\(label) selects exactly one field at its root, found none.",
                .singleRootField,
                at: [operation.selectionSet.location]
            )
        }
        if selections.groups.count > 1 {
            let names = selections.groups.prefix(5).map { "`\($0[0].responseName)`" }.joined(separator: ", ")
            context.report(
                "\(label) selects exactly one field at its root, found \(selections.groups.count): \(names).",
                .singleRootField,
                at: selections.groups.dropFirst().flatMap { $0.map(\.location) }
            )
        }
        for group in selections.groups where group[0].name.text.hasPrefix("__") {
            context.report(
                "\(label) may not select `\(group[0].name.text)` at its root.",
                .singleRootField,
                at: group.map(\.location)
            )
        }
    }
}

/// `CollectSubscriptionFields()`: what is selected at the root, fragments resolved.
private struct RootSelections {
    let context: ValidationContext
    let root: String
    /// By response name, in the order of first appearance.
    private(set) var groups: [[AST.Field]] = []
    /// Where `@skip` and `@include` stand.
    private(set) var conditions: [SourceLocation] = []
    private var positions: [String: Int] = [:]
    private var visited: Set<String> = []

    init(context: ValidationContext, root: String) {
        self.context = context
        self.root = root
    }

    mutating func collect(_ selectionSet: AST.SelectionSet) {
        // A stack of our own: chains of fragments may be long.
        var pending = Array(selectionSet.selections.reversed())
        while let selection = pending.popLast() {
            switch selection {
            case .field(let field):
                check(field.directives)
                if let position = positions[field.responseName] {
                    groups[position].append(field)
                } else {
                    positions[field.responseName] = groups.count
                    groups.append([field])
                }
            case .inlineFragment(let fragment):
                check(fragment.directives)
                if let condition = fragment.typeCondition, !applies(condition) { continue }
                pending += fragment.selectionSet.selections.reversed()
            case .fragmentSpread(let spread):
                check(spread.directives)
                guard visited.insert(spread.name.text).inserted, let fragment = context.fragments[spread.name.text],
                    applies(fragment.typeCondition)
                else { continue }
                pending += fragment.selectionSet.selections.reversed()
            }
        }
    }

    private func applies(_ condition: AST.Name) -> Bool {
        condition.text == root || context.schema.possibleTypes(of: condition.text).contains(root)
    }

    private mutating func check(_ directives: [AST.Directive]) {
        for directive in directives where directive.name.text == "skip" || directive.name.text == "include" {
            conditions.append(directive.location)
        }
    }
}
