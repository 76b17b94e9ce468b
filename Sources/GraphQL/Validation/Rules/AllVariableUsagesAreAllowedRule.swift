/// [5.8.5](https://spec.graphql.org/September2025/#sec-All-Variable-Usages-Are-Allowed): a variable's type fits each place
/// where it is used.
struct AllVariableUsagesAreAllowedRule: ValidationRule {
    mutating func finish(_ context: inout ValidationContext) {
        for (operation, facts) in context.operations where !operation.variables.isEmpty {
            let definitions = Dictionary(operation.variables.map { ($0.name.text, $0) }, uniquingKeysWith: { $1 })
            for use in context.variableUses(of: facts) {
                guard let definition = definitions[use.name] else { continue }
                check(use, definition, &context)
                if context.isFull { return }
            }
        }
    }

    /// `IsVariableUsageAllowed()`.
    private func check(
        _ use: ValidationContext.VariableUse,
        _ definition: AST.VariableDefinition,
        _ context: inout ValidationContext
    ) {
        guard let place = use.position.type, context.schema.type(named: definition.type.namedType.text) != nil else {
            return
        }
        var hasDefault = use.position.hasDefault
        if let value = definition.defaultValue?.kind {
            if case .null = value {} else { hasDefault = true }
        }
        let wanted = place.isNonNull && !definition.type.isNonNull && hasDefault ? place.nullable : place
        if !fits(definition.type, wanted) {
            context.report(
                "`$\(use.name)` is \(definition.type), but \(use.position.subject) expects \(place).",
                .allVariableUsagesAreAllowed,
                at: [definition.start, use.location]
            )
        } else if let oneOf = use.position.oneOfType, !definition.type.isNonNull {
            context.report(
                "`$\(use.name)` is \(definition.type), but a field of the @oneOf type \(oneOf) needs \(definition.type)!.",
                .allVariableUsagesAreAllowed,
                at: [definition.start, use.location]
            )
        }
    }

    /// `AreTypesCompatible()`.
    private func fits(_ type: AST.TypeReference, _ place: AST.TypeReference) -> Bool {
        switch (type, place) {
        case (.nonNull(let inner), .nonNull(let place)): fits(inner, place)
        case (_, .nonNull): false
        case (.nonNull(let inner), _): fits(inner, place)
        case (.list(let item, _), .list(let place, _)): fits(item, place)
        case (.named(let name), .named(let place)): name.text == place.text
        default: false
        }
    }
}
