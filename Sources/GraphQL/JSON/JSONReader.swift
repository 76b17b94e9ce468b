/// A strict pull reader of JSON text (RFC 8259).
///
/// The caller asks for what it wants and nothing else is built: the request's envelope is
/// read without a tree, and the document's text goes straight into a buffer.
///
///     var reader = JSONReader(bytes)
///     try reader.object { name, reader throws(JSONError) in
///         if name == "query" { try reader.string(into: &document) } else { _ = try reader.value() }
///     }
///     try reader.end()
package struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    package internal(set) var offset = 0
    private var depth = 0
    private let maximumDepth: Int
    /// Names of the objects that are open, so that each does not need memory of its own.
    private var names: [String] = []

    package init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int = 200) {
        self.bytes = bytes.bindMemory(to: UInt8.self)
        self.maximumDepth = maximumDepth
    }

    package enum Kind: Sendable {
        case null
        case boolean
        case number
        case string
        case array
        case object
        case end
        case other
    }

    /// What kind of value stands next.
    package mutating func peek() -> Kind {
        skipWhitespace()
        guard offset < bytes.count else { return .end }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: return .other
        }
    }

    /// Reads an object; a value that `member` does not read is skipped. A name that comes twice is an error.
    package mutating func object(
        _ member: (String, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try open(UInt8(ascii: "{"), "an object")
        let firstName = names.count
        var manyNames: Set<[UInt8]> = []
        if !take(UInt8(ascii: "}")) {
            repeat {
                guard peek() == .string else { throw fail("expected a member's name in double quotes") }
                let start = offset
                let name = try text()
                guard isNew(name, since: firstName, &manyNames) else {
                    throw fail("the member \"\(name.prefix(60))\" comes twice", at: start)
                }
                guard take(UInt8(ascii: ":")) else { throw fail("expected `:` after a member's name") }
                skipWhitespace()
                let valueStart = offset
                try member(name, &self)
                if offset == valueStart { try skip() }
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw fail("expected `,` or `}` in an object") }
        }
        names.removeSubrange(firstName...)
        depth -= 1
    }

    /// Whether an object has no member of that name yet; remembers it.
    ///
    /// Compares bytes: two texts that Unicode holds equivalent are two names. Few names are
    /// compared one by one, many by their hashes, so that an object of any size takes linear time.
    private mutating func isNew(_ name: String, since firstName: Int, _ many: inout Set<[UInt8]>) -> Bool {
        let few = 16
        if many.isEmpty {
            for known in names[firstName...] where known.utf8.elementsEqual(name.utf8) { return false }
            if names.count - firstName < few {
                names.append(name)
                return true
            }
            for known in names[firstName...] { many.insert(Array(known.utf8)) }
        }
        return many.insert(Array(name.utf8)).inserted
    }

    /// Reads an array; a value that `item` does not read is skipped.
    package mutating func array(_ item: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
        try open(UInt8(ascii: "["), "an array")
        if !take(UInt8(ascii: "]")) {
            repeat {
                skipWhitespace()
                let start = offset
                try item(&self)
                if offset == start { try skip() }
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw fail("expected `,` or `]` in an array") }
        }
        depth -= 1
    }

    /// Reads any value.
    package mutating func value() throws(JSONError) -> JSONValue {
        switch peek() {
        case .null:
            try null()
            return .null
        case .boolean: return .boolean(try boolean())
        case .number: return try number()
        case .string: return .string(try text())
        case .array:
            var items: [JSONValue] = []
            try array { reader throws(JSONError) in items.append(try reader.value()) }
            return .array(items)
        case .object:
            var members: [JSONMember] = []
            try object { name, reader throws(JSONError) in members.append(JSONMember(name, try reader.value())) }
            return .object(members)
        case .end: throw fail("the text ends where a value is expected")
        case .other: throw fail("expected a value")
        }
    }

    /// Checks any value as strictly as `value()` does, and builds nothing.
    package mutating func skip() throws(JSONError) {
        switch peek() {
        case .string: try skipString()
        case .array: try array { reader throws(JSONError) in try reader.skip() }
        case .object: try object { _, reader throws(JSONError) in try reader.skip() }
        default: _ = try value()
        }
    }

    /// Reads `null`.
    package mutating func null() throws(JSONError) {
        guard peek() == .null else { throw fail("expected `null`") }
        try literal("null")
    }

    /// Reads `true` or `false`.
    package mutating func boolean() throws(JSONError) -> Bool {
        guard peek() == .boolean else { throw fail("expected `true` or `false`") }
        let isTrue = bytes[offset] == UInt8(ascii: "t")
        try literal(isTrue ? "true" : "false")
        return isTrue
    }

    /// Reads a whole text that is one value.
    package static func value(of text: String) throws(JSONError) -> JSONValue {
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { memory -> Result<JSONValue, JSONError> in
            var reader = JSONReader(memory)
            do throws(JSONError) {
                let value = try reader.value()
                try reader.end()
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Checks that nothing but white space is left.
    package mutating func end() throws(JSONError) {
        guard peek() == .end else { throw fail("there is text behind the value") }
    }

    // MARK: Inside

    /// `ws` (RFC 8259, section 2).
    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        skipWhitespace()
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func open(_ byte: UInt8, _ what: String) throws(JSONError) {
        guard take(byte) else { throw fail("expected \(what)") }
        depth += 1
        if depth > maximumDepth { throw tooDeep() }
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount {
            guard offset < bytes.count, bytes[offset] == word.utf8Start[index] else { throw fail("expected `\(word)`") }
            offset += 1
        }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        var isInteger = true
        func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }
        func digits(_ at: Int) -> Int {
            var at = at
            while byte(at).isDigit { at += 1 }
            return at
        }
        var end = start + (byte(start) == UInt8(ascii: "-") ? 1 : 0)
        let afterInteger = digits(end)
        if afterInteger == end || (byte(end) == UInt8(ascii: "0") && afterInteger > end + 1) {
            throw fail("a number is malformed")
        }
        end = afterInteger
        if byte(end) == UInt8(ascii: ".") {
            isInteger = false
            let fraction = digits(end + 1)
            if fraction == end + 1 { throw fail("a number is malformed") }
            end = fraction
        }
        if byte(end) | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            end += 1
            if byte(end) == UInt8(ascii: "+") || byte(end) == UInt8(ascii: "-") { end += 1 }
            let exponent = digits(end)
            if exponent == end { throw fail("a number is malformed") }
            end = exponent
        }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        offset = end
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        return .number(text)
    }

    /// Looks through the rest for how deep it goes, so that the caller learns how far off it is.
    private func tooDeep() -> JSONError {
        var current = depth
        var actual = depth
        var isInString = false
        var index = offset
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "\\") where isInString: index += 1
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString:
                current += 1
                actual = max(actual, current)
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString:
                current -= 1
            default: break
            }
            index += 1
        }
        var error = fail("the value nests \(actual) levels deep; the limit is \(maximumDepth)", at: offset - 1)
        error.isLimit = true
        return error
    }
}
