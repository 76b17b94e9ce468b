/// [3.6](https://spec.graphql.org/September2025/#sec-Objects.Type-Validation): an object, interface or input object has each
/// field once, those of its extensions counted.
enum UniqueFieldDefinitionNamesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var first: [String: [String: SourceLocation]] = [:]
        for definition in context.definitions {
            guard let type = definition.type else { continue }
            for name in fieldNames(type) {
                if let other = first[type.name.text]?[name.text] {
                    context.report(
                        "The field `\(type.name.text).\(name.text)` is defined twice.",
                        .uniqueFieldDefinitionNames,
                        at: [other, name.location]
                    )
                } else {
                    first[type.name.text, default: [:]][name.text] = name.location
                }
            }
        }
    }

    private static func fieldNames(_ type: AST.TypeDefinition) -> [AST.Name] {
        switch type.kind {
        case .object(_, let fields), .interface(_, let fields): fields.map(\.name)
        case .inputObject(let fields): fields.map(\.name)
        default: []
        }
    }
}
