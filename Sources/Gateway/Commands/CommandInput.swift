import GraphQL
import Planning

/// The fields of an argument or input object, coerced by the schema, read by name.
package struct CommandInput: Sendable {
    private let values: [String: JSONValue]

    init(_ values: [String: JSONValue]) {
        self.values = values
    }

    private init(_ value: JSONValue) {
        guard case .object(let members) = value else { preconditionFailure("the schema declares an input object here") }
        values = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
    }

    /// A field that the schema declares as a non-null string.
    package func text(_ name: String) -> String {
        guard case .string(let text)? = values[name] else {
            preconditionFailure("the schema does not declare \(name) as a non-null string")
        }
        return text
    }

    /// `nil` if it was not given, or is null.
    package func optionalText(_ name: String) -> String? {
        if case .string(let text)? = values[name] { text } else { nil }
    }

    /// A field that the schema declares as a non-null `Int`.
    package func integer(_ name: String) -> Int {
        guard case .integer(let integer)? = values[name] else {
            preconditionFailure("the schema does not declare \(name) as Int!")
        }
        return Int(integer)
    }

    /// Whether it was given, if only as null.
    package func isGiven(_ name: String) -> Bool { values[name] != nil }

    /// A list of strings or enum values.
    package func texts(_ name: String) -> [String] {
        guard case .array(let items)? = values[name] else { return [] }
        return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    package func object(_ name: String) -> CommandInput {
        guard let value = values[name] else { preconditionFailure("the schema does not declare \(name) as non-null") }
        return CommandInput(value)
    }

    package func objects(_ name: String) -> [CommandInput] {
        guard case .array(let items)? = values[name] else { return [] }
        return items.map { CommandInput($0) }
    }

    /// Whether it was given, and is not null.
    package func has(_ name: String) -> Bool {
        if let value = values[name], value != .null { true } else { false }
    }

    /// The key in an opaque id of this type; `nil` for what is not one: the id of nothing.
    func key(_ name: String, of type: String) -> Int64? {
        keys(name, of: type, count: 1)?[0]
    }

    func keys(_ name: String, of type: String, count: Int) -> [Int64]? {
        guard let text = optionalText(name) else { return nil }
        let types = Array(repeating: ColumnType.int8, count: count)
        return OpaqueKey.decode(text, tag: Fingerprint.of(type), types: types)?.map { bytes in
            (bytes ?? []).reduce(0) { $0 << 8 | Int64($1) }
        }
    }
}
