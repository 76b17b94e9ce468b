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

    package static func == (one: JSONMember, other: JSONMember) -> Bool {
        one.name.utf8.elementsEqual(other.name.utf8) && one.value == other.value
    }
}

extension JSONValue {
    /// Texts are the same if their bytes are. Swift's own comparison takes canonically equivalent ones for equal (é in one
    /// scalar and in two), and a database does not.
    package static func == (one: JSONValue, other: JSONValue) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.boolean(let one), .boolean(let other)): one == other
        case (.integer(let one), .integer(let other)): one == other
        case (.number(let one), .number(let other)), (.string(let one), .string(let other)):
            one.utf8.elementsEqual(other.utf8)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }

    /// The member of that name, if this is an object that has one.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
