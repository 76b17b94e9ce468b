/// [5.6.1](https://spec.graphql.org/September2025/#sec-Values-of-Correct-Type): a literal fits the type of its place; of a
/// `@oneOf` type exactly one field is given, and that one not null.
struct ValuesOfCorrectTypeRule: ValidationRule {
    mutating func value(_ value: AST.Value, at position: ValuePosition, _ context: inout ValidationContext) {
        guard let type = position.type, !position.isInsideLeaf else { return }
        switch value.kind {
        case .variable: return
        case .null:
            guard type.isNonNull else { return }
            context.report(
                "\(position.subject) must not be null (\(type)).",
                .valuesOfCorrectType,
                at: [value.location]
            )
        case .list:
            // Its items are looked at one by one.
            if case .list = type.nullable { return }
            check(value, named: type.namedType.text, position, &context)
        default: check(value, named: type.namedType.text, position, &context)
        }
    }

    private func check(
        _ value: AST.Value,
        named name: String,
        _ position: ValuePosition,
        _ context: inout ValidationContext
    ) {
        let fault: String? =
            switch context.schema.type(named: name)?.kind {
            case .scalar: LiteralCoercion.scalarFault(value, scalar: name, schema: context.schema)
            case .enumeration(let values): LiteralCoercion.enumFault(value, name: name, values: values)
            case .inputObject(let fields, let isOneOf):
                inputObjectFault(value, name: name, fields: isOneOf ? fields : nil)
            default: nil
            }
        guard let fault else { return }
        context.report("\(position.subject) \(fault)", .valuesOfCorrectType, at: [value.location])
    }

    /// - Parameter fields: of a `@oneOf` type.
    private func inputObjectFault(_ value: AST.Value, name: String, fields: [InputValueDefinition]?) -> String? {
        guard case .object(let members) = value.kind else {
            return "must be an object of type \(name), found \(LiteralCoercion.described(value))."
        }
        guard let fields else { return nil }
        let given = members.filter { member in fields.contains { $0.name == member.name.text } }
        if given.count != 1 {
            return "must have exactly one field (\(name) is a @oneOf type), found \(given.count)."
        }
        if case .null = given[0].value.kind {
            return "must not have null in `\(given[0].name.text)` (\(name) is a @oneOf type)."
        }
        return nil
    }
}
