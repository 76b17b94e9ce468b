/// A built and checked GraphQL schema (specification, section 3): every name in it resolves.
///
/// Made by `SchemaBuilder` from documents; immutable, and shared by all event loops.
package final class Schema: Sendable {
    package let description: String?
    /// In source order, the files one after the other; built-in scalars that are used and
    /// introspection types last.
    package let types: [TypeDefinition]
    /// In source order; the built-in ones (`@skip`, `@include`, `@deprecated`, `@specifiedBy`, `@oneOf`) last.
    package let directives: [DirectiveDefinition]
    package let queryType: String
    package let mutationType: String?
    package let subscriptionType: String?
    /// Directives applied to the schema itself.
    package let appliedDirectives: [AST.Directive]

    private let typeIndex: [String: Int]
    private let directiveIndex: [String: Int]
    /// For an interface or union: the object types it may be, in source order.
    private let possibleTypes: [String: [String]]

    package init(
        description: String?,
        types: [TypeDefinition],
        directives: [DirectiveDefinition],
        queryType: String,
        mutationType: String?,
        subscriptionType: String?,
        appliedDirectives: [AST.Directive]
    ) {
        self.description = description
        self.types = types
        self.directives = directives
        self.queryType = queryType
        self.mutationType = mutationType
        self.subscriptionType = subscriptionType
        self.appliedDirectives = appliedDirectives
        typeIndex = Dictionary(types.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        directiveIndex = Dictionary(
            directives.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var possible: [String: [String]] = [:]
        for type in types {
            switch type.kind {
            case .object:
                for interface in type.interfaces { possible[interface, default: []].append(type.name) }
            case .union(let members): possible[type.name] = members
            default: break
            }
        }
        possibleTypes = possible
    }

    package func type(named name: String) -> TypeDefinition? {
        typeIndex[name].map { types[$0] }
    }

    package func directive(named name: String) -> DirectiveDefinition? {
        directiveIndex[name].map { directives[$0] }
    }

    /// The root type's name for an operation, if the schema has one.
    package func rootType(for operation: AST.OperationType) -> String? {
        switch operation {
        case .query: queryType
        case .mutation: mutationType
        case .subscription: subscriptionType
        }
    }

    /// The object types that a value of this type may have; an object type has itself
    /// (`GetPossibleTypes()`, section 5.5.2.3).
    package func possibleTypes(of name: String) -> [String] {
        if let possible = possibleTypes[name] { return possible }
        if case .object = type(named: name)?.kind { return [name] }
        return []
    }
}

/// One named type of a schema, with its extensions merged in.
package struct TypeDefinition: Sendable {
    package var name: String
    package var description: String?
    package var kind: Kind
    /// Directives of the definition and its extensions, as written.
    package var directives: [AST.Directive]
    /// Where the name stands in its definition; `nil` for built-in types.
    package var location: SourceLocation?

    package enum Kind: Sendable {
        case scalar(specifiedByURL: String?)
        case object(interfaces: [String], fields: [FieldDefinition])
        case interface(interfaces: [String], fields: [FieldDefinition])
        case union(members: [String])
        case enumeration(values: [EnumValueDefinition])
        case inputObject(fields: [InputValueDefinition], isOneOf: Bool)
    }

    package init(
        name: String,
        description: String? = nil,
        kind: Kind,
        directives: [AST.Directive] = [],
        location: SourceLocation? = nil
    ) {
        self.name = name
        self.description = description
        self.kind = kind
        self.directives = directives
        self.location = location
    }

    /// Fields of an object or interface type; empty for the other kinds.
    package var fields: [FieldDefinition] {
        switch kind {
        case .object(_, let fields), .interface(_, let fields): fields
        default: []
        }
    }

    /// Interfaces that an object or interface type implements; empty for the other kinds.
    package var interfaces: [String] {
        switch kind {
        case .object(let interfaces, _), .interface(let interfaces, _): interfaces
        default: []
        }
    }

    package func field(named name: String) -> FieldDefinition? {
        fields.first { $0.name == name }
    }

    /// Scalars and enums (section 5.3.3: selections end at leaf types).
    package var isLeaf: Bool {
        switch kind {
        case .scalar, .enumeration: true
        default: false
        }
    }

    /// Objects, interfaces and unions: the types a selection set or a fragment may be on.
    package var isComposite: Bool {
        switch kind {
        case .object, .interface, .union: true
        default: false
        }
    }

    /// `IsInputType()` (section 3.4.2), for the named type.
    package var isInput: Bool {
        switch kind {
        case .scalar, .enumeration, .inputObject: true
        default: false
        }
    }
}

/// A field of an object or interface type.
package struct FieldDefinition: Sendable {
    package var name: String
    package var description: String?
    package var arguments: [InputValueDefinition]
    package var type: AST.TypeReference
    package var deprecationReason: String?
    package var directives: [AST.Directive]
    package var location: SourceLocation?

    package init(
        name: String,
        description: String? = nil,
        arguments: [InputValueDefinition] = [],
        type: AST.TypeReference,
        deprecationReason: String? = nil,
        directives: [AST.Directive] = [],
        location: SourceLocation? = nil
    ) {
        self.name = name
        self.description = description
        self.arguments = arguments
        self.type = type
        self.deprecationReason = deprecationReason
        self.directives = directives
        self.location = location
    }

    package func argument(named name: String) -> InputValueDefinition? {
        arguments.first { $0.name == name }
    }
}

/// An argument, or a field of an input object type.
package struct InputValueDefinition: Sendable {
    package var name: String
    package var description: String?
    package var type: AST.TypeReference
    /// As written; checked against the type when the schema is built.
    package var defaultValue: AST.Value?
    package var deprecationReason: String?
    package var directives: [AST.Directive]
    package var location: SourceLocation?

    package init(
        name: String,
        description: String? = nil,
        type: AST.TypeReference,
        defaultValue: AST.Value? = nil,
        deprecationReason: String? = nil,
        directives: [AST.Directive] = [],
        location: SourceLocation? = nil
    ) {
        self.name = name
        self.description = description
        self.type = type
        self.defaultValue = defaultValue
        self.deprecationReason = deprecationReason
        self.directives = directives
        self.location = location
    }

    /// `IsRequiredArgument` / required input field: non-null and without a default (section 5.4.3).
    package var isRequired: Bool { type.isNonNull && defaultValue == nil }
}

/// One value of an enum type.
package struct EnumValueDefinition: Sendable {
    package var name: String
    package var description: String?
    package var deprecationReason: String?
    package var directives: [AST.Directive]
    package var location: SourceLocation?

    package init(
        name: String,
        description: String? = nil,
        deprecationReason: String? = nil,
        directives: [AST.Directive] = [],
        location: SourceLocation? = nil
    ) {
        self.name = name
        self.description = description
        self.deprecationReason = deprecationReason
        self.directives = directives
        self.location = location
    }
}

/// A directive that documents or schemas may use.
package struct DirectiveDefinition: Sendable {
    package var name: String
    package var description: String?
    package var arguments: [InputValueDefinition]
    package var isRepeatable: Bool
    package var locations: [AST.DirectiveLocation]
    package var location: SourceLocation?

    package init(
        name: String,
        description: String? = nil,
        arguments: [InputValueDefinition] = [],
        isRepeatable: Bool = false,
        locations: [AST.DirectiveLocation],
        location: SourceLocation? = nil
    ) {
        self.name = name
        self.description = description
        self.arguments = arguments
        self.isRepeatable = isRepeatable
        self.locations = locations
        self.location = location
    }
}
