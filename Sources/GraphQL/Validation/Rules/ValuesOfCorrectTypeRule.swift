/// [5.6](https://spec.graphql.org/September2025/#sec-Values): literals fit the types of their places, and input objects
/// have known, unique and all required fields.
struct ValuesOfCorrectTypeRule: ValidationRule {
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        for variable in operation.variables {
            guard let value = variable.defaultValue,
                let type = context.schema.type(named: variable.type.namedType.text),
                type.isInput
            else { continue }
            check(value, variable.type, label: "The default of `$\(variable.name.text)", &context)
        }
    }

    mutating func arguments(
        _ arguments: [AST.Argument],
        of definitions: [InputValueDefinition],
        owner: String,
        at location: SourceLocation,
        _ context: inout ValidationContext
    ) {
        for argument in arguments {
            guard let definition = definitions.first(where: { $0.name == argument.name.text }) else { continue }
            if case .variable = argument.value.kind { continue }
            check(argument.value, definition.type, label: "Argument `\(definition.name)", &context)
        }
    }

    private func check(
        _ value: AST.Value,
        _ type: AST.TypeReference,
        label: String,
        _ context: inout ValidationContext
    ) {
        var coercion = InputCoercion(schema: context.schema)
        let place = InputCoercion.Place(label: label, location: value.location)
        // Whether a variable fits its place is another rule's question: here it counts as given.
        _ = coercion.coerce(literal: value, to: type, at: place, variable: { _ in .boolean(true) })
        for error in coercion.errors {
            context.report(error.message, rule: "values-of-correct-type", at: error.locations)
        }
        checkUnique(value, &context)
    }

    private func checkUnique(_ value: AST.Value, _ context: inout ValidationContext) {
        switch value.kind {
        case .list(let items): for item in items { checkUnique(item, &context) }
        case .object(let fields):
            var first: [String: SourceLocation] = [:]
            for field in fields {
                if let other = first[field.name.text] {
                    context.report(
                        "The input field `\(field.name.text)` is given twice.",
                        rule: "input-object-field-uniqueness",
                        at: [other, field.name.location]
                    )
                } else {
                    first[field.name.text] = field.name.location
                }
                checkUnique(field.value, &context)
            }
        default: break
        }
    }
}
