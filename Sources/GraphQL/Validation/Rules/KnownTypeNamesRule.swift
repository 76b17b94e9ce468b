/// [5.5.1.2](https://spec.graphql.org/September2025/#sec-Fragment-Spread-Type-Existence): the type that a fragment or a
/// variable names is defined.
struct KnownTypeNamesRule: ValidationRule {
    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext) {
        check(fragment.typeCondition, among: \.isComposite, &context)
    }

    mutating func inlineFragment(
        _ fragment: AST.InlineFragment,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {
        if let condition = fragment.typeCondition { check(condition, among: \.isComposite, &context) }
    }

    mutating func variable(_ variable: AST.VariableDefinition, _ context: inout ValidationContext) {
        check(variable.type.namedType, among: \.isInput, &context)
    }

    private func check(
        _ name: AST.Name,
        among fitting: (TypeDefinition) -> Bool,
        _ context: inout ValidationContext
    ) {
        guard context.schema.type(named: name.text) == nil else { return }
        let names = context.schema.types.filter { fitting($0) && !$0.name.hasPrefix("__") }.map(\.name)
        context.report(
            "There is no type `\(name.text)`.\(suggestion(name.text, among: names))",
            .knownTypeNames,
            at: [name.location]
        )
    }
}
