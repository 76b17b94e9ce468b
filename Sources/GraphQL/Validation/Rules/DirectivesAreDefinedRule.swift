/// [5.7.1](https://spec.graphql.org/September2025/#sec-Directives-Are-Defined): a directive that is used is defined.
struct DirectivesAreDefinedRule: ValidationRule {
    mutating func directives(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    ) {
        for directive in directives where context.schema.directive(named: directive.name.text) == nil {
            let name = directive.name.text
            let known = context.schema.directives.filter { $0.locations.contains(location) }.map(\.name)
            context.report(
                "There is no directive `@\(name)`.\(suggestion(name, among: known))",
                .directivesAreDefined,
                at: [directive.location]
            )
        }
    }
}
