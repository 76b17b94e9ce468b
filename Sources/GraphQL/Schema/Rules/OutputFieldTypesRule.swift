/// [3.6](https://spec.graphql.org/September2025/#sec-Objects.Type-Validation): a field is of an output type.
enum OutputFieldTypesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for field in type.fields {
                guard case .inputObject? = context.schema.type(named: field.type.namedType.text)?.kind else { continue }
                context.report(
                    "`\(type.name).\(field.name.text)` is of the input type `\(field.type.namedType.text)`, which no field returns.",
                    .outputFieldTypes,
                    at: [field.type.location]
                )
            }
        }
    }
}
