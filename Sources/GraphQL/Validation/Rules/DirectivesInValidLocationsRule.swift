/// [5.7.2](https://spec.graphql.org/September2025/#sec-Directives-Are-in-Valid-Locations): a directive stands where it may.
struct DirectivesInValidLocationsRule: ValidationRule {
    mutating func directives(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    ) {
        for directive in directives {
            guard let definition = context.schema.directive(named: directive.name.text),
                !definition.locations.contains(location)
            else { continue }
            let allowed = definition.locations.map(\.rawValue).joined(separator: ", ")
            context.report(
                "`@\(definition.name)` may not stand on \(location.rawValue); it may on \(allowed).",
                .directivesInValidLocations,
                at: [directive.location]
            )
        }
    }
}
