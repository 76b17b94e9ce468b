/// [5.8.4](https://spec.graphql.org/September2025/#sec-All-Variables-Used): a variable that an operation defines is used by it,
/// itself or through fragments.
struct AllVariablesUsedRule: ValidationRule {
    mutating func finish(_ context: inout ValidationContext) {
        for (operation, facts) in context.operations where !operation.variables.isEmpty {
            let used = Set(context.variableUses(of: facts).map(\.name))
            if context.isRefused { return }
            for variable in operation.variables where !used.contains(variable.name.text) {
                let label = operation.name.map { "the operation `\($0.text)`" } ?? "the operation"
                context.report(
                    "`$\(variable.name.text)` is defined but not used by \(label).",
                    .allVariablesUsed,
                    at: [variable.start]
                )
            }
        }
    }
}
