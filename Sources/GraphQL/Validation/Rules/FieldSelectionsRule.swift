/// [5.3.1](https://spec.graphql.org/September2025/#sec-Field-Selections): a selected field exists on the type at hand.
struct FieldSelectionsRule: ValidationRule {
    mutating func field(
        _ field: AST.Field,
        definition: FieldDefinition?,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {
        guard definition == nil, let parent else { return }
        let name = field.name.text
        var hint = suggestion(name, among: parent.fields.map(\.name))
        let types = context.schema.possibleTypes(of: parent.name).filter {
            $0 != parent.name && context.schema.type(named: $0)?.field(named: name) != nil
        }
        if let type = types.first { hint = " `\(type)` has it: use a fragment, `... on \(type) { \(name) }`." }
        context.report("`\(parent.name)` has no field `\(name)`.\(hint)", .fieldSelections, at: [field.location])
    }
}
