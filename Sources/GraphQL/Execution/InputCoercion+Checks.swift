/// Leaves and members of input values, and what to say of those that do not fit.
extension InputCoercion {
    mutating func scalar(_ value: JSONValue, name: String, at place: Place) -> JSONValue? {
        guard schema.coerces(name) else { return value }
        do throws(ScalarCoercion.Refusal) {
            return try ScalarCoercion.coerce(value, to: name)
        } catch {
            report("must be \(error.expected), found \(LiteralCoercion.described(value)).", at: place)
            return nil
        }
    }

    mutating func scalar(
        literal: AST.Value,
        name: String,
        at place: Place,
        variable: (String) -> JSONValue?
    ) -> JSONValue? {
        guard schema.coerces(name) else { return literal.json(variable) }
        do throws(LiteralCoercion.Fault) {
            return try LiteralCoercion.scalar(literal, scalar: name)
        } catch {
            report(error.clause, at: place)
            return nil
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
        report("must be a value of the enum \(name), found \(LiteralCoercion.described(value)).\(hint)", at: place)
    }
}

extension AST.Value {
    /// The literal as JSON; enum values become strings, variables null.
    var json: JSONValue { json { _ in nil } }

    /// The literal as JSON, for scalars that take anything. Enum values become strings; an absent variable is null in a
    /// list, and its field is left out of an object.
    func json(_ variable: (String) -> JSONValue?) -> JSONValue {
        switch kind {
        case .variable(let name): return variable(name) ?? .null
        case .null: return .null
        case .int(let text): return Int64(text).map { .integer($0) } ?? .number(text)
        case .float(let text): return .number(text)
        case .string(let text, _), .enumeration(let text): return .string(text)
        case .boolean(let flag): return .boolean(flag)
        case .list(let items): return .array(items.map { $0.json(variable) })
        case .object(let fields):
            return .object(
                fields.compactMap { field in
                    if case .variable(let name) = field.value.kind, variable(name) == nil { return nil }
                    return JSONMember(field.name.text, field.value.json(variable))
                }
            )
        }
    }
}
