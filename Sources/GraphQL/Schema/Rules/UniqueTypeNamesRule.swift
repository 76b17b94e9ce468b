/// [3.3](https://spec.graphql.org/September2025/#sec-Schema): no two types have one name.
enum UniqueTypeNamesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var first: [String: SourceLocation] = [:]
        for case .type(let type) in context.definitions {
            guard let other = first[type.name.text] else {
                first[type.name.text] = type.name.location
                continue
            }
            context.report(
                "The type `\(type.name.text)` is defined twice. Rename one, or write `extend`.",
                .uniqueTypeNames,
                at: [type.name.location, other]
            )
        }
    }
}
