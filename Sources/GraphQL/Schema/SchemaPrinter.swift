extension Schema {
    /// The schema as SDL: directives, then types by name, with descriptions. Built-in definitions are left
    /// out, and of applied directives only the specification's own are shown.
    package var sdl: String {
        var definitions: [AST.Definition] = []
        let place = SourceLocation(line: 0, column: 0)
        let usesDefaults =
            queryType == "Query" && (mutationType ?? "Mutation") == "Mutation"
            && (subscriptionType ?? "Subscription") == "Subscription"
        // A type that only looks like a root must not be taken for one (section 3.3.1).
        let looksLikeRoot = AST.OperationType.allCases.contains { operation in
            rootType(for: operation) == nil && type(named: operation.defaultRootName) != nil
        }
        if !usesDefaults || looksLikeRoot || description != nil {
            let roots: [(AST.OperationType, String?)] = [
                (.query, queryType), (.mutation, mutationType), (.subscription, subscriptionType),
            ]
            definitions.append(
                .schema(
                    AST.SchemaDefinition(
                        description: description.map { AST.Description($0, isBlock: true, at: place) },
                        operationTypes: roots.compactMap { operation, name in
                            name.map {
                                AST.OperationTypeDefinition(
                                    operation: operation,
                                    type: AST.Name($0, at: place),
                                    at: place
                                )
                            }
                        },
                        at: place
                    )
                )
            )
        }
        definitions += directives.filter { $0.location != nil }.sorted { $0.name < $1.name }.map { .directive($0.node) }
        let own = types.filter { $0.location != nil && !BuiltIns.scalars.contains($0.name) }
        definitions += own.sorted { $0.name < $1.name }.map { .type($0.node) }
        return Printer.print(AST.Document(definitions: definitions))
    }
}

private let nowhere = SourceLocation(line: 0, column: 0)

private func name(_ text: String) -> AST.Name { AST.Name(text, at: nowhere) }

private func describe(_ text: String?) -> AST.Description? {
    text.map { AST.Description($0, isBlock: true, at: nowhere) }
}

/// `@deprecated`, `@specifiedBy` and `@oneOf` as applied; the gateway's own directives are its own affair.
private func visible(_ directives: [AST.Directive]) -> [AST.Directive] {
    directives.filter { BuiltIns.directives.contains($0.name.text) }
}

extension DirectiveDefinition {
    var node: AST.DirectiveDefinition {
        AST.DirectiveDefinition(
            description: describe(description),
            name: GraphQL.name(name),
            arguments: arguments.map(\.node),
            isRepeatable: isRepeatable,
            locations: locations,
            at: nowhere
        )
    }
}

extension InputValueDefinition {
    fileprivate var node: AST.InputValueDefinition {
        AST.InputValueDefinition(
            description: describe(description),
            name: GraphQL.name(name),
            type: type,
            defaultValue: defaultValue,
            directives: visible(directives)
        )
    }
}

extension FieldDefinition {
    fileprivate var node: AST.FieldDefinition {
        AST.FieldDefinition(
            description: describe(description),
            name: GraphQL.name(name),
            arguments: arguments.map(\.node),
            type: type,
            directives: visible(directives)
        )
    }
}

extension TypeDefinition {
    var node: AST.TypeDefinition {
        let kind: AST.TypeDefinition.Kind =
            switch self.kind {
            case .scalar: .scalar
            case .object(let interfaces, let fields):
                .object(interfaces: interfaces.map(GraphQL.name), fields: fields.map(\.node))
            case .interface(let interfaces, let fields):
                .interface(interfaces: interfaces.map(GraphQL.name), fields: fields.map(\.node))
            case .union(let members): .union(members: members.map(GraphQL.name))
            case .enumeration(let values):
                .enumeration(
                    values: values.map {
                        AST.EnumValueDefinition(
                            description: describe($0.description),
                            name: GraphQL.name($0.name),
                            directives: visible($0.directives)
                        )
                    }
                )
            case .inputObject(let fields, _): .inputObject(fields: fields.map(\.node))
            }
        return AST.TypeDefinition(
            description: describe(description),
            name: GraphQL.name(name),
            directives: visible(directives),
            kind: kind,
            at: nowhere
        )
    }
}
