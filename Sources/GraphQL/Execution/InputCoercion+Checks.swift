/// Leaves and members of input values, and what to say of those that do not fit.
extension InputCoercion {
    mutating func scalar(_ value: JSONValue, name: String, at place: Place) -> JSONValue? {
        do throws(ScalarCoercion.Refusal) {
            return try ScalarCoercion.coerce(value, to: name)
        } catch {
            report("must be \(error.expected), found \(described(value)).", at: place)
            return nil
        }
    }

    /// `Int`, `Float`, `String`, `Boolean`, `ID` (section 3.5).
    func isBuiltIn(_ scalar: String) -> Bool {
        ["Int", "Float", "String", "Boolean", "ID"].contains(scalar)
    }

    func expected(_ scalar: String) -> String {
        do throws(ScalarCoercion.Refusal) {
            _ = try ScalarCoercion.coerce(.array([]), to: scalar)
            return scalar
        } catch {
            return error.expected
        }
    }

    /// A field that is not given: its default, or an error if it is required.
    mutating func fill(_ field: InputValueDefinition, into result: inout [JSONMember], at place: Place) {
        if let literal = field.defaultValue {
            let value = coerce(literal: literal, to: field.type, at: place.member(field.name), variable: { _ in nil })
            if let value { result.append(JSONMember(field.name, value)) }
        } else if field.type.isNonNull {
            report("is required (\(field.type)).", at: place.member(field.name))
        }
    }

    /// Section 3.10.1: exactly one field, and that one not null.
    mutating func checkOneOf(_ given: [(name: String, isNull: Bool)], of type: String, at place: Place) {
        if given.count != 1 {
            report("must have exactly one field (\(type) is a @oneOf type), found \(given.count).", at: place)
        } else if given[0].isNull {
            report("must not be null (\(type) is a @oneOf type).", at: place.member(given[0].name))
        }
    }

    mutating func checkKnown(_ field: String, of type: String, fields: [InputValueDefinition], at place: Place) {
        guard !fields.contains(where: { $0.name == field }) else { return }
        let hint = suggestion(field, among: fields.map(\.name))
        report("has a field `\(field)` that \(type) does not have.\(hint)", at: place)
    }

    mutating func reportEnum(_ value: JSONValue, name: String, values: [EnumValueDefinition], at place: Place) {
        var hint = ""
        if case .string(let text) = value { hint = suggestion(text, among: values.map(\.name)) }
        report("must be a value of the enum \(name), found \(described(value)).\(hint)", at: place)
    }

    func described(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let flag): "\(flag)"
        case .integer(let integer): "\(integer)"
        case .number(let text): String(text.prefix(40))
        case .string(let text): "\"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension AST.Value {
    /// The literal as JSON; enum values become strings, variables null.
    var json: JSONValue {
        switch kind {
        case .variable, .null: .null
        case .int(let text): Int64(text).map { .integer($0) } ?? .number(text)
        case .float(let text): .number(text)
        case .string(let text, _), .enumeration(let text): .string(text)
        case .boolean(let flag): .boolean(flag)
        case .list(let items): .array(items.map(\.json))
        case .object(let fields): .object(fields.map { JSONMember($0.name.text, $0.value.json) })
        }
    }
}
