/// [2.1.8](https://spec.graphql.org/September2025/#sec-Names.Reserved-Names): names that begin with two underscores belong to
/// introspection.
enum ReservedNamesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            check(type.name, at: type.definition.start, &context)
            for field in type.fields {
                check(field.name.text, at: field.start, &context)
                for argument in field.arguments { check(argument.name.text, at: argument.start, &context) }
            }
            for field in type.inputFields { check(field.name.text, at: field.start, &context) }
            for value in type.values { check(value.name.text, at: value.start, &context) }
        }
        for case .directive(let directive) in context.definitions {
            check(directive.name.text, at: directive.start, &context)
            for argument in directive.arguments { check(argument.name.text, at: argument.start, &context) }
        }
    }

    private static func check(_ name: String, at location: SourceLocation, _ context: inout SchemaContext) {
        guard name.hasPrefix("__") else { return }
        context.report(
            "The name `\(name)` begins with `__`, which is kept for introspection.",
            .reservedNames,
            at: [location]
        )
    }
}
