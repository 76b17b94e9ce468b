/// [5.8.1](https://spec.graphql.org/September2025/#sec-Variable-Uniqueness): an operation defines a variable once.
struct VariableUniquenessRule: ValidationRule {
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        for names in repeated(operation.variables.map(\.name)) {
            context.report(
                "The variable `$\(names[0].text)` is defined \(names.count == 2 ? "twice" : "\(names.count) times").",
                .variableUniqueness,
                at: names.map { name in
                    // The name stands behind its `$`.
                    SourceLocation(
                        line: name.location.line,
                        column: name.location.column + 1,
                        source: name.location.source
                    )
                }
            )
        }
    }
}
