/// A JSON value (RFC 8259) as it came in a request, and the form of coerced input values.
///
/// After coercion (specification, section 3): `Int` is `.integer`, `Float` is `.number`,
/// an enum value is `.string` with its name, an input object is `.object` in the order of
/// the type's fields, with defaults filled in.
package enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, as written, so that nothing of it is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; names are unique (the reader refuses duplicates).
    case object([JSONMember])
}

/// One name and value of a JSON object.
package struct JSONMember: Sendable, Hashable {
    package var name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

extension JSONValue {
    /// The member of that name, if this is an object that has one.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
