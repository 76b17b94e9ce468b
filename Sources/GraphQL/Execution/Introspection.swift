package import Bytes

/// Answers `__schema` and `__type` (specification, section 4) as JSON text.
///
/// The answer depends on the schema and the document only, so it is made once per plan.
package struct Introspection {
    let schema: Schema
    let fragments: [String: AST.FragmentDefinition]
    let variable: (String) -> JSONValue?
    /// How long an answer may be. A longer one is given up.
    let maximumBytes: Int

    package init(
        schema: Schema,
        fragments: [String: AST.FragmentDefinition],
        maximumBytes: Int = .max,
        variable: @escaping (String) -> JSONValue?
    ) {
        self.schema = schema
        self.fragments = fragments
        self.maximumBytes = maximumBytes
        self.variable = variable
    }

    /// Appends the value of a field `__schema` or `__type` of the query root.
    ///
    /// - Returns: false if it is longer than `maximumBytes`; then nothing is appended.
    package func append(_ field: CollectedField, into buffer: inout ByteBuffer) -> Bool {
        let start = buffer.count
        let (limit, isUnbounded) = start.addingReportingOverflow(maximumBytes)
        appendValue(of: field, into: &buffer, limit: isUnbounded ? .max : limit)
        if isUnbounded || buffer.count <= limit { return true }
        buffer.truncate(to: start)
        return false
    }

    private func appendValue(of field: CollectedField, into buffer: inout ByteBuffer, limit: Int) {
        if field.fields[0].name.text == "__schema" {
            object(.schema, field, &buffer, limit)
        } else if case .string(let name)? = argument("name", of: field), schema.type(named: name) != nil {
            object(.type(.named(name)), field, &buffer, limit)
        } else {
            buffer.append("null")
        }
    }

    /// A type with its wrappers: what `__Type` describes.
    private indirect enum Reference {
        case named(String)
        case list(Reference)
        case nonNull(Reference)

        init(_ type: AST.TypeReference) {
            switch type {
            case .named(let name): self = .named(name.text)
            case .list(let item, _): self = .list(Reference(item))
            case .nonNull(let inner): self = .nonNull(Reference(inner))
            }
        }
    }

    /// What an introspection object describes.
    private enum Subject {
        case schema
        case type(Reference)
        case field(FieldDefinition)
        case input(InputValueDefinition)
        case enumValue(EnumValueDefinition)
        case directive(DirectiveDefinition)

        var typeName: String {
            switch self {
            case .schema: "__Schema"
            case .type: "__Type"
            case .field: "__Field"
            case .input: "__InputValue"
            case .enumValue: "__EnumValue"
            case .directive: "__Directive"
            }
        }
    }

    /// The value of one introspection field.
    private enum Value {
        case null
        case boolean(Bool)
        case text(String)
        case names([String])
        case object(Subject)
        case objects([Subject])
    }

    /// - Parameter limit: beyond it nothing is added, for the whole will be thrown away.
    private func object(_ subject: Subject, _ field: CollectedField, _ buffer: inout ByteBuffer, _ limit: Int) {
        guard buffer.count <= limit else { return }
        let fields = collectFields(
            field.selectionSets,
            objectType: subject.typeName,
            schema: schema,
            fragments: fragments,
            isIncluded: { includes($0, variable: variable) }
        )
        buffer.append("{")
        for (index, field) in fields.enumerated() {
            if index > 0 { buffer.append(",") }
            buffer.appendJSONString(field.responseName)
            buffer.append(":")
            let name = field.fields[0].name.text
            let value = name == "__typename" ? .text(subject.typeName) : value(name, of: subject, field)
            append(value, field, &buffer, limit)
        }
        buffer.append("}")
    }

    private func append(_ value: Value, _ field: CollectedField, _ buffer: inout ByteBuffer, _ limit: Int) {
        switch value {
        case .null: buffer.append("null")
        case .boolean(let flag): buffer.append(flag ? "true" : "false")
        case .text(let text): buffer.appendJSONString(text)
        case .names(let names): buffer.appendJSON(.array(names.map { .string($0) }))
        case .object(let subject): object(subject, field, &buffer, limit)
        case .objects(let subjects):
            buffer.append("[")
            for (index, subject) in subjects.enumerated() {
                if index > 0 { buffer.append(",") }
                object(subject, field, &buffer, limit)
            }
            buffer.append("]")
        }
    }

    private func argument(_ name: String, of field: CollectedField) -> JSONValue? {
        guard let value = field.fields[0].arguments.first(where: { $0.name.text == name })?.value else { return nil }
        if case .variable(let variable) = value.kind { return self.variable(variable) }
        return value.json
    }

    private func includesDeprecated(_ field: CollectedField) -> Bool {
        argument("includeDeprecated", of: field) == .boolean(true)
    }

    private func value(_ name: String, of subject: Subject, _ field: CollectedField) -> Value {
        switch subject {
        case .schema: return schemaValue(name)
        case .type(let reference): return typeValue(name, reference, field)
        case .field(let definition):
            switch name {
            case "args": return .objects(inputs(definition.arguments, field))
            case "type": return .object(.type(Reference(definition.type)))
            default: return common(name, definition.name, definition.description, definition.deprecationReason)
            }
        case .input(let definition):
            switch name {
            case "type": return .object(.type(Reference(definition.type)))
            case "defaultValue": return definition.defaultValue.map { .text($0.description) } ?? .null
            default: return common(name, definition.name, definition.description, definition.deprecationReason)
            }
        case .enumValue(let definition):
            return common(name, definition.name, definition.description, definition.deprecationReason)
        case .directive(let definition):
            switch name {
            case "isRepeatable": return .boolean(definition.isRepeatable)
            case "locations": return .names(definition.locations.map(\.rawValue))
            case "args": return .objects(inputs(definition.arguments, field))
            default: return common(name, definition.name, definition.description, nil)
            }
        }
    }

    private func common(_ field: String, _ name: String, _ description: String?, _ deprecation: String?) -> Value {
        switch field {
        case "name": .text(name)
        case "description": description.map { .text($0) } ?? .null
        case "isDeprecated": .boolean(deprecation != nil)
        case "deprecationReason": deprecation.map { .text($0) } ?? .null
        default: .null
        }
    }

    private func inputs(_ definitions: [InputValueDefinition], _ field: CollectedField) -> [Subject] {
        definitions.filter { $0.deprecationReason == nil || includesDeprecated(field) }.map { .input($0) }
    }

    private func schemaValue(_ name: String) -> Value {
        func root(_ name: String?) -> Value { name.map { .object(.type(.named($0))) } ?? .null }
        switch name {
        case "description": return schema.description.map { .text($0) } ?? .null
        case "types": return .objects(schema.types.map { .type(.named($0.name)) })
        case "queryType": return root(schema.queryType)
        case "mutationType": return root(schema.mutationType)
        case "subscriptionType": return root(schema.subscriptionType)
        case "directives": return .objects(schema.directives.map { .directive($0) })
        default: return .null
        }
    }

    private func typeValue(_ name: String, _ reference: Reference, _ field: CollectedField) -> Value {
        switch reference {
        case .list(let inner): return name == "kind" ? .text("LIST") : name == "ofType" ? .object(.type(inner)) : .null
        case .nonNull(let inner):
            return name == "kind" ? .text("NON_NULL") : name == "ofType" ? .object(.type(inner)) : .null
        case .named(let typeName):
            guard let type = schema.type(named: typeName) else { return .null }
            return namedTypeValue(name, type, field)
        }
    }

    private func namedTypeValue(_ name: String, _ type: TypeDefinition, _ field: CollectedField) -> Value {
        func types(_ names: [String]) -> Value { .objects(names.map { .type(.named($0)) }) }
        switch (name, type.kind) {
        case ("name", _): return .text(type.name)
        case ("description", _): return type.description.map { .text($0) } ?? .null
        case ("kind", let kind): return .text(kind.introspectionName)
        case ("specifiedByURL", .scalar(let url)): return url.map { .text($0) } ?? .null
        case ("fields", .object(_, let fields)), ("fields", .interface(_, let fields)):
            return .objects(
                fields.filter { $0.deprecationReason == nil || includesDeprecated(field) }.map { .field($0) }
            )
        case ("interfaces", .object(let interfaces, _)), ("interfaces", .interface(let interfaces, _)):
            return types(interfaces)
        case ("possibleTypes", .interface), ("possibleTypes", .union): return types(schema.possibleTypes(of: type.name))
        case ("enumValues", .enumeration(let values)):
            return .objects(
                values.filter { $0.deprecationReason == nil || includesDeprecated(field) }.map { .enumValue($0) }
            )
        case ("inputFields", .inputObject(let fields, _)): return .objects(inputs(fields, field))
        case ("isOneOf", .inputObject(_, let isOneOf)): return .boolean(isOneOf)
        default: return .null
        }
    }
}

extension TypeDefinition.Kind {
    /// The value of `__TypeKind`.
    fileprivate var introspectionName: String {
        switch self {
        case .scalar: "SCALAR"
        case .object: "OBJECT"
        case .interface: "INTERFACE"
        case .union: "UNION"
        case .enumeration: "ENUM"
        case .inputObject: "INPUT_OBJECT"
        }
    }
}
