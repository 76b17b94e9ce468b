/// [3.10.1](https://spec.graphql.org/September2025/#sec-OneOf-Input-Objects): fields of a `@oneOf` type are nullable and
/// without defaults.
enum OneOfFieldsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types where type.isOneOf {
            for field in type.inputFields {
                if field.type.isNonNull {
                    context.report(
                        "`\(type.name).\(field.name.text)` must be nullable, for the type is @oneOf.",
                        .oneOfFields,
                        at: [field.type.location]
                    )
                }
                if field.defaultValue != nil {
                    context.report(
                        "`\(type.name).\(field.name.text)` may not have a default, for the type is @oneOf.",
                        .oneOfFields,
                        at: [field.start]
                    )
                }
            }
        }
    }
}
