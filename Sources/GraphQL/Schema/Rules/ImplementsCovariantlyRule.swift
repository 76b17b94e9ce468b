/// [3.6](https://spec.graphql.org/September2025/#IsValidImplementationFieldType()): a field is of the type that its interface
/// demands, or of a subtype.
enum ImplementsCovariantlyRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for (interface, demanded, own) in context.implementedFields(of: type)
            where !isSubtype(own.type, of: demanded.type, context.schema) {
                context.report(
                    "`\(type.name).\(own.name.text)` is \(own.type), but `\(interface.name)` demands \(demanded.type).",
                    .implementsCovariantly,
                    at: [demanded.type.location, own.type.location]
                )
            }
        }
    }

    private static func isSubtype(
        _ type: AST.TypeReference,
        of wanted: AST.TypeReference,
        _ schema: Schema
    ) -> Bool {
        switch (type, wanted) {
        case (.nonNull(let inner), .nonNull(let wanted)): isSubtype(inner, of: wanted, schema)
        case (.nonNull(let inner), _): isSubtype(inner, of: wanted, schema)
        case (.list(let item, _), .list(let wanted, _)): isSubtype(item, of: wanted, schema)
        case (.named(let name), .named(let wanted)):
            name.text == wanted.text || schema.possibleTypes(of: wanted.text).contains(name.text)
                || schema.type(named: name.text)?.interfaces.contains(wanted.text) == true
        default: false
        }
    }
}
