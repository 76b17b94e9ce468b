/// [3.8](https://spec.graphql.org/September2025/#sec-Unions.Type-Validation): a union has members.
enum UnionHasMembersRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        for type in context.types where type.isUnion && type.members.isEmpty {
            context.report("The union `\(type.name)` has no members.", .unionHasMembers, at: type.starts)
        }
    }
}
