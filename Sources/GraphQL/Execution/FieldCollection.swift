/// A response name of an object with all the fields that are merged under it.
package struct CollectedField: Sendable {
    package let responseName: String
    /// Fields with this response name, in document order. Validation made sure that they are
    /// the same field with the same arguments, so the first one stands for all.
    package var fields: [AST.Field]

    /// What is selected below, of all merged fields.
    package var selectionSets: [AST.SelectionSet] { fields.compactMap(\.selectionSet) }
}

/// `CollectFields()` (specification, section 6.3.2): the fields of an object in the order in which
/// their response names first appear, fragments resolved and conditions applied.
package func collectFields(
    _ selectionSets: [AST.SelectionSet],
    objectType: String,
    schema: Schema,
    fragments: [String: AST.FragmentDefinition],
    isIncluded: ([AST.Directive]) -> Bool
) -> [CollectedField] {
    var collected: [CollectedField] = []
    var positions: [String: Int] = [:]
    var visited: Set<String> = []

    func applies(_ condition: AST.Name?) -> Bool {
        guard let condition else { return true }
        return condition.text == objectType || schema.possibleTypes(of: condition.text).contains(objectType)
    }

    func collect(_ selectionSet: AST.SelectionSet) {
        for selection in selectionSet.selections {
            switch selection {
            case .field(let field):
                guard isIncluded(field.directives) else { continue }
                if let position = positions[field.responseName] {
                    collected[position].fields.append(field)
                } else {
                    positions[field.responseName] = collected.count
                    collected.append(CollectedField(responseName: field.responseName, fields: [field]))
                }
            case .fragmentSpread(let spread):
                guard isIncluded(spread.directives), visited.insert(spread.name.text).inserted,
                    let fragment = fragments[spread.name.text], applies(fragment.typeCondition)
                else { continue }
                collect(fragment.selectionSet)
            case .inlineFragment(let fragment):
                guard isIncluded(fragment.directives), applies(fragment.typeCondition) else { continue }
                collect(fragment.selectionSet)
            }
        }
    }
    selectionSets.forEach(collect)
    return collected
}

/// Whether `@skip` and `@include` let a selection in; both must agree (sections 3.13.1 and 3.13.2).
package func includes(_ directives: [AST.Directive], variable: (String) -> JSONValue?) -> Bool {
    for directive in directives {
        let isSkip = directive.name.text == "skip"
        guard isSkip || directive.name.text == "include" else { continue }
        let condition: Bool? =
            switch directive.arguments.first(where: { $0.name.text == "if" })?.value.kind {
            case .boolean(let flag): flag
            case .variable(let name): variable(name) == .boolean(true)
            default: nil
            }
        if condition == isSkip { return false }
    }
    return true
}
