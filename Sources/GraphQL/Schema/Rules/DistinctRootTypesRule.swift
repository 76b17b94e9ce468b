/// [3.3.1](https://spec.graphql.org/September2025/#sec-Root-Operation-Types): the query, mutation and subscription roots are
/// different types.
enum DistinctRootTypesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        let written = context.rootTypes
        var isDefined = false
        for case .schema in context.definitions { isDefined = true }
        var uses: [String: [AST.OperationType]] = [:]
        for operation in AST.OperationType.allCases {
            // Without a schema definition a root may go by its name, and an extension may name the same type again.
            let name = isDefined ? written[operation]?.text : context.schema.rootType(for: operation)
            if let name { uses[name, default: []].append(operation) }
        }
        for (name, operations) in uses.sorted(by: { $0.key < $1.key }) where operations.count > 1 {
            context.report(
                "`\(name)` is the root of \(operations.map(\.rawValue).joined(separator: " and ")); "
                    + "roots are different types.",
                .distinctRootTypes,
                at: operations.compactMap { written[$0]?.location }
            )
        }
    }
}
