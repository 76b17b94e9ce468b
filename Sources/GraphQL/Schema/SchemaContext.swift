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
        var parts: [[AST.TypeDefinition]] = []
        var index: [String: Int] = [:]
        for case .type(let type) in definitions where index[type.name.text] == nil {
            index[type.name.text] = parts.count
            parts.append([type])
        }
        for case .typeExtension(let type) in definitions {
            guard let position = index[type.name.text], parts[position][0].kind.isSame(as: type.kind) else { continue }
            parts[position].append(type)
        }
        types = parts.map(ExtendedType.init)
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
    /// The definition, and behind it the extensions.
    let parts: [AST.TypeDefinition]
    /// Interfaces that an object or interface names.
    private(set) var interfaces: [AST.Name] = []
    /// Fields of an object or interface; each name once.
    private(set) var fields: [AST.FieldDefinition] = []
    /// Fields of an input object; each name once.
    private(set) var inputFields: [AST.InputValueDefinition] = []
    private(set) var members: [AST.Name] = []
    private(set) var values: [AST.EnumValueDefinition] = []

    /// - Parameter parts: of one kind; at least the definition.
    init(_ parts: [AST.TypeDefinition]) {
        self.parts = parts
        var names: Set<String> = []
        for part in parts {
            switch part.kind {
            case .scalar: break
            case .object(let interfaces, let fields), .interface(let interfaces, let fields):
                self.interfaces += interfaces
                self.fields += fields.filter { names.insert($0.name.text).inserted }
            case .union(let members): self.members += members
            case .enumeration(let values): self.values += values
            case .inputObject(let fields): inputFields += fields.filter { names.insert($0.name.text).inserted }
            }
        }
    }

    var definition: AST.TypeDefinition { parts[0] }
    var extensions: ArraySlice<AST.TypeDefinition> { parts.dropFirst() }
    var name: String { definition.name.text }
    /// Where the definition and its extensions begin.
    var starts: [SourceLocation] { parts.map(\.start) }

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
