/// [3.4](https://spec.graphql.org/September2025/#sec-Types): every type that a schema names is defined.
enum KnownSchemaTypeNamesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for definition in context.definitions {
            for name in names(in: definition) where context.schema.type(named: name.text) == nil {
                let known = context.schema.types.map(\.name).filter { !$0.hasPrefix("__") }
                context.report(
                    "The type `\(name.text)` is not defined.\(suggestion(name.text, among: known))",
                    .knownTypeNames,
                    at: [name.location]
                )
            }
        }
    }

    private static func names(in definition: AST.Definition) -> [AST.Name] {
        if let schema = definition.schema { return schema.operationTypes.map(\.type) }
        if case .directive(let directive) = definition { return directive.arguments.map(\.type.namedType) }
        switch definition.type?.kind {
        case .object(let interfaces, let fields), .interface(let interfaces, let fields):
            return interfaces + fields.flatMap { $0.arguments.map(\.type.namedType) + [$0.type.namedType] }
        case .union(let members): return members
        case .inputObject(let fields): return fields.map(\.type.namedType)
        default: return []
        }
    }
}
