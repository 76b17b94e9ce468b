/// [5.7](https://spec.graphql.org/September2025/#sec-Validation.Directives): directives exist, stand where they may, and
/// come once unless they are repeatable.
struct DirectivesRule: ValidationRule {
    mutating func directives(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    ) {
        var first: [String: SourceLocation] = [:]
        for directive in directives {
            let name = directive.name.text
            guard let definition = context.schema.directive(named: name) else {
                context.report(
                    "There is no directive `@\(name)`.\(suggestion(name, among: context.schema.directives.map(\.name)))",
                    rule: "directives-are-defined",
                    at: [directive.location]
                )
                continue
            }
            if !definition.locations.contains(location) {
                let allowed = definition.locations.map(\.rawValue).joined(separator: ", ")
                context.report(
                    "`@\(name)` may not stand on a \(location.rawValue); it may on \(allowed).",
                    rule: "directives-in-valid-locations",
                    at: [directive.location]
                )
            }
            if let other = first[name], !definition.isRepeatable {
                context.report(
                    "`@\(name)` stands here twice.",
                    rule: "directives-are-unique-per-location",
                    at: [other, directive.location]
                )
            }
            if first[name] == nil { first[name] = directive.location }
        }
    }
}
