/// Result coercion of leaf values (specification, sections 3.5 and 3.9): what a resolver gives
/// becomes what the type promises, without loss, or it is an execution error.
package enum ResultCoercion {
    /// - Returns: the value to write; `nil` if it does not fit the type.
    package static func coerce(_ value: JSONValue, to type: TypeDefinition) -> JSONValue? {
        switch type.kind {
        case .enumeration(let values):
            guard case .string(let name) = value, values.contains(where: { $0.name == name }) else { return nil }
            return value
        case .scalar: return scalar(value, type.name)
        default: return nil
        }
    }

    private static func scalar(_ value: JSONValue, _ name: String) -> JSONValue? {
        switch name {
        case "Int": integer(value)
        case "Float": float(value)
        case "String": text(value)
        case "Boolean": boolean(value)
        case "ID": identifier(value)
        default: value
        }
    }

    /// Section 3.5.1: 32 bits; "1 for the floating-point number 1.0, or 123 for the string "123"".
    private static func integer(_ value: JSONValue) -> JSONValue? {
        guard let number = exactInteger(value), let narrow = Int32(exactly: number) else { return nil }
        return .integer(Int64(narrow))
    }

    private static func exactInteger(_ value: JSONValue) -> Int64? {
        switch value {
        case .integer(let integer): integer
        case .number(let text): Double(text).flatMap { Int64(exactly: $0) }
        case .string(let text): Int64(text)
        default: nil
        }
    }

    /// Section 3.5.2: finite; "1.0 for the integer number 1, or 123.0 for the string "123"".
    private static func float(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .integer: value
        case .number(let text): Double(text)?.isFinite == true ? value : nil
        case .string(let text): isNumber(text) ? .number(text) : nil
        default: nil
        }
    }

    /// Whether a text is a number as JSON writes it, so that it can be written as it stands.
    private static func isNumber(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes))
            guard let first = bytes.first, first > 0x20, reader.peek() == .number,
                let value = try? reader.value(), reader.offset == bytes.count
            else { return false }
            guard case .number(let digits) = value else { return true }
            return Double(digits)?.isFinite == true
        }
    }

    /// Section 3.5.3: ""true" for a boolean true value, or the string "1" for the integer 1".
    private static func text(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string: value
        case .boolean(let flag): .string(flag ? "true" : "false")
        case .integer(let integer): .string(String(integer))
        case .number(let text): Double(text)?.isFinite == true ? .string(text) : nil
        default: nil
        }
    }

    /// Section 3.5.4: "true for non-zero numbers".
    private static func boolean(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .boolean: value
        case .integer(let integer): .boolean(integer != 0)
        case .number(let text): Double(text).flatMap { $0.isFinite ? .boolean($0 != 0) : nil }
        default: nil
        }
    }

    /// Section 3.5.5: always a string, whatever it is inside.
    private static func identifier(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string: value
        case .integer(let integer): .string(String(integer))
        case .number: exactInteger(value).map { .string(String($0)) }
        default: nil
        }
    }
}
