/// [5.5.2.3](https://spec.graphql.org/September2025/#sec-Fragment-Spread-Is-Possible): a fragment can apply where it stands.
struct PossibleFragmentSpreadsRule: ValidationRule {
    /// Pairs that were found to share a type.
    private var overlapping: Set<[String]> = []

    mutating func spread(_ spread: AST.FragmentSpread, on parent: TypeDefinition?, _ context: inout ValidationContext) {
        guard let fragment = context.fragments[spread.name.text] else { return }
        check(fragment.typeCondition.text, on: parent, at: spread.location, &context)
    }

    mutating func inlineFragment(
        _ fragment: AST.InlineFragment,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {
        if let condition = fragment.typeCondition { check(condition.text, on: parent, at: fragment.location, &context) }
    }

    private mutating func check(
        _ type: String,
        on parent: TypeDefinition?,
        at location: SourceLocation,
        _ context: inout ValidationContext
    ) {
        guard let parent, type != parent.name, !overlapping.contains([parent.name, type]) else { return }
        guard context.schema.type(named: type)?.isComposite == true else { return }
        let possible = Set(context.schema.possibleTypes(of: parent.name))
        guard possible.isDisjoint(with: context.schema.possibleTypes(of: type)) else {
            overlapping.insert([parent.name, type])
            return
        }
        context.report(
            "A fragment on `\(type)` never applies here: a `\(parent.name)` is never a `\(type)`.",
            .possibleFragmentSpreads,
            at: [location]
        )
    }
}
