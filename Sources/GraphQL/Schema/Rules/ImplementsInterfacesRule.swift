/// [3.6](https://spec.graphql.org/September2025/#sec-Objects.Type-Validation): only interfaces are implemented.
enum ImplementsInterfacesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for name in type.interfaces {
                guard let kind = context.schema.type(named: name.text)?.kind else { continue }
                if case .interface = kind { continue }
                context.report(
                    "`\(type.name)` implements `\(name.text)`, which is no interface.",
                    .implementsInterfaces,
                    at: [name.location]
                )
            }
        }
    }
}

extension SchemaContext {
    /// The interfaces that a type implements, each once, as far as they are interfaces.
    func interfaces(of type: ExtendedType) -> [ExtendedType] {
        if type.interfaces.isEmpty { return [] }
        var names: Set<String> = []
        return type.interfaces.compactMap { name in
            guard names.insert(name.text).inserted, let interface = self.type(named: name.text), interface.isInterface
            else { return nil }
            return interface
        }
    }

    /// Fields of an interface, each with the same field of a type that implements it.
    func implementedFields(
        of type: ExtendedType
    ) -> [(interface: ExtendedType, demanded: AST.FieldDefinition, own: AST.FieldDefinition)] {
        if type.interfaces.isEmpty { return [] }
        let fields = Dictionary(type.fields.map { ($0.name.text, $0) }, uniquingKeysWith: { first, _ in first })
        return interfaces(of: type).flatMap { interface in
            interface.fields.compactMap { field in fields[field.name.text].map { (interface, field, $0) } }
        }
    }
}
