/// [3.3.1](https://spec.graphql.org/September2025/#sec-Root-Operation-Types): the query, mutation and subscription roots are
/// different types.
enum DistinctRootTypesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        let roots = context.rootTypes
        let names = AST.OperationType.allCases.compactMap { operation in roots[operation].map { (operation, $0) } }
        let byType = Dictionary(grouping: names, by: \.1.text)
        for (name, uses) in byType.sorted(by: { $0.key < $1.key }) where uses.count > 1 {
            let operations = uses.map(\.0.rawValue).joined(separator: " and ")
            context.report(
                "`\(name)` is the root of \(operations); roots are different types.",
                .distinctRootTypes,
                at: uses.map(\.1.location)
            )
        }
    }
}
