/// [3.5](https://spec.graphql.org/September2025/#sec-Scalars.Built-in-Scalars): a built-in scalar may be written out as the
/// scalar that it is, not as another kind of type, and its specification is GraphQL's own.
enum BuiltInScalarsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types where BuiltIns.scalars.contains(type.name) {
            if case .scalar = type.definition.kind { continue }
            context.report(
                "`\(type.name)` is a built-in scalar, and may not be defined as \(type.definition.kind.names.noun).",
                .builtInScalars,
                at: [type.definition.name.location]
            )
        }
        for definition in context.definitions {
            guard let type = definition.type, BuiltIns.scalars.contains(type.name.text) else { continue }
            for directive in type.directives where directive.name.text == "specifiedBy" {
                context.report(
                    "`\(type.name.text)` is a built-in scalar, so `@specifiedBy` may not stand on it.",
                    .builtInScalars,
                    at: [directive.location]
                )
            }
        }
    }
}
