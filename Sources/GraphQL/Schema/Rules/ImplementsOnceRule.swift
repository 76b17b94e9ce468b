/// [3.6](https://spec.graphql.org/September2025/#sec-Objects.Type-Validation): a type implements an interface once.
enum ImplementsOnceRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for names in repeated(type.interfaces) {
                context.report(
                    "`\(type.name)` implements `\(names[0].text)` more than once.",
                    .implementsOnce,
                    at: names.map(\.location)
                )
            }
        }
    }
}
