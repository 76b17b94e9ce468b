/// [5.6.4](https://spec.graphql.org/September2025/#sec-Input-Object-Required-Fields): every required input field is given.
struct InputObjectRequiredFieldsRule: ValidationRule {
    mutating func value(_ value: AST.Value, at position: ValuePosition, _ context: inout ValidationContext) {
        guard case .object(let members) = value.kind, !position.isInsideLeaf,
            let type = position.type.flatMap({ context.schema.type(named: $0.namedType.text) }),
            case .inputObject(let fields, _) = type.kind
        else { return }
        for field in fields where field.isRequired {
            guard !members.contains(where: { $0.name.text == field.name }) else { continue }
            context.report(
                "`\(type.name)` needs the field `\(field.name)` (\(field.type)).",
                .inputObjectRequiredFields,
                at: [value.location]
            )
        }
    }
}
