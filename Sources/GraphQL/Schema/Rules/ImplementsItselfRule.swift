/// [3.7](https://spec.graphql.org/September2025/#sec-Interfaces.Type-Validation): no interface implements itself.
enum ImplementsItselfRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types where type.isInterface {
            let own = type.interfaces.filter { $0.text == type.name }
            if own.isEmpty { continue }
            context.report("`\(type.name)` may not implement itself.", .implementsItself, at: own.map(\.location))
        }
    }
}
