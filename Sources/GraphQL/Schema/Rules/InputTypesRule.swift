/// [3.6.1](https://spec.graphql.org/September2025/#sec-Field-Arguments): an argument or input field is of an input type.
enum InputTypesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for field in type.fields {
                for argument in field.arguments where !isInput(argument, context) {
                    report(
                        "\(type.name).\(field.name.text)(\(argument.name.text):)",
                        argument,
                        argument.type.location,
                        &context
                    )
                }
            }
            for field in type.inputFields where !isInput(field, context) {
                report("\(type.name).\(field.name.text)", field, field.type.location, &context)
            }
        }
        for case .directive(let directive) in context.definitions {
            for argument in directive.arguments where !isInput(argument, context) {
                report("@\(directive.name.text)(\(argument.name.text):)", argument, argument.start, &context)
            }
        }
    }

    private static func isInput(_ value: AST.InputValueDefinition, _ context: SchemaContext) -> Bool {
        context.schema.type(named: value.type.namedType.text)?.isInput ?? true
    }

    private static func report(
        _ owner: String,
        _ value: AST.InputValueDefinition,
        _ location: SourceLocation,
        _ context: inout SchemaContext
    ) {
        context.report(
            "`\(owner)` is of type `\(value.type.namedType.text)`, which is no scalar, enum or input object.",
            .inputTypes,
            at: [location]
        )
    }
}
