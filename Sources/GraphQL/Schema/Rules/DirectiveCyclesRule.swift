/// [3.13](https://spec.graphql.org/September2025/#sec-Type-System.Directives): a directive is not used in its own definition,
/// directly or through the types of its arguments.
enum DirectiveCyclesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        let definitions = context.definitions.compactMap { definition -> AST.DirectiveDefinition? in
            if case .directive(let directive) = definition { directive } else { nil }
        }
        let byName = Dictionary(definitions.map { ($0.name.text, $0) }, uniquingKeysWith: { first, _ in first })
        for directive in definitions {
            var found: SourceLocation?
            var seen: Set<String> = []
            var pending = uses(in: directive, context)
            while let use = pending.popLast(), found == nil {
                if use.name.text == directive.name.text { found = use.location }
                guard seen.insert(use.name.text).inserted, let other = byName[use.name.text] else { continue }
                pending += uses(in: other, context)
            }
            guard let found else { continue }
            context.report(
                "`@\(directive.name.text)` is used in its own definition, directly or through others.",
                .directiveCycles,
                at: [directive.name.location, found]
            )
        }
    }

    /// The directives on a directive's arguments and on the types of those, all the way down.
    private static func uses(in directive: AST.DirectiveDefinition, _ context: SchemaContext) -> [AST.Directive] {
        var found: [AST.Directive] = []
        var seen: Set<String> = []
        var pending: [String] = []
        for argument in directive.arguments {
            found += argument.directives
            pending.append(argument.type.namedType.text)
        }
        while let name = pending.popLast() {
            guard seen.insert(name).inserted, let type = context.type(named: name) else { continue }
            found += type.parts.flatMap(\.directives) + type.values.flatMap(\.directives)
            for field in type.inputFields {
                found += field.directives
                pending.append(field.type.namedType.text)
            }
        }
        return found
    }
}
