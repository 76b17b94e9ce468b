/// [3.3.1](https://spec.graphql.org/September2025/#sec-Root-Operation-Types): there is a query root, and roots are object
/// types.
enum RootTypesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var isDefined = false
        for case .schema in context.definitions { isDefined = true }
        let roots = context.rootTypes
        for operation in AST.OperationType.allCases {
            let name = roots[operation]?.text
            // Without a schema definition the roots go by their names.
            let root = name ?? (isDefined ? nil : operation.defaultRootName)
            guard let root, let type = context.schema.type(named: root) else { continue }
            if type.isObject { continue }
            let place = roots[operation]?.location ?? context.type(named: root)?.definition.start
            context.report(
                "The \(operation.rawValue) root `\(root)` is no object type.",
                .rootTypes,
                at: place.map { [$0] } ?? []
            )
        }
        let query = roots[.query]?.text ?? (isDefined ? nil : AST.OperationType.query.defaultRootName)
        if let query, roots[.query] != nil || context.schema.type(named: query) != nil { return }
        var places: [SourceLocation] = []
        for case .schema(let schema) in context.definitions where places.isEmpty { places = [schema.start] }
        context.report(
            "The schema has no query root: define `type Query { … }`, or name another type in `schema { query: … }`.",
            .rootTypes,
            at: places
        )
    }
}

extension SchemaContext {
    /// The root types that the schema's definition and extensions name.
    var rootTypes: [AST.OperationType: AST.Name] {
        var roots: [AST.OperationType: AST.Name] = [:]
        for definition in definitions {
            for root in definition.schema?.operationTypes ?? [] where roots[root.operation] == nil {
                roots[root.operation] = root.type
            }
        }
        return roots
    }
}

extension AST.OperationType {
    /// The name of the root type of a schema that has no definition of its own (section 3.3.1).
    var defaultRootName: String {
        switch self {
        case .query: "Query"
        case .mutation: "Mutation"
        case .subscription: "Subscription"
        }
    }
}
