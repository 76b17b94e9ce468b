/// [5.8](https://spec.graphql.org/September2025/#sec-Validation.Variables): variables are defined once and of input types,
/// every use is defined, every variable is used, and each fits the places where it is used.
struct VariablesRule: ValidationRule {
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        var definitions: [String: AST.VariableDefinition] = [:]
        for variable in operation.variables {
            let name = variable.name.text
            if let other = definitions[name] {
                context.report(
                    "The variable `$\(name)` is defined twice.",
                    rule: "variable-uniqueness",
                    at: [other.name.location, variable.name.location]
                )
                continue
            }
            definitions[name] = variable
            checkType(of: variable, &context)
        }
        var uses = VariableUses(schema: context.schema, fragments: context.fragments)
        uses.collect(operation)
        let label = operation.name.map { "the operation `\($0.text)`" } ?? "the operation"
        for use in uses.found {
            guard let definition = definitions[use.name] else {
                context.report(
                    "`$\(use.name)` is not defined by \(label).\(suggestion(use.name, among: Array(definitions.keys)))",
                    rule: "all-variable-uses-defined",
                    at: [use.location, operation.location]
                )
                continue
            }
            check(use, definition, &context)
        }
        let used = Set(uses.found.map(\.name))
        for variable in operation.variables where !used.contains(variable.name.text) {
            context.report(
                "`$\(variable.name.text)` is defined but not used by \(label).",
                rule: "all-variables-used",
                at: [variable.name.location]
            )
        }
    }

    private func checkType(of variable: AST.VariableDefinition, _ context: inout ValidationContext) {
        let named = variable.type.namedType
        guard let type = context.schema.type(named: named.text) else {
            let names = context.schema.types.filter { $0.isInput && !$0.name.hasPrefix("__") }.map(\.name)
            context.report(
                "There is no type `\(named.text)`.\(suggestion(named.text, among: names))",
                rule: "known-type-names",
                at: [named.location]
            )
            return
        }
        guard !type.isInput else { return }
        context.report(
            "`$\(variable.name.text)` is of type \(variable.type), but a variable is a scalar, an enum or an input object.",
            rule: "variables-are-input-types",
            at: [named.location]
        )
    }

    /// `IsVariableUsageAllowed()` (5.8.5).
    private func check(
        _ use: VariableUses.Use,
        _ definition: AST.VariableDefinition,
        _ context: inout ValidationContext
    ) {
        guard let place = use.type else { return }
        var hasDefault = use.hasDefault
        if let value = definition.defaultValue?.kind {
            if case .null = value {} else { hasDefault = true }
        }
        let wanted = place.isNonNull && !definition.type.isNonNull && hasDefault ? place.nullable : place
        if !fits(definition.type, wanted) {
            context.report(
                "`$\(use.name)` is \(definition.type), but here \(place) is expected.",
                rule: "all-variable-usages-are-allowed",
                at: [definition.name.location, use.location]
            )
        } else if use.isOneOfField && !definition.type.isNonNull {
            context.report(
                "`$\(use.name)` is \(definition.type), but the field of a @oneOf type needs \(definition.type)!.",
                rule: "all-variable-usages-are-allowed",
                at: [definition.name.location, use.location]
            )
        }
    }

    /// `AreTypesCompatible()` (5.8.5).
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

/// Where an operation uses variables, through its fragments.
private struct VariableUses {
    struct Use {
        let name: String
        let location: SourceLocation
        /// Type of the place; `nil` if the place itself is unknown.
        let type: AST.TypeReference?
        let hasDefault: Bool
        let isOneOfField: Bool
    }

    let schema: Schema
    let fragments: [String: AST.FragmentDefinition]
    private(set) var found: [Use] = []
    private var visited: Set<String> = []

    init(schema: Schema, fragments: [String: AST.FragmentDefinition]) {
        self.schema = schema
        self.fragments = fragments
    }

    mutating func collect(_ operation: AST.OperationDefinition) {
        collect(operation.directives)
        collect(
            operation.selectionSet,
            on: schema.rootType(for: operation.operation).flatMap { schema.type(named: $0) }
        )
    }

    private mutating func collect(_ selectionSet: AST.SelectionSet, on type: TypeDefinition?) {
        for selection in selectionSet.selections {
            switch selection {
            case .field(let field):
                let definition = type.flatMap { schema.selectableField(field.name.text, on: $0) }
                collect(field.arguments, of: definition?.arguments ?? [])
                collect(field.directives)
                if let inner = field.selectionSet {
                    collect(inner, on: definition.flatMap { schema.type(named: $0.type.namedType.text) })
                }
            case .inlineFragment(let fragment):
                collect(fragment.directives)
                collect(fragment.selectionSet, on: fragment.typeCondition.map { schema.type(named: $0.text) } ?? type)
            case .fragmentSpread(let spread):
                collect(spread.directives)
                guard visited.insert(spread.name.text).inserted, let fragment = fragments[spread.name.text] else {
                    continue
                }
                collect(fragment.directives)
                collect(fragment.selectionSet, on: schema.type(named: fragment.typeCondition.text))
            }
        }
    }

    private mutating func collect(_ directives: [AST.Directive]) {
        for directive in directives {
            collect(directive.arguments, of: schema.directive(named: directive.name.text)?.arguments ?? [])
        }
    }

    private mutating func collect(_ arguments: [AST.Argument], of definitions: [InputValueDefinition]) {
        for argument in arguments {
            let definition = definitions.first { $0.name == argument.name.text }
            collect(argument.value, type: definition?.type, hasDefault: definition?.defaultValue != nil)
        }
    }

    private mutating func collect(
        _ value: AST.Value,
        type: AST.TypeReference?,
        hasDefault: Bool = false,
        isOneOfField: Bool = false
    ) {
        switch value.kind {
        case .variable(let name):
            found.append(
                Use(
                    name: name,
                    location: value.location,
                    type: type,
                    hasDefault: hasDefault,
                    isOneOfField: isOneOfField
                )
            )
        case .list(let items):
            var item = type
            if case .list(let inner, _)? = type?.nullable { item = inner }
            for value in items { collect(value, type: item) }
        case .object(let fields):
            var definitions: [InputValueDefinition] = []
            var oneOf = false
            if case .inputObject(let known, let isOneOf)? = type.flatMap({ schema.type(named: $0.namedType.text) })?
                .kind
            {
                definitions = known
                oneOf = isOneOf
            }
            for field in fields {
                let definition = definitions.first { $0.name == field.name.text }
                collect(
                    field.value,
                    type: definition?.type,
                    hasDefault: definition?.defaultValue != nil,
                    isOneOfField: oneOf
                )
            }
        default: break
        }
    }
}
