/// [3.3](https://spec.graphql.org/September2025/#sec-Schema): no two directives have one name.
enum UniqueDirectiveNamesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var first: [String: SourceLocation] = [:]
        for case .directive(let directive) in context.definitions {
            guard let other = first[directive.name.text] else {
                first[directive.name.text] = directive.name.location
                continue
            }
            context.report(
                "The directive `@\(directive.name.text)` is defined twice.",
                .uniqueDirectiveNames,
                at: [other, directive.name.location]
            )
        }
    }
}
