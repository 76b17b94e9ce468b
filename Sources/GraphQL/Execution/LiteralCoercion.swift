/// What is wrong with a literal of a leaf type, if anything: clauses that follow the name of its place.
enum LiteralCoercion {
    /// What a literal must be and is not.
    struct Fault: Error {
        let clause: String
    }

    /// A literal of a scalar type (specification, section 3.5); of a custom scalar any literal is right unless its
    /// specification is one that the gateway knows.
    static func scalarFault(_ value: AST.Value, scalar: String, schema: Schema) -> String? {
        guard schema.coerces(scalar) else { return nil }
        do throws(Fault) {
            _ = try self.scalar(value, scalar: scalar)
            return nil
        } catch {
            return error.clause
        }
    }

    /// The value of a literal of a scalar type that the gateway knows.
    static func scalar(_ value: AST.Value, scalar: String) throws(Fault) -> JSONValue {
        do throws(ScalarCoercion.Refusal) {
            // A bare name is no scalar's value, though it looks like a string in JSON.
            if case .enumeration = value.kind { _ = try ScalarCoercion.coerce(.array([]), to: scalar) }
            return try ScalarCoercion.coerce(literal: value, to: scalar)
        } catch {
            throw Fault(clause: "must be \(error.expected), found \(described(value)).")
        }
    }

    /// A literal of an enum type (section 3.9): the name of one of its values.
    static func enumFault(_ value: AST.Value, name: String, values: [EnumValueDefinition]) -> String? {
        var hint = ""
        switch value.kind {
        case .enumeration(let text):
            if values.contains(where: { $0.name == text }) { return nil }
            hint = suggestion(text, among: values.map(\.name))
        case .string(let text, _):
            if values.contains(where: { $0.name == text }) { hint = " Write it without quotes." }
        default: break
        }
        return "must be a value of the enum \(name), found \(described(value)).\(hint)"
    }

    static func described(_ value: AST.Value) -> String {
        switch value.kind {
        case .variable(let name): "`$\(name)`".abridged
        case .enumeration(let text): "the name \(text)".abridged
        case .list: "a list"
        case .object: "an object"
        default: described(value.json)
        }
    }

    static func described(_ value: JSONValue) -> String {
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

extension Schema {
    /// Whether the gateway checks values of this scalar: the built-in ones, and its own by their specifications.
    func coerces(_ scalar: String) -> Bool {
        if BuiltIns.scalars.contains(scalar) { return true }
        guard case .scalar(let url?)? = type(named: scalar)?.kind else { return false }
        return ScalarCoercion.specifications[scalar] == url
    }
}
