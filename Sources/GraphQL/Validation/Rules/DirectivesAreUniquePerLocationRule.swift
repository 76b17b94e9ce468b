/// [5.7.3](https://spec.graphql.org/September2025/#sec-Directives-Are-Unique-per-Location): a directive stands in a place once,
/// unless it is repeatable.
struct DirectivesAreUniquePerLocationRule: ValidationRule {
    mutating func directives(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    ) {
        if directives.count < 2 { return }
        var first: [String: SourceLocation] = [:]
        for directive in directives {
            let name = directive.name.text
            guard let other = first[name] else {
                first[name] = directive.location
                continue
            }
            guard context.schema.directive(named: name)?.isRepeatable == false else { continue }
            context.report(
                "`@\(name)` stands here twice, and is not repeatable.",
                .directivesAreUniquePerLocation,
                at: [other, directive.location]
            )
        }
    }
}
