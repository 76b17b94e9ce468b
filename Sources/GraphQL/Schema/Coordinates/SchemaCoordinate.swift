/// The name of one element of a schema, as tools and documentation write it (specification, section 2.14):
/// `Type`, `Type.member`, `Type.field(argument:)`, `@directive` and `@directive(argument:)`.
///
/// Each element has exactly one, so equal texts mean the same element.
package enum SchemaCoordinate: Sendable, Hashable, CustomStringConvertible {
    case type(String)
    /// A field, an input field or an enum value.
    case member(String, of: String)
    case argument(String, field: String, of: String)
    case directive(String)
    case directiveArgument(String, of: String)

    /// Reads a coordinate. Nothing is ignored in it: neither white space nor comments nor commas (appendix C.5).
    ///
    /// - Throws: what was expected, and the column where.
    package init(_ text: String) throws(GraphQLError) {
        var reader = CoordinateReader(text)
        if reader.take("@") {
            let directive = try reader.name("a directive's name")
            if let argument = try reader.argument() {
                self = .directiveArgument(argument, of: directive)
            } else {
                self = .directive(directive)
            }
            try reader.end()
            return
        }
        let type = try reader.name("a type's name, or `@` and a directive's name")
        guard reader.take(".") else {
            self = .type(type)
            try reader.end(or: "`.` or ")
            return
        }
        let member = try reader.name("a name")
        if let argument = try reader.argument() {
            self = .argument(argument, field: member, of: type)
        } else {
            self = .member(member, of: type)
        }
        try reader.end()
    }

    package var description: String {
        switch self {
        case .type(let name): name
        case .member(let name, let type): "\(type).\(name)"
        case .argument(let name, let field, let type): "\(type).\(field)(\(name):)"
        case .directive(let name): "@\(name)"
        case .directiveArgument(let name, let directive): "@\(directive)(\(name):)"
        }
    }
}

/// Takes a coordinate apart, byte by byte.
private struct CoordinateReader {
    private let text: String
    private let bytes: [UInt8]
    private var offset = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func take(_ punctuator: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: punctuator) else { return false }
        offset += 1
        return true
    }

    mutating func name(_ what: String) throws(GraphQLError) -> String {
        let start = offset
        guard offset < bytes.count, bytes[offset].isNameStart else { throw error(what) }
        while offset < bytes.count, bytes[offset].isNameContinue { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    /// `(argument:)`, if there is one.
    mutating func argument() throws(GraphQLError) -> String? {
        guard take("(") else { return nil }
        let name = try name("an argument's name")
        guard take(":") else { throw error("`:`") }
        guard take(")") else { throw error("`)`") }
        return name
    }

    func end(or other: String = "") throws(GraphQLError) {
        if offset < bytes.count { throw error("\(other)the end") }
    }

    private func error(_ expected: String) -> GraphQLError {
        let column = UInt32(String(decoding: bytes[..<offset], as: UTF8.self).unicodeScalars.count + 1)
        return GraphQLError(
            "`\(text)` is no schema coordinate: expected \(expected) at column \(column). "
                + "Write `Type`, `Type.member`, `Type.field(argument:)`, `@directive` or `@directive(argument:)`.",
            code: .parseFailed,
            at: [SourceLocation(line: 1, column: column)]
        )
    }
}
