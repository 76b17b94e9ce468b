/// [3.6](https://spec.graphql.org/September2025/#IsValidImplementation()): a type has every field of its interfaces.
enum ImplementsFieldsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            let own = Set(type.fields.map(\.name.text))
            for interface in context.interfaces(of: type) {
                for field in interface.fields where !own.contains(field.name.text) {
                    context.report(
                        "`\(type.name)` lacks `\(field.name.text): \(field.type)`, which `\(interface.name)` demands.",
                        .implementsFields,
                        at: [field.start] + type.starts
                    )
                }
            }
        }
    }
}
