/// What schema rules may ask, and where they report.
///
/// Rules work on the definitions as written, for only these know all places; `schema` is what they add up to, in
/// which names may still lead nowhere.
struct SchemaContext {
    /// All definitions of all documents, in order.
    let definitions: [AST.Definition]
    /// Types with their extensions, in the order of their definitions; built-in ones are not among them.
    let types: [ExtendedType]
    let schema: Schema
    private(set) var errors: [GraphQLError] = []
    private let index: [String: Int]

    init(documents: [AST.Document], schema: Schema) {
        definitions = documents.flatMap(\.definitions)
        self.schema = schema
        var types: [ExtendedType] = []
        var index: [String: Int] = [:]
        for case .type(let type) in definitions where index[type.name.text] == nil {
            index[type.name.text] = types.count
            types.append(ExtendedType(definition: type))
        }
        for case .typeExtension(let type) in definitions {
            guard let position = index[type.name.text], types[position].definition.kind.isSame(as: type.kind) else {
                continue
            }
            types[position].extensions.append(type)
        }
        self.types = types
        self.index = index
    }

    func type(named name: String) -> ExtendedType? { index[name].map { types[$0] } }

    mutating func report(_ message: String, _ rule: Rule, at locations: [SourceLocation]) {
        errors.append(
            GraphQLError(message.abridged, code: .validationFailed, at: locations, rule: rule.rawValue)
        )
    }

    mutating func add(_ errors: [GraphQLError]) { self.errors += errors }
}

/// A type's definition with its extensions of the same kind.
struct ExtendedType {
    let definition: AST.TypeDefinition
    var extensions: [AST.TypeDefinition] = []

    init(definition: AST.TypeDefinition) { self.definition = definition }

    var name: String { definition.name.text }
    var parts: [AST.TypeDefinition] { [definition] + extensions }
    /// Where the definition and its extensions begin.
    var starts: [SourceLocation] { parts.map(\.start) }

    /// Interfaces that an object or interface names.
    var interfaces: [AST.Name] {
        parts.flatMap { part -> [AST.Name] in
            switch part.kind {
            case .object(let interfaces, _), .interface(let interfaces, _): interfaces
            default: []
            }
        }
    }

    /// Fields of an object or interface; each name once.
    var fields: [AST.FieldDefinition] {
        var names: Set<String> = []
        return parts.flatMap { part -> [AST.FieldDefinition] in
            switch part.kind {
            case .object(_, let fields), .interface(_, let fields): fields
            default: []
            }
        }.filter { names.insert($0.name.text).inserted }
    }

    /// Fields of an input object; each name once.
    var inputFields: [AST.InputValueDefinition] {
        var names: Set<String> = []
        return parts.flatMap { part -> [AST.InputValueDefinition] in
            if case .inputObject(let fields) = part.kind { fields } else { [] }
        }.filter { names.insert($0.name.text).inserted }
    }

    var members: [AST.Name] {
        parts.flatMap { part -> [AST.Name] in if case .union(let members) = part.kind { members } else { [] } }
    }

    var values: [AST.EnumValueDefinition] {
        parts.flatMap { part -> [AST.EnumValueDefinition] in
            if case .enumeration(let values) = part.kind { values } else { [] }
        }
    }

    var isObject: Bool { if case .object = definition.kind { true } else { false } }
    var isInterface: Bool { if case .interface = definition.kind { true } else { false } }
    var isUnion: Bool { if case .union = definition.kind { true } else { false } }
    var isEnum: Bool { if case .enumeration = definition.kind { true } else { false } }
    var isInputObject: Bool { if case .inputObject = definition.kind { true } else { false } }

    var isOneOf: Bool { parts.contains { $0.directives.contains { $0.name.text == "oneOf" } } && isInputObject }
}

extension AST.TypeDefinition.Kind {
    /// What this kind of type is called, and where directives on it stand.
    var names: (noun: String, location: AST.DirectiveLocation) {
        switch self {
        case .scalar: ("a scalar", .scalar)
        case .object: ("an object type", .object)
        case .interface: ("an interface", .interface)
        case .union: ("a union", .union)
        case .enumeration: ("an enum", .enumeration)
        case .inputObject: ("an input object", .inputObject)
        }
    }

    func isSame(as other: AST.TypeDefinition.Kind) -> Bool { names.location == other.names.location }
}

extension [AST.Directive] {
    /// Where `@deprecated` stands, if it does.
    var deprecation: SourceLocation? { first { $0.name.text == "deprecated" }?.location }
}

extension AST.FieldDefinition {
    func argument(named name: String) -> AST.InputValueDefinition? { arguments.first { $0.name.text == name } }
}

extension AST.InputValueDefinition {
    var isRequired: Bool { type.isNonNull && defaultValue == nil }
}
