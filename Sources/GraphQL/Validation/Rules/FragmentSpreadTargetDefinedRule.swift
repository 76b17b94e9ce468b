/// [5.5.2.1](https://spec.graphql.org/September2025/#sec-Fragment-Spread-Target-Defined): a spread fragment is defined.
struct FragmentSpreadTargetDefinedRule: ValidationRule {
    mutating func spread(_ spread: AST.FragmentSpread, on parent: TypeDefinition?, _ context: inout ValidationContext) {
        guard context.fragments[spread.name.text] == nil else { return }
        let hint = suggestion(spread.name.text, among: Array(context.fragments.keys))
        context.report(
            "There is no fragment `\(spread.name.text)` in this document.\(hint)",
            .fragmentSpreadTargetDefined,
            at: [spread.name.location]
        )
    }
}
