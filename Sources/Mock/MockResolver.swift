package import GraphQL

/// An object of the mock: a type, and the fields for which someone gave values of their own.
package struct MockObject: Sendable {
    var typeName: String
    var own: JSONValue?
}

/// Gives every field of any schema a value, always the same one, and never null unless told so.
///
/// | type | value |
/// | --- | --- |
/// | `Int`, `Float`, `String`, `Boolean`, `ID` | `2`, `3.14`, `"str"`, `true`, `"id"` |
/// | any other scalar | `"str"` |
/// | enum | its first value |
/// | list | two items |
/// | union | an object of the member whose name is first by its characters' codes |
/// | interface | an object of the implementing type whose name is last by its characters' codes |
package struct MockResolver: Resolver {
    let schema: Schema
    let own: OwnValues

    package init(schema: Schema, own: OwnValues = OwnValues()) {
        self.schema = schema
        self.own = own
    }

    package func root(of operation: AST.OperationType, type: TypeDefinition) -> MockObject {
        MockObject(typeName: type.name, own: nil)
    }

    package func resolve(
        _ field: ResolvableField,
        of object: MockObject
    ) throws(GraphQLError) -> ResolvedValue<MockObject> {
        let name = field.definition.name
        if let value = object.own?[name] ?? own.value(of: name, on: object.typeName) {
            return given(value, as: field.definition.type)
        }
        return try generated(field.definition.type)
    }

    package func typeName(of object: MockObject, as abstractType: TypeDefinition) -> String { object.typeName }

    // MARK: Values

    private func generated(_ type: AST.TypeReference) throws(GraphQLError) -> ResolvedValue<MockObject> {
        switch type {
        case .nonNull(let inner): return try generated(inner)
        case .list(let item, _):
            let value = try generated(item)
            return .list([value, value])
        case .named(let name):
            guard let type = schema.type(named: name.text) else { return .null }
            return try generated(type)
        }
    }

    private func generated(_ type: TypeDefinition) throws(GraphQLError) -> ResolvedValue<MockObject> {
        switch type.kind {
        case .scalar: .leaf(own.value(of: type.name) ?? MockResolver.scalar(type.name))
        case .enumeration(let values):
            .leaf(own.value(of: type.name) ?? values.first.map { .string($0.name) } ?? .null)
        case .object, .interface, .union: .object(MockObject(typeName: try objectType(of: type), own: nil))
        case .inputObject: .null
        }
    }

    private static func scalar(_ name: String) -> JSONValue {
        switch name {
        case "Int": .integer(2)
        case "Float": .number("3.14")
        case "Boolean": .boolean(true)
        case "ID": .string("id")
        default: .string("str")
        }
    }

    private func objectType(of type: TypeDefinition) throws(GraphQLError) -> String {
        guard let name = own.objectType(of: type, schema: schema) else {
            throw GraphQLError(
                "No object type implements the interface \(type.name), so there is no value of it. Add one.",
                code: .internalServerError
            )
        }
        return name
    }

    /// A value from the file, which was checked against the type when it was read.
    private func given(_ value: JSONValue, as type: AST.TypeReference) -> ResolvedValue<MockObject> {
        switch (value, type) {
        case (_, .nonNull(let inner)): return given(value, as: inner)
        case (.null, _): return .null
        case (.array(let items), .list(let item, _)): return .list(items.map { given($0, as: item) })
        case (_, .list): return .null
        case (_, .named(let name)):
            guard let type = schema.type(named: name.text), type.isComposite else { return .leaf(value) }
            let chosen = own.objectType(of: type, value: value, schema: schema)
            return chosen.map { .object(MockObject(typeName: $0, own: value)) } ?? .null
        }
    }
}
