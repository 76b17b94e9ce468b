/// [3.6](https://spec.graphql.org/September2025/#IsValidImplementation()): arguments that a field has beyond those of its
/// interface are not required.
enum ImplementsExtraArgumentsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for (interface, demanded, own) in context.implementedFields(of: type) {
                for argument in own.arguments where argument.isRequired {
                    guard demanded.argument(named: argument.name.text) == nil else { continue }
                    context.report(
                        "`\(type.name).\(own.name.text)(\(argument.name.text):)` is required, but `\(interface.name)` does not have it.",
                        .implementsExtraArguments,
                        at: [argument.start, demanded.start]
                    )
                }
            }
        }
    }
}
