/// [5.8.3](https://spec.graphql.org/September2025/#sec-All-Variable-Uses-Defined): a variable that an operation uses, itself
/// or through fragments, is defined by it.
struct AllVariableUsesDefinedRule: ValidationRule {
    mutating func finish(_ context: inout ValidationContext) {
        for (operation, facts) in context.operations {
            let defined = Set(operation.variables.map(\.name.text))
            for use in context.variableUses(of: facts) where !defined.contains(use.name) {
                let label = operation.name.map { "the operation `\($0.text)`" } ?? "the operation"
                context.report(
                    "`$\(use.name)` is not defined by \(label).\(suggestion(use.name, among: Array(defined)))",
                    .allVariableUsesDefined,
                    at: [use.location, operation.start]
                )
                if context.isFull { return }
            }
        }
    }
}
