/// [5.3.3](https://spec.graphql.org/September2025/#sec-Leaf-Field-Selections): objects are selected from, leaves are not.
struct LeafFieldSelectionsRule: ValidationRule {
    mutating func field(
        _ field: AST.Field,
        definition: FieldDefinition?,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {
        guard let definition, let type = context.schema.type(named: definition.type.namedType.text) else { return }
        let name = field.name.text
        if type.isLeaf, let selectionSet = field.selectionSet {
            context.report(
                "`\(name)` is a \(type.name), which has no fields to select. Remove the braces behind it.",
                .leafFieldSelections,
                at: [selectionSet.location]
            )
        } else if type.isComposite && field.selectionSet == nil {
            let example = type.fields.first.map { "`\(name) { \($0.name) }`" } ?? "`\(name) { __typename }`"
            context.report(
                "`\(name)` is of type \(definition.type): say which of its fields, such as \(example).",
                .leafFieldSelections,
                at: [field.location]
            )
        }
    }
}
