/// Directives and default values in a schema keep to the rules for documents:
/// [5.4](https://spec.graphql.org/September2025/#sec-Validation.Arguments),
/// [5.6](https://spec.graphql.org/September2025/#sec-Values) and
/// [5.7](https://spec.graphql.org/September2025/#sec-Validation.Directives). The rules themselves are the same ones.
enum AppliedDirectivesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var validation = ValidationContext(
            schema: context.schema,
            document: AST.Document(definitions: []),
            maximumErrors: .max
        )
        var walk = ValidationWalk(rules: rules.map { $0.init() })
        for definition in context.definitions { visit(definition, &walk, &validation) }
        checkUniqueness(context, &validation)
        context.add(validation.errors)
    }

    private static var rules: [any ValidationRule.Type] {
        [
            KnownArgumentNamesRule.self,
            UniqueArgumentNamesRule.self,
            RequiredArgumentsRule.self,
            ValuesOfCorrectTypeRule.self,
            InputObjectFieldNamesRule.self,
            InputObjectFieldUniquenessRule.self,
            InputObjectRequiredFieldsRule.self,
            DirectivesAreDefinedRule.self,
            DirectivesInValidLocationsRule.self,
        ]
    }

    private static func visit(
        _ definition: AST.Definition,
        _ walk: inout ValidationWalk,
        _ context: inout ValidationContext
    ) {
        if let schema = definition.schema { walk.visit(schema.directives, at: .schema, &context) }
        if case .directive(let directive) = definition {
            visit(directive.arguments, of: "@\(directive.name.text)", at: .argumentDefinition, &walk, &context)
        }
        guard let type = definition.type else { return }
        walk.visit(type.directives, at: type.kind.names.location, &context)
        switch type.kind {
        case .object(_, let fields), .interface(_, let fields):
            for field in fields {
                walk.visit(field.directives, at: .fieldDefinition, &context)
                let owner = "\(type.name.text).\(field.name.text)"
                visit(field.arguments, of: owner, at: .argumentDefinition, &walk, &context)
            }
        case .enumeration(let values):
            for value in values { walk.visit(value.directives, at: .enumValue, &context) }
        case .inputObject(let fields):
            visit(fields, of: type.name.text, at: .inputFieldDefinition, &walk, &context)
        case .scalar, .union: break
        }
    }

    private static func visit(
        _ inputs: [AST.InputValueDefinition],
        of owner: String,
        at location: AST.DirectiveLocation,
        _ walk: inout ValidationWalk,
        _ context: inout ValidationContext
    ) {
        for input in inputs {
            walk.visit(input.directives, at: location, &context)
            guard let value = input.defaultValue else { continue }
            let isInput = context.schema.type(named: input.type.namedType.text)?.isInput == true
            let position = ValuePosition(
                .defaultValue(of: input.name.text, in: owner),
                type: isInput ? input.type : nil
            )
            walk.visit(value, at: position, &context)
        }
    }

    /// A directive that is not repeatable stands on a type once, its extensions counted.
    private static func checkUniqueness(_ context: SchemaContext, _ validation: inout ValidationContext) {
        var rule = DirectivesAreUniquePerLocationRule()
        var onSchema: [AST.Directive] = []
        var order: [String] = []
        var onTypes: [String: [AST.Directive]] = [:]
        func checkInputs(_ inputs: [AST.InputValueDefinition], _ validation: inout ValidationContext) {
            for input in inputs { rule.directives(input.directives, at: .argumentDefinition, &validation) }
        }
        for definition in context.definitions {
            onSchema += definition.schema?.directives ?? []
            if case .directive(let directive) = definition { checkInputs(directive.arguments, &validation) }
            guard let type = definition.type else { continue }
            if onTypes[type.name.text] == nil { order.append(type.name.text) }
            onTypes[type.name.text, default: []] += type.directives
            switch type.kind {
            case .object(_, let fields), .interface(_, let fields):
                for field in fields {
                    rule.directives(field.directives, at: .fieldDefinition, &validation)
                    checkInputs(field.arguments, &validation)
                }
            case .enumeration(let values):
                for value in values { rule.directives(value.directives, at: .enumValue, &validation) }
            case .inputObject(let fields): checkInputs(fields, &validation)
            case .scalar, .union: break
            }
        }
        rule.directives(onSchema, at: .schema, &validation)
        for name in order { rule.directives(onTypes[name] ?? [], at: .object, &validation) }
    }
}
