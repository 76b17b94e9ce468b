/// [3.13.3](https://spec.graphql.org/September2025/#sec--deprecated): what must be given is not deprecated.
enum RequiredNotDeprecatedRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for field in type.fields {
                for argument in field.arguments {
                    check(argument, "\(type.name).\(field.name.text)(\(argument.name.text):)", &context)
                }
            }
            for field in type.inputFields { check(field, "\(type.name).\(field.name.text)", &context) }
        }
        for case .directive(let directive) in context.definitions {
            for argument in directive.arguments {
                check(argument, "@\(directive.name.text)(\(argument.name.text):)", &context)
            }
        }
    }

    private static func check(_ value: AST.InputValueDefinition, _ owner: String, _ context: inout SchemaContext) {
        guard value.isRequired, let deprecation = value.directives.deprecation else { return }
        context.report(
            "`\(owner)` is required (\(value.type)), so it may not be deprecated. Make it nullable or give it a default.",
            .requiredNotDeprecated,
            at: [deprecation, value.type.location]
        )
    }
}
