package import Bytes

extension ByteBuffer {
    /// Appends a value as JSON text.
    package mutating func appendJSON(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .boolean(let flag): append(flag ? "true" : "false")
        case .integer(let integer): appendDecimal(integer)
        case .number(let text): append(text)
        case .string(let text): appendJSONString(text)
        case .array(let items):
            append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                appendJSON(item)
            }
            append(UInt8(ascii: "]"))
        case .object(let members):
            append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                appendJSONString(member.name)
                append(UInt8(ascii: ":"))
                appendJSON(member.value)
            }
            append(UInt8(ascii: "}"))
        }
    }

    /// Appends an error in the form of the response (specification, section 7.1.6).
    package mutating func appendJSON(_ error: GraphQLError) {
        append("{\"message\":")
        appendJSONString(error.message)
        if !error.locations.isEmpty {
            append(",\"locations\":[")
            for (index, location) in error.locations.enumerated() {
                append(index > 0 ? ",{\"line\":" : "{\"line\":")
                appendDecimal(Int64(location.line))
                append(",\"column\":")
                appendDecimal(Int64(location.column))
                append(UInt8(ascii: "}"))
            }
            append(UInt8(ascii: "]"))
        }
        if let path = error.path {
            append(",\"path\":[")
            for (index, segment) in path.enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                switch segment {
                case .key(let key): appendJSONString(key)
                case .index(let number): appendDecimal(Int64(number))
                }
            }
            append(UInt8(ascii: "]"))
        }
        append(",\"extensions\":{\"code\":")
        appendJSONString(error.code.rawValue)
        if let rule = error.rule {
            append(",\"rule\":")
            appendJSONString(rule)
        }
        for member in error.details {
            append(UInt8(ascii: ","))
            appendJSONString(member.name)
            append(UInt8(ascii: ":"))
            appendJSON(member.value)
        }
        append("}}")
    }

    /// Appends errors as a JSON array.
    package mutating func appendJSON(_ errors: [GraphQLError]) {
        append(UInt8(ascii: "["))
        for (index, error) in errors.enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            appendJSON(error)
        }
        append(UInt8(ascii: "]"))
    }
}
