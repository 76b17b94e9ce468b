/// [3.6](https://spec.graphql.org/September2025/#IsValidImplementation()): a field has every argument that its interface
/// demands, of exactly the same type.
enum ImplementsArgumentsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for (interface, demanded, own) in context.implementedFields(of: type) {
                for argument in demanded.arguments {
                    let owner = "\(type.name).\(own.name.text)"
                    guard let given = own.argument(named: argument.name.text) else {
                        context.report(
                            "`\(owner)` lacks the argument `\(argument.name.text): \(argument.type)`, which `\(interface.name)` demands.",
                            .implementsArguments,
                            at: [argument.start, own.start]
                        )
                        continue
                    }
                    if given.type.description == argument.type.description { continue }
                    context.report(
                        "`\(owner)(\(argument.name.text):)` is \(given.type), but `\(interface.name)` demands \(argument.type).",
                        .implementsArguments,
                        at: [argument.type.location, given.type.location]
                    )
                }
            }
        }
    }
}
