/// [3.4.3](https://spec.graphql.org/September2025/#sec-Type-Extensions): an extended type is defined, and of the same kind.
enum PossibleTypeExtensionsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for case .typeExtension(let type) in context.definitions {
            let name = type.name.text
            if let defined = context.type(named: name)?.definition {
                if defined.kind.isSame(as: type.kind) { continue }
                context.report(
                    "`\(name)` is \(defined.kind.names.noun), but is extended as \(type.kind.names.noun).",
                    .possibleTypeExtensions,
                    at: [defined.start, type.start]
                )
            } else if case .scalar = type.kind, BuiltIns.scalars.contains(name) {
                continue
            } else {
                let known = context.types.filter { $0.definition.kind.isSame(as: type.kind) }.map(\.name)
                context.report(
                    "`\(name)` is extended, but not defined.\(suggestion(name, among: known))",
                    .possibleTypeExtensions,
                    at: [type.name.location]
                )
            }
        }
    }
}
