/// [3.1](https://spec.graphql.org/September2025/#sec-Type-System-Extensions): a schema holds no operations and fragments.
enum TypeSystemDefinitionsRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for definition in context.definitions {
            switch definition {
            case .operation(let operation):
                context.report("An operation has no place in a schema.", .typeSystemDefinitions, at: [operation.start])
            case .fragment(let fragment):
                context.report("A fragment has no place in a schema.", .typeSystemDefinitions, at: [fragment.start])
            default: break
            }
        }
    }
}
