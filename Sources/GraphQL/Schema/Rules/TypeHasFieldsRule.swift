/// [3.6](https://spec.graphql.org/September2025/#sec-Objects.Type-Validation): an object or interface has fields.
enum TypeHasFieldsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types where (type.isObject || type.isInterface) && type.fields.isEmpty {
            context.report("`\(type.name)` has no fields; it needs at least one.", .typeHasFields, at: type.starts)
        }
    }
}
