/// One pass over a document that keeps the type at hand and tells each rule what it meets.
struct ValidationWalk {
    var rules: [any ValidationRule]

    mutating func visit(_ document: AST.Document, _ context: inout ValidationContext) {
        each { $0.document(document, &context) }
        for definition in document.definitions where !context.isFull {
            switch definition {
            case .operation(let operation):
                visit(operation, &context)
                context.close(operation)
            case .fragment(let fragment):
                each { $0.fragment(fragment, &context) }
                visit(fragment.directives, at: .fragmentDefinition, &context)
                visit(fragment.selectionSet, on: composite(fragment.typeCondition, context), &context)
                context.close(fragment)
            default: break
            }
        }
        if !context.isFull { each { $0.finish(&context) } }
    }

    private mutating func each(_ body: (inout any ValidationRule) -> Void) {
        for index in rules.indices { body(&rules[index]) }
    }

    private func composite(_ name: AST.Name, _ context: ValidationContext) -> TypeDefinition? {
        guard let type = context.schema.type(named: name.text), type.isComposite else { return nil }
        return type
    }

    private mutating func visit(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {
        each { $0.operation(operation, &context) }
        for variable in operation.variables {
            each { $0.variable(variable, &context) }
            if let value = variable.defaultValue {
                let isInput = context.schema.type(named: variable.type.namedType.text)?.isInput == true
                visit(
                    value,
                    at: ValuePosition(.variable(variable.name.text), type: isInput ? variable.type : nil),
                    &context
                )
            }
            visit(variable.directives, at: .variableDefinition, &context)
        }
        visit(operation.directives, at: operation.operation.directiveLocation, &context)
        let root = context.schema.rootType(for: operation.operation).flatMap { context.schema.type(named: $0) }
        visit(operation.selectionSet, on: root, &context)
    }

    private mutating func visit(
        _ selectionSet: AST.SelectionSet,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {
        for selection in selectionSet.selections {
            if context.isFull { return }
            switch selection {
            case .field(let field): visit(field, on: parent, &context)
            case .fragmentSpread(let spread):
                context.facts.spreads.append(spread)
                each { $0.spread(spread, on: parent, &context) }
                visit(spread.directives, at: .fragmentSpread, &context)
            case .inlineFragment(let fragment):
                each { $0.inlineFragment(fragment, on: parent, &context) }
                visit(fragment.directives, at: .inlineFragment, &context)
                let type = fragment.typeCondition.map { composite($0, context) } ?? parent
                visit(fragment.selectionSet, on: type, &context)
            }
        }
    }

    private mutating func visit(
        _ field: AST.Field,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {
        let definition = parent.flatMap { context.schema.selectableField(field.name.text, on: $0) }
        each { $0.field(field, definition: definition, on: parent, &context) }
        let owner = ArgumentOwner(
            kind: .field(name: field.name.text, on: parent?.name),
            definitions: definition?.arguments,
            location: field.location
        )
        visit(field.arguments, of: owner, &context)
        visit(field.directives, at: .field, &context)
        guard let inner = field.selectionSet else { return }
        visit(inner, on: definition.flatMap { composite($0.type.namedType, context) }, &context)
    }

    mutating func visit(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    ) {
        if directives.isEmpty { return }
        each { $0.directives(directives, at: location, &context) }
        for directive in directives {
            let owner = ArgumentOwner(
                kind: .directive(directive.name.text),
                definitions: context.schema.directive(named: directive.name.text)?.arguments,
                location: directive.location
            )
            visit(directive.arguments, of: owner, &context)
        }
    }

    private mutating func visit(
        _ arguments: [AST.Argument],
        of owner: ArgumentOwner,
        _ context: inout ValidationContext
    ) {
        if arguments.isEmpty && owner.definitions?.isEmpty != false { return }
        each { $0.arguments(arguments, of: owner, &context) }
        for argument in arguments {
            let definition = owner.definitions?.first { $0.name == argument.name.text }
            let position = ValuePosition(
                .argument(argument.name.text, of: owner.kind),
                type: definition?.type,
                hasDefault: definition?.defaultValue != nil
            )
            visit(argument.value, at: position, &context)
        }
    }

    mutating func visit(_ value: AST.Value, at position: ValuePosition, _ context: inout ValidationContext) {
        each { $0.value(value, at: position, &context) }
        if case .variable(let name) = value.kind {
            context.facts.uses.append(
                ValidationContext.VariableUse(name: name, location: value.location, position: position)
            )
            return
        }
        value.visitParts(at: position, schema: context.schema) { visit($0, at: $1, &context) }
    }
}

extension AST.Value {
    /// Calls back for each item or field of this value, with the place where it stands.
    func visitParts(at position: ValuePosition, schema: Schema, _ body: (AST.Value, ValuePosition) -> Void) {
        switch kind {
        case .list(let items):
            // In a list where none is expected, nothing in particular is.
            var item = ValuePosition(position.subject, type: nil)
            item.isInsideLeaf = true
            if case .list(let type, _)? = position.type?.nullable {
                item = ValuePosition(position.subject, type: type)
                item.isInsideLeaf = position.isInsideLeaf
            }
            for value in items { body(value, item) }
        case .object(let members):
            guard let type = position.type.flatMap({ schema.type(named: $0.namedType.text) }),
                case .inputObject(let fields, let isOneOf) = type.kind
            else {
                for member in members {
                    var place = ValuePosition(.inputField(member.name.text, of: "{}"), type: nil)
                    place.isInsideLeaf = true
                    body(member.value, place)
                }
                return
            }
            for member in members {
                let field = fields.first { $0.name == member.name.text }
                var place = ValuePosition(
                    .inputField(member.name.text, of: type.name),
                    type: field?.type,
                    hasDefault: field?.defaultValue != nil
                )
                if isOneOf { place.oneOfType = type.name }
                place.isInsideLeaf = position.isInsideLeaf
                body(member.value, place)
            }
        default: break
        }
    }
}

extension AST.OperationType {
    var directiveLocation: AST.DirectiveLocation {
        switch self {
        case .query: .query
        case .mutation: .mutation
        case .subscription: .subscription
        }
    }
}
