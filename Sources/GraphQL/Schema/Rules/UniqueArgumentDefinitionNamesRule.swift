/// [3.6.1](https://spec.graphql.org/September2025/#sec-Field-Arguments): a field or directive has each argument once.
enum UniqueArgumentDefinitionNamesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for definition in context.definitions {
            if case .directive(let directive) = definition {
                check(directive.arguments, of: "@\(directive.name.text)", &context)
            }
            switch definition.type?.kind {
            case .object(_, let fields), .interface(_, let fields):
                let type = definition.type?.name.text ?? ""
                for field in fields { check(field.arguments, of: "\(type).\(field.name.text)", &context) }
            default: break
            }
        }
    }

    private static func check(
        _ arguments: [AST.InputValueDefinition],
        of owner: String,
        _ context: inout SchemaContext
    ) {
        for names in repeated(arguments.map(\.name)) {
            context.report(
                "The argument `\(owner)(\(names[0].text):)` is defined more than once.",
                .uniqueArgumentDefinitionNames,
                at: names.map(\.location)
            )
        }
    }
}
