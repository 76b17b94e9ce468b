/// [3.3](https://spec.graphql.org/September2025/#sec-Schema): a schema is defined once.
enum LoneSchemaDefinitionRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var first: AST.SchemaDefinition?
        for case .schema(let schema) in context.definitions {
            if let first {
                context.report(
                    "A schema is defined once, and this one is at line \(first.location.line) already. Use `extend schema`.",
                    .loneSchemaDefinition,
                    at: [schema.start]
                )
            } else {
                first = schema
            }
        }
    }
}
