/// [3.10](https://spec.graphql.org/September2025/#sec-Input-Objects.Type-Validation): an input object has fields.
enum InputObjectHasFieldsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types where type.isInputObject && type.inputFields.isEmpty {
            context.report(
                "`\(type.name)` has no fields; it needs at least one.",
                .inputObjectHasFields,
                at: type.starts
            )
        }
    }
}
