/// Everything that is wrong with a schema.
package struct SchemaErrors: Error, Sendable {
    package let errors: [GraphQLError]

    package init(_ errors: [GraphQLError]) {
        self.errors = errors
    }
}

/// Makes a `Schema` of documents: merges extensions into their types, adds what every schema has,
/// and checks section 3 of the specification.
package struct SchemaBuilder {
    var errors: [GraphQLError] = []
    private(set) var types: [TypeDefinition] = []
    private(set) var directives: [DirectiveDefinition] = []
    private var typePositions: [String: Int] = [:]
    private var schemaDefinition: AST.SchemaDefinition?
    private var rootTypes: [AST.OperationType: AST.Name] = [:]
    private var schemaDirectives: [AST.Directive] = []

    /// Builds and checks a schema.
    ///
    /// - Parameter documents: each with its own `source` in its locations.
    /// - Throws: every fault found, as `GRAPHQL_VALIDATION_FAILED`.
    package static func build(_ documents: [AST.Document]) throws(SchemaErrors) -> Schema {
        var builder = SchemaBuilder()
        for document in documents { builder.define(document, isBuiltIn: false) }
        do throws(GraphQLError) {
            let builtIns = try Parser.parseDocument(BuiltIns.sdl, source: .max, limits: .schemas)
            builder.define(builtIns, isBuiltIn: true)
        } catch {
            preconditionFailure("the built-in definitions do not parse: \(error)")
        }
        for document in documents { builder.extend(document) }
        let schema = builder.finished()
        if let schema {
            var checker = SchemaChecker(schema: schema)
            checker.check()
            builder.errors += checker.errors
        }
        guard let schema, builder.errors.isEmpty else { throw SchemaErrors(builder.errors) }
        return schema
    }

    mutating func report(_ message: String, rule: String, at locations: [SourceLocation]) {
        errors.append(GraphQLError(message, code: .validationFailed, at: locations, rule: rule))
    }

    // MARK: Definitions

    private mutating func define(_ document: AST.Document, isBuiltIn: Bool) {
        for definition in document.definitions {
            switch definition {
            case .type(let type): define(type, isBuiltIn: isBuiltIn)
            case .directive(let directive): define(directive, isBuiltIn: isBuiltIn)
            case .schema(let schema):
                if let first = schemaDefinition {
                    report(
                        "A schema is defined once.",
                        rule: "lone-schema-definition",
                        at: [schema.location, first.location]
                    )
                    continue
                }
                schemaDefinition = schema
                schemaDirectives += schema.directives
                addRootTypes(schema.operationTypes)
            case .operation(let operation):
                report(
                    "An operation has no place in a schema.",
                    rule: "type-system-definitions",
                    at: [operation.location]
                )
            case .fragment(let fragment):
                report("A fragment has no place in a schema.", rule: "type-system-definitions", at: [fragment.location])
            case .typeExtension, .schemaExtension: break
            }
        }
    }

    private mutating func define(_ type: AST.TypeDefinition, isBuiltIn: Bool) {
        if !isBuiltIn { checkName(type.name, what: "type") }
        if let position = typePositions[type.name.text] {
            if isBuiltIn { return }
            let locations = [type.name.location] + (types[position].location.map { [$0] } ?? [])
            report("The type `\(type.name.text)` is defined twice.", rule: "unique-type-names", at: locations)
            return
        }
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
        if !isBuiltIn { checkName(directive.name, what: "directive") }
        if let first = directives.first(where: { $0.name == directive.name.text }) {
            if isBuiltIn { return }
            let locations = [directive.name.location] + (first.location.map { [$0] } ?? [])
            report(
                "The directive `@\(directive.name.text)` is defined twice.",
                rule: "unique-directive-names",
                at: locations
            )
            return
        }
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

    private mutating func addRootTypes(_ definitions: [AST.OperationTypeDefinition]) {
        for definition in definitions {
            if let first = rootTypes[definition.operation] {
                report(
                    "The \(definition.operation.rawValue) root type is given twice.",
                    rule: "unique-operation-types",
                    at: [definition.location, first.location]
                )
            }
            rootTypes[definition.operation] = definition.type
        }
    }

    /// Names that begin with two underscores belong to introspection (section 4.2).
    private mutating func checkName(_ name: AST.Name, what: String) {
        guard name.text.hasPrefix("__") else { return }
        report(
            "The \(what) `\(name.text)` has a name that begins with `__`, which is kept for introspection.",
            rule: "reserved-names",
            at: [name.location]
        )
    }

    // MARK: Extensions

    private mutating func extend(_ document: AST.Document) {
        for definition in document.definitions {
            switch definition {
            case .schemaExtension(let schema):
                schemaDirectives += schema.directives
                addRootTypes(schema.operationTypes)
            case .typeExtension(let type): extend(type)
            default: break
            }
        }
    }

    private mutating func extend(_ type: AST.TypeDefinition) {
        guard let position = typePositions[type.name.text] else {
            report(
                "`\(type.name.text)` is extended, but not defined.\(suggestion(type.name.text, among: types.map(\.name)))",
                rule: "possible-type-extensions",
                at: [type.name.location]
            )
            return
        }
        types[position].directives += type.directives
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
        default:
            report(
                "`\(type.name.text)` is extended as another kind of type than it is defined.",
                rule: "possible-type-extensions",
                at: [type.name.location] + (types[position].location.map { [$0] } ?? [])
            )
        }
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

    private mutating func finished() -> Schema? {
        func root(_ operation: AST.OperationType, _ defaultName: String) -> String? {
            if let name = rootTypes[operation] { return name.text }
            return schemaDefinition == nil && typePositions[defaultName] != nil ? defaultName : nil
        }
        for (operation, name) in rootTypes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if let position = typePositions[name.text], case .object = types[position].kind { continue }
            report(
                "The \(operation.rawValue) root type `\(name.text)` is not an object type of this schema.",
                rule: "root-types",
                at: [name.location]
            )
        }
        guard let query = root(.query, "Query") else {
            report(
                "The schema has no query root: define `type Query { … }`, or name another type in `schema { query: … }`.",
                rule: "root-types",
                at: schemaDefinition.map { [$0.location] } ?? []
            )
            return nil
        }
        let mutation = root(.mutation, "Mutation")
        let subscription = root(.subscription, "Subscription")
        let roots = [query, mutation, subscription].compactMap { $0 }
        if Set(roots).count != roots.count {
            report("Query, mutation and subscription roots must be different types.", rule: "root-types", at: [])
        }
        return Schema(
            description: schemaDefinition?.description?.text,
            types: types,
            directives: directives,
            queryType: query,
            mutationType: mutation,
            subscriptionType: subscription,
            appliedDirectives: schemaDirectives
        )
    }
}
