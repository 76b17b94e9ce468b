/// [5.8.2](https://spec.graphql.org/September2025/#sec-Variables-Are-Input-Types): a variable is of an input type.
struct VariablesAreInputTypesRule: ValidationRule {
    mutating func variable(_ variable: AST.VariableDefinition, _ context: inout ValidationContext) {
        guard let type = context.schema.type(named: variable.type.namedType.text), !type.isInput else { return }
        context.report(
            "`$\(variable.name.text)` is of type \(variable.type), but a variable is a scalar, an enum or an input object.",
            .variablesAreInputTypes,
            at: [variable.type.location]
        )
    }
}
