/// [3.8](https://spec.graphql.org/September2025/#sec-Unions.Type-Validation): a union's members are object types.
enum UnionMembersRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types {
            for member in type.members {
                guard let definition = context.schema.type(named: member.text), !definition.isObject else { continue }
                context.report(
                    "`\(member.text)` in the union `\(type.name)` is no object type.",
                    .unionMembers,
                    at: [member.location]
                )
            }
        }
    }
}
