/// [3.10.2](https://spec.graphql.org/September2025/#sec-Input-Object-Extensions): no extension makes an input object `@oneOf`.
enum OneOfExtensionRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types where type.isInputObject {
            for directive in type.extensions.flatMap(\.directives) where directive.name.text == "oneOf" {
                context.report(
                    "`@oneOf` belongs to the definition of `\(type.name)`, not to an extension.",
                    .oneOfExtension,
                    at: [directive.location]
                )
            }
        }
    }
}
