/// [5.2.4.1](https://spec.graphql.org/September2025/#sec-Single-root-field): a subscription has one root field, which
/// is no introspection field and on no condition.
struct SingleRootFieldRule: ValidationRule {
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        guard operation.operation == .subscription else { return }
        var fields: [String: AST.Field] = [:]
        var extra: [SourceLocation] = []
        var visited: Set<String> = []

        func visit(_ selectionSet: AST.SelectionSet) {
            for selection in selectionSet.selections {
                switch selection {
                case .field(let field):
                    check(field.directives, &context)
                    if field.name.text.hasPrefix("__") {
                        context.report(
                            "A subscription may not select `\(field.name.text)` at its root.",
                            rule: "single-root-field",
                            at: [field.location]
                        )
                    } else if fields[field.responseName] == nil {
                        if !fields.isEmpty { extra.append(field.location) }
                        fields[field.responseName] = field
                    }
                case .inlineFragment(let fragment):
                    check(fragment.directives, &context)
                    visit(fragment.selectionSet)
                case .fragmentSpread(let spread):
                    check(spread.directives, &context)
                    guard visited.insert(spread.name.text).inserted, let fragment = context.fragments[spread.name.text]
                    else {
                        continue
                    }
                    visit(fragment.selectionSet)
                }
            }
        }
        visit(operation.selectionSet)
        guard !extra.isEmpty else { return }
        context.report("A subscription selects exactly one field at its root.", rule: "single-root-field", at: extra)
    }

    private func check(_ directives: [AST.Directive], _ context: inout ValidationContext) {
        for directive in directives where directive.name.text == "skip" || directive.name.text == "include" {
            context.report(
                "`@\(directive.name.text)` may not stand at the root of a subscription.",
                rule: "single-root-field",
                at: [directive.location]
            )
        }
    }
}
