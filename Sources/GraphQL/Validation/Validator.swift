/// Checks an executable document against a schema (specification, section 5).
package enum Validator {
    /// Every fault found, in the order of the rules' findings, up to `maximumErrors`; empty if the document may run.
    package static func validate(
        _ document: AST.Document,
        schema: Schema,
        limits: OperationLimits = OperationLimits(),
        maximumErrors: Int = 100
    ) -> [GraphQLError] {
        var context = ValidationContext(schema: schema, document: document, maximumErrors: maximumErrors)
        var walk = ValidationWalk(rules: rules.map { $0.init() })
        walk.visit(document, &context)
        if !context.errors.isEmpty { return context.errors }
        // What follows expands fragments, which is safe only in a document without cycles.
        var overlap = OverlappingFieldsRule()
        overlap.document(document, &context)
        limits.check(document, &context)
        return context.errors
    }

    private static var rules: [any ValidationRule.Type] {
        [
            ExecutableDefinitionsRule.self,
            OperationNamesRule.self,
            OperationTypeExistenceRule.self,
            SingleRootFieldRule.self,
            KnownTypeNamesRule.self,
            FieldSelectionsRule.self,
            LeafFieldSelectionsRule.self,
            ArgumentNamesRule.self,
            RequiredArgumentsRule.self,
            FragmentDefinitionsRule.self,
            FragmentCyclesRule.self,
            PossibleFragmentSpreadsRule.self,
            ValuesOfCorrectTypeRule.self,
            DirectivesRule.self,
            VariablesRule.self,
        ]
    }
}

/// One pass over a document that keeps the type at hand and tells each rule what it meets.
struct ValidationWalk {
    var rules: [any ValidationRule]

    mutating func visit(_ document: AST.Document, _ context: inout ValidationContext) {
        each { $0.document(document, &context) }
        for definition in document.definitions {
            switch definition {
            case .operation(let operation): visit(operation, &context)
            case .fragment(let fragment):
                each { $0.fragment(fragment, &context) }
                visit(fragment.directives, at: .fragmentDefinition, &context)
                if let type = context.schema.type(named: fragment.typeCondition.text), type.isComposite {
                    visit(fragment.selectionSet, on: type, &context)
                }
            default: break
            }
        }
    }

    private mutating func each(_ body: (inout any ValidationRule) -> Void) {
        for index in rules.indices { body(&rules[index]) }
    }

    private mutating func visit(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        each { $0.operation(operation, &context) }
        let location: AST.DirectiveLocation =
            switch operation.operation {
            case .query: .query
            case .mutation: .mutation
            case .subscription: .subscription
            }
        visit(operation.directives, at: location, &context)
        for variable in operation.variables { visit(variable.directives, at: .variableDefinition, &context) }
        if let root = context.schema.rootType(for: operation.operation).flatMap({ context.schema.type(named: $0) }) {
            visit(operation.selectionSet, on: root, &context)
        }
    }

    private mutating func visit(
        _ selectionSet: AST.SelectionSet,
        on parent: TypeDefinition,
        _ context: inout ValidationContext
    ) {
        for selection in selectionSet.selections {
            if context.isFull { return }
            switch selection {
            case .field(let field):
                each { $0.field(field, on: parent, &context) }
                visit(field.directives, at: .field, &context)
                guard let definition = context.schema.selectableField(field.name.text, on: parent) else { continue }
                let owner = "\(parent.name).\(field.name.text)"
                each {
                    $0.arguments(field.arguments, of: definition.arguments, owner: owner, at: field.location, &context)
                }
                guard let inner = field.selectionSet,
                    let type = context.schema.type(named: definition.type.namedType.text),
                    type.isComposite
                else { continue }
                visit(inner, on: type, &context)
            case .fragmentSpread(let spread):
                each { $0.spread(spread, on: parent, &context) }
                visit(spread.directives, at: .fragmentSpread, &context)
            case .inlineFragment(let fragment):
                each { $0.inlineFragment(fragment, on: parent, &context) }
                visit(fragment.directives, at: .inlineFragment, &context)
                let type = fragment.typeCondition.map { context.schema.type(named: $0.text) } ?? parent
                if let type, type.isComposite { visit(fragment.selectionSet, on: type, &context) }
            }
        }
    }

    private mutating func visit(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    ) {
        if directives.isEmpty { return }
        each { $0.directives(directives, at: location, &context) }
        for directive in directives {
            guard let definition = context.schema.directive(named: directive.name.text) else { continue }
            let owner = "@\(definition.name)"
            each {
                $0.arguments(
                    directive.arguments,
                    of: definition.arguments,
                    owner: owner,
                    at: directive.location,
                    &context
                )
            }
        }
    }
}
