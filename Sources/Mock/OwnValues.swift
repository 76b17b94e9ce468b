package import GraphQL

/// Values that someone wants to see in the mock, by type and field.
///
///     {
///       "Agreement": { "number": "4100001", "orders": [ { "number": "1" }, { "number": "2" } ] },
///       "AgreementStatus": "EXPIRED",
///       "DateTime": "2026-11-24T10:00:00Z",
///       "Node": "Agreement"
///     }
///
/// An object type has values for some of its fields; a scalar or enum has one value; an interface or union
/// names the object type that stands for it. Inside a field, an object has values for some of its
/// fields, and `__typename` chooses its type.
package struct OwnValues: Sendable {
    private let types: [String: JSONValue]

    /// No values: everything is generated.
    package init() {
        types = [:]
    }

    /// Checks every value against the schema.
    ///
    /// - Throws: every fault found, as `BAD_USER_INPUT`.
    package init(_ json: JSONValue, schema: Schema) throws(ErrorList) {
        guard case .object(let members) = json else {
            throw ErrorList([
                GraphQLError(
                    "The file of values must be a JSON object with a member for each type.",
                    code: .badUserInput
                )
            ])
        }
        types = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        var check = OwnValuesCheck(schema: schema)
        for member in members { check.type(member.name, member.value) }
        guard check.errors.isEmpty else { throw ErrorList(check.errors) }
    }

    /// The value of a scalar or enum type.
    func value(of type: String) -> JSONValue? { types[type] }

    func value(of field: String, on type: String) -> JSONValue? { types[type]?[field] }

    /// The object type that stands for a composite type; `nil` if there is none.
    func objectType(of type: TypeDefinition, schema: Schema) -> String? {
        if case .string(let name)? = types[type.name] { return name }
        return OwnValues.defaultObjectType(of: type, schema: schema)
    }

    /// The object type of one given value.
    func objectType(of type: TypeDefinition, value: JSONValue, schema: Schema) -> String? {
        if case .string(let name)? = value["__typename"] { return name }
        return objectType(of: type, schema: schema)
    }

    static func defaultObjectType(of type: TypeDefinition, schema: Schema) -> String? {
        let possible = schema.possibleTypes(of: type.name)
        if case .union = type.kind { return possible.min() }
        return possible.max()
    }
}

/// Holds given values against the schema, so that a mistake shows when the mock starts.
private struct OwnValuesCheck {
    let schema: Schema
    private(set) var errors: [GraphQLError] = []

    init(schema: Schema) {
        self.schema = schema
    }

    private mutating func report(_ message: String) {
        errors.append(GraphQLError("In the file of values: \(message)", code: .badUserInput))
    }

    mutating func type(_ name: String, _ value: JSONValue) {
        guard let type = schema.type(named: name) else {
            report("the schema has no type `\(name)`.\(suggestion(name, among: schema.types.map(\.name)))")
            return
        }
        switch type.kind {
        case .scalar, .enumeration: leaf(value, type, at: name)
        case .object: fields(value, of: type, at: name)
        case .interface, .union:
            let possible = schema.possibleTypes(of: name)
            if case .string(let chosen) = value, possible.contains(chosen) { return }
            report("`\(name)` must be the name of one of its object types: \(possible.joined(separator: ", ")).")
        case .inputObject: report("`\(name)` is an input type; responses have no value of it.")
        }
    }

    private mutating func fields(_ value: JSONValue, of type: TypeDefinition, at place: String) {
        guard case .object(let members) = value else {
            report("`\(place)` must be an object with values for fields of `\(type.name)`.")
            return
        }
        for member in members where member.name != "__typename" {
            guard let field = type.field(named: member.name) else {
                let hint = suggestion(member.name, among: type.fields.map(\.name))
                report("`\(type.name)` has no field `\(member.name)` (`\(place).\(member.name)`).\(hint)")
                continue
            }
            check(member.value, field.type, at: "\(place).\(member.name)")
        }
    }

    private mutating func check(_ value: JSONValue, _ type: AST.TypeReference, at place: String) {
        switch (type, value) {
        case (.nonNull, .null): report("`\(place)` must not be null (\(type)).")
        case (.nonNull(let inner), _): check(value, inner, at: place)
        case (_, .null): break
        case (.list(let item, _), .array(let items)):
            for (index, value) in items.enumerated() { check(value, item, at: "\(place)[\(index)]") }
        case (.list, _): report("`\(place)` must be a list (\(type)).")
        case (.named(let name), _):
            guard let named = schema.type(named: name.text) else { return }
            if named.isLeaf { leaf(value, named, at: place) } else { object(value, named, at: place) }
        }
    }

    private mutating func leaf(_ value: JSONValue, _ type: TypeDefinition, at place: String) {
        if value == .null || ResultCoercion.coerce(value, to: type) == nil {
            report("`\(place)` must be a value of the type `\(type.name)`.")
        }
    }

    private mutating func object(_ value: JSONValue, _ type: TypeDefinition, at place: String) {
        let possible = schema.possibleTypes(of: type.name)
        var chosen = OwnValues.defaultObjectType(of: type, schema: schema)
        if let name = value["__typename"] {
            guard case .string(let text) = name, possible.contains(text) else {
                report("`\(place).__typename` must be one of \(possible.joined(separator: ", ")).")
                return
            }
            chosen = text
        }
        guard let object = chosen.flatMap({ schema.type(named: $0) }) else { return }
        fields(value, of: object, at: place)
    }
}
