extension AST {
    /// `SchemaDefinition`, or with `extend` `SchemaExtension` (section 3.3).
    package struct SchemaDefinition: Sendable {
        package var description: Description?
        package var directives: [Directive]
        package var operationTypes: [OperationTypeDefinition]
        package var location: SourceLocation

        package init(
            description: Description? = nil,
            directives: [Directive] = [],
            operationTypes: [OperationTypeDefinition] = [],
            at location: SourceLocation
        ) {
            self.description = description
            self.directives = directives
            self.operationTypes = operationTypes
            self.location = location
        }
    }

    /// `RootOperationTypeDefinition : OperationType : NamedType`
    package struct OperationTypeDefinition: Sendable {
        package var operation: OperationType
        package var type: Name
        package var location: SourceLocation

        package init(operation: OperationType, type: Name, at location: SourceLocation) {
            self.operation = operation
            self.type = type
            self.location = location
        }
    }

    /// Any `TypeDefinition`, or with `extend` any `TypeExtension` (sections 3.4 to 3.10).
    package struct TypeDefinition: Sendable {
        package var description: Description?
        package var name: Name
        package var directives: [Directive]
        package var kind: Kind
        package var location: SourceLocation

        package init(
            description: Description? = nil,
            name: Name,
            directives: [Directive] = [],
            kind: Kind,
            at location: SourceLocation
        ) {
            self.description = description
            self.name = name
            self.directives = directives
            self.kind = kind
            self.location = location
        }

        package enum Kind: Sendable {
            case scalar
            case object(interfaces: [Name], fields: [FieldDefinition])
            case interface(interfaces: [Name], fields: [FieldDefinition])
            case union(members: [Name])
            case enumeration(values: [EnumValueDefinition])
            case inputObject(fields: [InputValueDefinition])
        }
    }

    /// `FieldDefinition : Description? Name ArgumentsDefinition? : Type Directives?`
    package struct FieldDefinition: Sendable {
        package var description: Description?
        package var name: Name
        package var arguments: [InputValueDefinition]
        package var type: TypeReference
        package var directives: [Directive]

        package init(
            description: Description? = nil,
            name: Name,
            arguments: [InputValueDefinition] = [],
            type: TypeReference,
            directives: [Directive] = []
        ) {
            self.description = description
            self.name = name
            self.arguments = arguments
            self.type = type
            self.directives = directives
        }
    }

    /// `InputValueDefinition : Description? Name : Type DefaultValue? Directives?`
    package struct InputValueDefinition: Sendable {
        package var description: Description?
        package var name: Name
        package var type: TypeReference
        package var defaultValue: Value?
        package var directives: [Directive]

        package init(
            description: Description? = nil,
            name: Name,
            type: TypeReference,
            defaultValue: Value? = nil,
            directives: [Directive] = []
        ) {
            self.description = description
            self.name = name
            self.type = type
            self.defaultValue = defaultValue
            self.directives = directives
        }
    }

    /// `EnumValueDefinition : Description? EnumValue Directives?`
    package struct EnumValueDefinition: Sendable {
        package var description: Description?
        package var name: Name
        package var directives: [Directive]

        package init(description: Description? = nil, name: Name, directives: [Directive] = []) {
            self.description = description
            self.name = name
            self.directives = directives
        }
    }

    /// `DirectiveDefinition : Description? directive @ Name ArgumentsDefinition? repeatable? on DirectiveLocations`
    package struct DirectiveDefinition: Sendable {
        package var description: Description?
        package var name: Name
        package var arguments: [InputValueDefinition]
        package var isRepeatable: Bool
        package var locations: [DirectiveLocation]
        package var location: SourceLocation

        package init(
            description: Description? = nil,
            name: Name,
            arguments: [InputValueDefinition] = [],
            isRepeatable: Bool = false,
            locations: [DirectiveLocation],
            at location: SourceLocation
        ) {
            self.description = description
            self.name = name
            self.arguments = arguments
            self.isRepeatable = isRepeatable
            self.locations = locations
            self.location = location
        }
    }

    /// `DirectiveLocation` (section 3.13).
    package enum DirectiveLocation: String, Sendable, CaseIterable {
        case query = "QUERY"
        case mutation = "MUTATION"
        case subscription = "SUBSCRIPTION"
        case field = "FIELD"
        case fragmentDefinition = "FRAGMENT_DEFINITION"
        case fragmentSpread = "FRAGMENT_SPREAD"
        case inlineFragment = "INLINE_FRAGMENT"
        case variableDefinition = "VARIABLE_DEFINITION"
        case schema = "SCHEMA"
        case scalar = "SCALAR"
        case object = "OBJECT"
        case fieldDefinition = "FIELD_DEFINITION"
        case argumentDefinition = "ARGUMENT_DEFINITION"
        case interface = "INTERFACE"
        case union = "UNION"
        case enumeration = "ENUM"
        case enumValue = "ENUM_VALUE"
        case inputObject = "INPUT_OBJECT"
        case inputFieldDefinition = "INPUT_FIELD_DEFINITION"
    }
}
