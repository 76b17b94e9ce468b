/// [5.6.2](https://spec.graphql.org/September2025/#sec-Input-Object-Field-Names): a given input field is defined.
struct InputObjectFieldNamesRule: ValidationRule {
    mutating func value(_ value: AST.Value, at position: ValuePosition, _ context: inout ValidationContext) {
        guard case .object(let members) = value.kind, !position.isInsideLeaf,
            let type = position.type.flatMap({ context.schema.type(named: $0.namedType.text) }),
            case .inputObject(let fields, _) = type.kind
        else { return }
        for member in members where !fields.contains(where: { $0.name == member.name.text }) {
            let name = member.name.text
            context.report(
                "`\(type.name)` has no field `\(name)`.\(suggestion(name, among: fields.map(\.name)))",
                .inputObjectFieldNames,
                at: [member.name.location]
            )
        }
    }
}
