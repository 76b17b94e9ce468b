/// [3.9](https://spec.graphql.org/September2025/#sec-Enums.Type-Validation): an enum has values.
enum EnumHasValuesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types where type.isEnum && type.values.isEmpty {
            context.report("The enum `\(type.name)` has no values.", .enumHasValues, at: type.starts)
        }
    }
}
