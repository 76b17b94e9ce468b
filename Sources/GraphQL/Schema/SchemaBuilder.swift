/// Everything that is wrong with a schema.
package struct SchemaErrors: Error, Sendable {
    package let errors: [GraphQLError]

    package init(_ errors: [GraphQLError]) {
        self.errors = errors
    }
}

/// Makes a `Schema` of documents: merges extensions into their types and adds what every schema has.
///
/// Takes the documents as they are: whether they are right, `SchemaRules` says. Where two definitions have one name,
/// the first counts; an extension that fits no type is left out.
package struct SchemaBuilder {
    private var types: [TypeDefinition] = []
    private var directives: [DirectiveDefinition] = []
    private var typePositions: [String: Int] = [:]
    private var directiveNames: Set<String> = []
    private var schemaDefinition: AST.SchemaDefinition?
    private var rootTypes: [AST.OperationType: String] = [:]
    private var schemaDirectives: [AST.Directive] = []

    /// Builds and checks a schema.
    ///
    /// - Parameter documents: each with its own `source` in its locations.
    /// - Throws: every fault found, at most a hundred, as `GRAPHQL_VALIDATION_FAILED`.
    package static func build(_ documents: [AST.Document]) throws(SchemaErrors) -> Schema {
        var builder = SchemaBuilder()
        for document in documents { builder.define(document, isBuiltIn: false) }
        builder.addBuiltIns()
        for document in documents { builder.extend(document) }
        let schema = builder.schema
        let errors = SchemaRules.check(documents, schema: schema)
        guard errors.isEmpty else { throw SchemaErrors(Array(errors.prefix(100))) }
        return schema
    }

    // MARK: Definitions

    /// What every schema has; parsed once, for a process may build thousands of schemas.
    private static let builtIns: SchemaBuilder = {
        var builder = SchemaBuilder()
        do throws(GraphQLError) {
            let document = try Parser.parseDocument(BuiltIns.sdl, source: .max, limits: .schemas)
            builder.define(document, isBuiltIn: true)
        } catch {
            preconditionFailure("the built-in definitions do not parse: \(error)")
        }
        return builder
    }()

    private mutating func addBuiltIns() {
        for type in SchemaBuilder.builtIns.types where typePositions[type.name] == nil {
            typePositions[type.name] = types.count
            types.append(type)
        }
        for directive in SchemaBuilder.builtIns.directives where directiveNames.insert(directive.name).inserted {
            directives.append(directive)
        }
    }

    private mutating func define(_ document: AST.Document, isBuiltIn: Bool) {
        for definition in document.definitions {
            switch definition {
            case .type(let type): define(type, isBuiltIn: isBuiltIn)
            case .directive(let directive): define(directive, isBuiltIn: isBuiltIn)
            case .schema(let schema):
                guard schemaDefinition == nil else { continue }
                schemaDefinition = schema
                add(schema)
            case .operation, .fragment, .typeExtension, .schemaExtension: break
            }
        }
    }

    private mutating func define(_ type: AST.TypeDefinition, isBuiltIn: Bool) {
        guard typePositions[type.name.text] == nil else { return }
        typePositions[type.name.text] = types.count
        types.append(
            TypeDefinition(
                name: type.name.text,
                description: type.description?.text,
                kind: kind(type),
                directives: type.directives,
                location: isBuiltIn ? nil : type.name.location
            )
        )
    }

    private mutating func define(_ directive: AST.DirectiveDefinition, isBuiltIn: Bool) {
        guard directiveNames.insert(directive.name.text).inserted else { return }
        directives.append(
            DirectiveDefinition(
                name: directive.name.text,
                description: directive.description?.text,
                arguments: directive.arguments.map(inputValue),
                isRepeatable: directive.isRepeatable,
                locations: directive.locations,
                location: isBuiltIn ? nil : directive.name.location
            )
        )
    }

    private mutating func add(_ schema: AST.SchemaDefinition) {
        schemaDirectives += schema.directives
        for root in schema.operationTypes where rootTypes[root.operation] == nil {
            rootTypes[root.operation] = root.type.text
        }
    }

    // MARK: Extensions

    private mutating func extend(_ document: AST.Document) {
        for definition in document.definitions {
            switch definition {
            case .schemaExtension(let schema): add(schema)
            case .typeExtension(let type): extend(type)
            default: break
            }
        }
    }

    private mutating func extend(_ type: AST.TypeDefinition) {
        guard let position = typePositions[type.name.text] else { return }
        switch (types[position].kind, kind(type)) {
        case (.scalar(let url), .scalar(let added)): types[position].kind = .scalar(specifiedByURL: added ?? url)
        case (.object(let interfaces, let fields), .object(let moreInterfaces, let moreFields)):
            types[position].kind = .object(interfaces: interfaces + moreInterfaces, fields: fields + moreFields)
        case (.interface(let interfaces, let fields), .interface(let moreInterfaces, let moreFields)):
            types[position].kind = .interface(interfaces: interfaces + moreInterfaces, fields: fields + moreFields)
        case (.union(let members), .union(let more)): types[position].kind = .union(members: members + more)
        case (.enumeration(let values), .enumeration(let more)):
            types[position].kind = .enumeration(values: values + more)
        case (.inputObject(let fields, let isOneOf), .inputObject(let more, _)):
            types[position].kind = .inputObject(fields: fields + more, isOneOf: isOneOf)
        default: return
        }
        types[position].directives += type.directives
    }

    // MARK: From nodes to definitions

    private func kind(_ type: AST.TypeDefinition) -> TypeDefinition.Kind {
        switch type.kind {
        case .scalar: .scalar(specifiedByURL: argument("url", of: "specifiedBy", in: type.directives))
        case .object(let interfaces, let fields):
            .object(interfaces: interfaces.map(\.text), fields: fields.map(field))
        case .interface(let interfaces, let fields):
            .interface(interfaces: interfaces.map(\.text), fields: fields.map(field))
        case .union(let members): .union(members: members.map(\.text))
        case .enumeration(let values): .enumeration(values: values.map(enumValue))
        case .inputObject(let fields):
            .inputObject(
                fields: fields.map(inputValue),
                isOneOf: type.directives.contains { $0.name.text == "oneOf" }
            )
        }
    }

    private func field(_ field: AST.FieldDefinition) -> FieldDefinition {
        FieldDefinition(
            name: field.name.text,
            description: field.description?.text,
            arguments: field.arguments.map(inputValue),
            type: field.type,
            deprecationReason: deprecation(field.directives),
            directives: field.directives,
            location: field.name.location
        )
    }

    private func inputValue(_ value: AST.InputValueDefinition) -> InputValueDefinition {
        InputValueDefinition(
            name: value.name.text,
            description: value.description?.text,
            type: value.type,
            defaultValue: value.defaultValue,
            deprecationReason: deprecation(value.directives),
            directives: value.directives,
            location: value.name.location
        )
    }

    private func enumValue(_ value: AST.EnumValueDefinition) -> EnumValueDefinition {
        EnumValueDefinition(
            name: value.name.text,
            description: value.description?.text,
            deprecationReason: deprecation(value.directives),
            directives: value.directives,
            location: value.name.location
        )
    }

    private func deprecation(_ directives: [AST.Directive]) -> String? {
        guard directives.contains(where: { $0.name.text == "deprecated" }) else { return nil }
        return argument("reason", of: "deprecated", in: directives) ?? "No longer supported"
    }

    private func argument(_ name: String, of directive: String, in directives: [AST.Directive]) -> String? {
        let value = directives.first { $0.name.text == directive }?.arguments.first { $0.name.text == name }?.value
        if case .string(let text, _)? = value?.kind { return text }
        return nil
    }

    // MARK: The schema

    private var schema: Schema {
        func root(_ operation: AST.OperationType) -> String? {
            if let name = rootTypes[operation] { return name }
            let name = operation.defaultRootName
            return schemaDefinition == nil && typePositions[name] != nil ? name : nil
        }
        let referenced = referencedScalars
        return Schema(
            description: schemaDefinition?.description?.text,
            // Built-in scalars that nothing is of are left out (section 3.5).
            types: types.filter { !BuiltIns.scalars.contains($0.name) || referenced.contains($0.name) },
            directives: directives,
            // Without a query root the schema is refused, and never queried.
            queryType: root(.query) ?? AST.OperationType.query.defaultRootName,
            mutationType: root(.mutation),
            subscriptionType: root(.subscription),
            appliedDirectives: schemaDirectives
        )
    }

    /// The built-in scalars that something is of.
    private var referencedScalars: Set<String> {
        var names: Set<String> = []
        func add(_ type: AST.TypeReference) {
            let name = type.namedType.text
            if BuiltIns.scalars.contains(name) { names.insert(name) }
        }
        func add(_ inputs: [InputValueDefinition]) { for input in inputs { add(input.type) } }
        for directive in directives { add(directive.arguments) }
        for type in types {
            for field in type.fields {
                add(field.type)
                add(field.arguments)
            }
            if case .inputObject(let fields, _) = type.kind { add(fields) }
        }
        return names
    }
}
