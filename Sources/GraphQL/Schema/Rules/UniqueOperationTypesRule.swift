/// [3.3.1](https://spec.graphql.org/September2025/#sec-Root-Operation-Types): each root type is given once.
enum UniqueOperationTypesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var first: [AST.OperationType: SourceLocation] = [:]
        for definition in context.definitions {
            guard let schema = definition.schema else { continue }
            for root in schema.operationTypes {
                if let other = first[root.operation] {
                    context.report(
                        "The \(root.operation.rawValue) root type is given twice.",
                        .uniqueOperationTypes,
                        at: [other, root.location]
                    )
                } else {
                    first[root.operation] = root.location
                }
            }
        }
    }
}

extension AST.Definition {
    /// The definition or extension of the schema, if this is one.
    var schema: AST.SchemaDefinition? {
        switch self {
        case .schema(let schema), .schemaExtension(let schema): schema
        default: nil
        }
    }

    /// The definition or extension of a type, if this is one.
    var type: AST.TypeDefinition? {
        switch self {
        case .type(let type), .typeExtension(let type): type
        default: nil
        }
    }
}
