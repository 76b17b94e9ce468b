/// [5.5.1.3](https://spec.graphql.org/September2025/#sec-Fragments-on-Object-Interface-or-Union-Types): a fragment is on an
/// object, interface or union.
struct FragmentsOnCompositeTypesRule: ValidationRule {
    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext) {
        check(fragment.typeCondition, what: "The fragment `\(fragment.name.text)`", &context)
    }

    mutating func inlineFragment(
        _ fragment: AST.InlineFragment,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {
        if let condition = fragment.typeCondition { check(condition, what: "This fragment", &context) }
    }

    private func check(_ condition: AST.Name, what: String, _ context: inout ValidationContext) {
        guard let type = context.schema.type(named: condition.text), !type.isComposite else { return }
        context.report(
            "\(what) is on `\(condition.text)`, which has no fields: a fragment is on an object, interface or union.",
            .fragmentsOnCompositeTypes,
            at: [condition.location]
        )
    }
}
