import GraphQL

/// What a schema's files declare, extensions merged in, as far as other types are derived from it.
struct DeclaredTypes {
    struct Field {
        let name: String
        let role: FieldRole
    }

    private(set) var definitions: [String: [AST.TypeDefinition]] = [:]
    private(set) var queryType = "Query"

    init(_ documents: [AST.Document]) {
        for document in documents {
            for definition in document.definitions {
                switch definition {
                case .type(let type), .typeExtension(let type): definitions[type.name.text, default: []].append(type)
                case .schema(let schema), .schemaExtension(let schema):
                    for root in schema.operationTypes where root.operation == .query { queryType = root.type.text }
                default: break
                }
            }
        }
    }

    func contains(_ type: String) -> Bool { definitions[type] != nil }

    /// Has a table.
    func isStored(_ type: String) -> Bool {
        definitions[type]?.contains { DirectiveReader(directives: $0.directives).find("table") != nil } ?? false
    }

    /// The fields of a stored type that conditions and orderings may name, in the order of the files.
    func fields(of type: String) -> [Field] {
        allFields(of: type).compactMap { field in role(of: field).map { Field(name: field.name.text, role: $0) } }
    }

    func allFields(of type: String) -> [AST.FieldDefinition] {
        (definitions[type] ?? []).flatMap { definition in
            if case .object(_, let fields) = definition.kind { fields } else { [AST.FieldDefinition]() }
        }
    }

    private func role(of field: AST.FieldDefinition) -> FieldRole? {
        let named = field.type.namedType.text
        guard DirectiveReader(directives: field.directives).find("session") == nil else { return nil }
        if let target = SchemaExpansion.target(ofConnection: named), isStored(target) { return .toMany(target) }
        if isStored(named) { return .toOne(named) }
        guard isLeaf(named) else { return nil }
        if case .list = field.type.nullable { return .list(named) }
        if field.name.text == "id" && named == "ID" { return .identifier }
        if case .enumeration? = definitions[named]?.first?.kind { return .enumeration(named) }
        return .scalar(named)
    }

    private func isLeaf(_ type: String) -> Bool {
        guard let kind = definitions[type]?.first?.kind else { return ScalarClass.builtIn.contains(type) }
        switch kind {
        case .scalar, .enumeration: return true
        default: return false
        }
    }
}

/// What a field of a stored type is to conditions, orderings and aggregates.
enum FieldRole {
    case identifier
    case scalar(String)
    case enumeration(String)
    case list(String)
    case toOne(String)
    case toMany(String)
}

/// What can be asked of a scalar's values.
enum ScalarClass {
    static let builtIn: Set<String> = ["Int", "Float", "String", "Boolean", "ID"]
    /// Compared as text, in parts too.
    static let texts: Set<String> = ["String", "EmailAddress"]
    static let ordered: Set<String> = ["Int", "Float", "Decimal", "Date", "DateTime", "String", "EmailAddress"]
    static let codes: Set<String> = ["CountryCode", "Locale", "Currency"]
    /// Have a sum and an average.
    static let numbers: Set<String> = ["Int", "Float", "Decimal"]
    static let moments: Set<String> = ["Date", "DateTime"]

    /// Have a smallest and a largest value that mean something.
    static func hasExtremes(_ scalar: String) -> Bool { ordered.contains(scalar) || codes.contains(scalar) }
    static func isSortable(_ scalar: String) -> Bool { scalar != "JSON" }
}
