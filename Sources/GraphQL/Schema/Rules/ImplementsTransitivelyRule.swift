/// [3.7](https://spec.graphql.org/September2025/#sec-Interfaces.Type-Validation): a type implements whatever its interfaces
/// implement, and no two interfaces implement each other.
enum ImplementsTransitivelyRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            let own = Set(type.interfaces.map(\.text))
            for interface in context.interfaces(of: type) {
                for parent in interface.interfaces where !own.contains(parent.text) {
                    let places =
                        interface.interfaces.filter { $0.text == parent.text }.map(\.location)
                        + type.interfaces.filter { $0.text == interface.name }.map(\.location)
                    context.report(
                        parent.text == type.name
                            ? "`\(type.name)` and `\(interface.name)` implement each other."
                            : "`\(type.name)` implements `\(interface.name)`, so it must implement `\(parent.text)` too.",
                        .implementsTransitively,
                        at: places
                    )
                }
            }
        }
    }
}
