/// [3.6](https://spec.graphql.org/September2025/#IsValidImplementation()): a field is deprecated only if its interface's is.
enum ImplementsDeprecationRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for (interface, demanded, own) in context.implementedFields(of: type) {
                guard let deprecation = own.directives.deprecation, demanded.directives.deprecation == nil else {
                    continue
                }
                context.report(
                    "`\(type.name).\(own.name.text)` is deprecated, but not in `\(interface.name)`.",
                    .implementsDeprecation,
                    at: [deprecation, own.type.location]
                )
            }
        }
    }
}
