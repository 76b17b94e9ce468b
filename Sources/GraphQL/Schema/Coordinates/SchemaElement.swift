/// What a coordinate refers to, with what contains it (specification, section 2.14).
package enum SchemaElement: Sendable {
    case type(TypeDefinition)
    case field(FieldDefinition, of: TypeDefinition)
    case inputField(InputValueDefinition, of: TypeDefinition)
    case enumValue(EnumValueDefinition, of: TypeDefinition)
    case argument(InputValueDefinition, field: FieldDefinition, of: TypeDefinition)
    case directive(DirectiveDefinition)
    case directiveArgument(InputValueDefinition, of: DirectiveDefinition)

    /// The element as SDL, inside of what contains it, of which nothing else is shown.
    ///
    ///     type Query {
    ///       agreements(first: Int): AgreementConnection
    ///     }
    package var sdl: String {
        Printer.print(AST.Document(definitions: [excerpt]))
    }

    private var excerpt: AST.Definition {
        switch self {
        case .type(let type): .type(type.node)
        case .field(let field, let type): .type(type.only(field).node)
        case .inputField(let field, let type):
            .type(TypeDefinition(name: type.name, kind: .inputObject(fields: [field], isOneOf: false)).node)
        case .enumValue(let value, let type):
            .type(TypeDefinition(name: type.name, kind: .enumeration(values: [value])).node)
        case .argument(let argument, let field, let type):
            .type(type.only(FieldDefinition(name: field.name, arguments: [argument], type: field.type)).node)
        case .directive(let directive): .directive(directive.node)
        case .directiveArgument(let argument, let directive):
            .directive(
                DirectiveDefinition(
                    name: directive.name,
                    arguments: [argument],
                    isRepeatable: directive.isRepeatable,
                    locations: directive.locations
                ).node
            )
        }
    }
}

extension Schema {
    /// The element that a coordinate refers to; `nil` if what would contain it exists, but it does not.
    /// Meta-fields and introspection types are no elements.
    ///
    /// - Throws: what contains the element does not exist, or can contain no such thing.
    package func element(at coordinate: SchemaCoordinate) throws(GraphQLError) -> SchemaElement? {
        switch coordinate {
        case .type(let name): return visibleType(name).map(SchemaElement.type)
        case .member(let name, let typeName):
            let type = try container(typeName)
            switch type.kind {
            case .object, .interface: return type.field(named: name).map { .field($0, of: type) }
            case .inputObject(let fields, _):
                return fields.first { $0.name == name }.map { .inputField($0, of: type) }
            case .enumeration(let values):
                return values.first { $0.name == name }.map { .enumValue($0, of: type) }
            case .scalar, .union: throw missing("`\(typeName)` has no members of its own.")
            }
        case .argument(let name, let fieldName, let typeName):
            let type = try container(typeName)
            switch type.kind {
            case .object, .interface: break
            default: throw missing("Only fields of objects and interfaces have arguments; `\(typeName)` is neither.")
            }
            guard let field = type.field(named: fieldName) else {
                throw missing(
                    "`\(typeName)` has no field `\(fieldName)`."
                        + suggestion(fieldName, among: type.fields.map(\.name))
                )
            }
            return field.argument(named: name).map { .argument($0, field: field, of: type) }
        case .directive(let name): return directive(named: name).map(SchemaElement.directive)
        case .directiveArgument(let name, let directiveName):
            guard let directive = directive(named: directiveName) else {
                throw missing(
                    "There is no directive `@\(directiveName)`."
                        + suggestion(directiveName, among: directives.map(\.name))
                )
            }
            return directive.arguments.first { $0.name == name }.map { .directiveArgument($0, of: directive) }
        }
    }

    private func visibleType(_ name: String) -> TypeDefinition? {
        name.hasPrefix("__") ? nil : type(named: name)
    }

    private func container(_ name: String) throws(GraphQLError) -> TypeDefinition {
        if let type = visibleType(name) { return type }
        let names = types.map(\.name).filter { !$0.hasPrefix("__") }
        throw missing("There is no type `\(name)`." + suggestion(name, among: names))
    }

    private func missing(_ message: String) -> GraphQLError { GraphQLError(message, code: .badUserInput) }
}

extension TypeDefinition {
    /// The type with nothing but one of its fields.
    fileprivate func only(_ field: FieldDefinition) -> TypeDefinition {
        let kind: Kind =
            if case .interface = kind {
                .interface(interfaces: [], fields: [field])
            } else {
                .object(interfaces: [], fields: [field])
            }
        return TypeDefinition(name: name, kind: kind)
    }
}
