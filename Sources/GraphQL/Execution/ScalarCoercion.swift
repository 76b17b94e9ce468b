/// Input coercion of scalars: the built-in ones (specification, section 3.5) and the gateway's own.
package enum ScalarCoercion {
    /// What was expected instead, in words that follow "must be".
    package struct Refusal: Error, Sendable {
        package let expected: String

        init(_ expected: String) { self.expected = expected }
    }

    /// The custom scalars that the gateway knows, by name, each with the specification that a schema must name
    /// (`@specifiedBy`) for its values to be checked: another schema's `Date` may be anything.
    static let specifications = [
        "Decimal": "https://www.rfc-editor.org/rfc/rfc8259#section-6",
        "DateTime": "https://scalars.graphql.org/andimarek/date-time",
        "Date": "https://scalars.graphql.org/andimarek/local-date",
        "EmailAddress": "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address",
        "CountryCode": "https://www.iso.org/iso-3166-country-codes.html",
        "Locale": "https://www.rfc-editor.org/rfc/rfc5646",
        "Currency": "https://www.iso.org/iso-4217-currency-codes.html",
    ]

    /// A literal as a scalar takes it. Unlike in JSON, `1.0` is no integer (specification, section 3.5.1).
    static func coerce(literal: AST.Value, to scalar: String) throws(Refusal) -> JSONValue {
        if case .float = literal.kind, scalar == "Int" { throw integerRefusal }
        if case .int(let digits) = literal.kind, scalar == "ID" { return .string(digits) }
        if case .float = literal.kind, scalar == "ID" { throw identifierRefusal }
        return try coerce(literal.json, to: scalar)
    }

    /// The value as a scalar takes it. A scalar that the gateway does not know takes anything.
    package static func coerce(_ value: JSONValue, to scalar: String) throws(Refusal) -> JSONValue {
        switch scalar {
        case "Int": return try integer(value)
        case "Float": return try float(value)
        case "String": return try text(value, "a string") { _ in true }
        case "Boolean":
            guard case .boolean = value else { throw Refusal("true or false") }
            return value
        case "ID": return try identifier(value)
        case "Decimal": return try decimal(value)
        case "Date": return try text(value, "a date such as \"2026-11-24\"", CalendarText.isDate)
        case "DateTime":
            return try text(value, "a time with its offset such as \"2026-11-24T10:00:00Z\"", CalendarText.isDateTime)
        case "EmailAddress": return try text(value, "a mail address such as \"anna@contoso.example\"", isEmailAddress)
        case "CountryCode":
            return try text(value, "two capital letters (ISO 3166) such as \"DE\"") { isCapitals($0, 2) }
        case "Currency":
            return try text(value, "three capital letters (ISO 4217) such as \"EUR\"") { isCapitals($0, 3) }
        case "Locale": return try text(value, "a language tag (BCP 47) such as \"en\" or \"pt-BR\"", isLocale)
        default: return value
        }
    }

    private static let integerRefusal = Refusal("an integer from -2147483648 to 2147483647")

    private static func integer(_ value: JSONValue) throws(Refusal) -> JSONValue {
        var number: Int64?
        if case .integer(let integer) = value { number = integer }
        // A JSON number such as 1.0 or 1e2 is an integer too (section 3.5.1).
        if case .number(let text) = value, let double = Double(text), double.magnitude < 1e10,
            double == double.rounded()
        {
            number = Int64(double)
        }
        guard let number, Int32(exactly: number) != nil else {
            throw integerRefusal
        }
        return .integer(number)
    }

    private static func float(_ value: JSONValue) throws(Refusal) -> JSONValue {
        switch value {
        case .integer(let integer): return .number(String(integer))
        case .number(let text):
            guard Double(text)?.isFinite == true else { throw Refusal("a finite number") }
            return value
        default: throw Refusal("a number")
        }
    }

    private static let identifierRefusal = Refusal("an id: a string or an integer")

    private static func identifier(_ value: JSONValue) throws(Refusal) -> JSONValue {
        switch value {
        case .string: return value
        case .integer(let integer): return .string(String(integer))
        // An integer beyond 64 bits is one all the same.
        case .number(let text) where text.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "-") }):
            return .string(text)
        // A JSON number such as 4.0 is an integer too (section 3.5).
        case .number(let text):
            guard let integer = Double(text).flatMap({ Int64(exactly: $0) }) else { throw identifierRefusal }
            return .string(String(integer))
        default: throw identifierRefusal
        }
    }

    private static func decimal(_ value: JSONValue) throws(Refusal) -> JSONValue {
        let refusal = Refusal("a decimal number such as \"12.50\"")
        switch value {
        case .integer(let integer): return .string(String(integer))
        case .number(let text), .string(let text):
            var digits = Substring(text)
            if digits.first == "-" { digits = digits.dropFirst() }
            let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), text.utf8.count <= 100,
                parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) })
            else { throw refusal }
            return .string(text)
        default: throw refusal
        }
    }

    private static func text(
        _ value: JSONValue,
        _ expected: String,
        _ isValid: (String) -> Bool
    ) throws(Refusal) -> JSONValue {
        guard case .string(let text) = value, isValid(text) else { throw Refusal(expected) }
        return value
    }

    private static func isCapitals(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    private static func isLocale(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count), (2...3).contains(parts[0].utf8.count) else { return false }
        return parts.allSatisfy { part in
            (1...8).contains(part.utf8.count) && part.utf8.allSatisfy { $0.isNameContinue && $0 != UInt8(ascii: "_") }
        }
    }

    /// The useful part of RFC 5321: one `@`, a local part of at most 64 bytes, a domain with a dot.
    private static func isEmailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), text.utf8.count <= 254 else { return false }
        let special = "<>()[],;:\\\"".unicodeScalars
        let isClean = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && !special.contains($0) }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return isClean && labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
    }
}
