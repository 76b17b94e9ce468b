/// [3.8](https://spec.graphql.org/September2025/#sec-Unions.Type-Validation): a union has each member once.
enum UniqueUnionMembersRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for names in repeated(type.members) {
                context.report(
                    "The union `\(type.name)` has the member `\(names[0].text)` more than once.",
                    .uniqueUnionMembers,
                    at: names.map(\.location)
                )
            }
        }
    }
}
