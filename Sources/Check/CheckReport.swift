package import Bytes
package import GraphQL

/// What a check found, ready to be written for people or programs.
package struct CheckReport: Sendable {
    package let errors: [GraphQLError]
    /// File names by the `source` of a location.
    package let names: [String]

    package init(errors: [GraphQLError], names: [String]) {
        self.errors = errors
        self.names = names
    }

    /// One line for each error: `file:line:column: message [rule]`.
    package var text: String {
        errors.map { error in
            let place = error.locations.first.map { "\(self.place($0)): " } ?? ""
            let others = error.locations.dropFirst().map(self.place)
            let also = others.isEmpty ? "" : " (see also \(others.joined(separator: ", ")))"
            return "\(place)\(error.message)\(also) [\(error.checkRule)]\n"
        }.joined()
    }

    private func place(_ location: SourceLocation) -> String {
        "\(name(location)):\(location.line):\(location.column)"
    }

    private func name(_ location: SourceLocation) -> String {
        names.indices.contains(Int(location.source)) ? names[Int(location.source)] : "built-in"
    }

    /// Appends `{"errors":[{"message","locations":[{"line","column"}],"rule"}]}`; with files' names,
    /// each location has a member `file` too.
    package func append(to buffer: inout ByteBuffer) {
        buffer.append("{\"errors\":[")
        for (index, error) in errors.enumerated() {
            if index > 0 { buffer.append(",") }
            buffer.append("{\"message\":")
            buffer.appendJSONString(error.message)
            buffer.append(",\"locations\":[")
            for (index, location) in error.locations.enumerated() {
                buffer.append(index > 0 ? ",{\"line\":" : "{\"line\":")
                buffer.appendDecimal(Int64(location.line))
                buffer.append(",\"column\":")
                buffer.appendDecimal(Int64(location.column))
                if !names.isEmpty {
                    buffer.append(",\"file\":")
                    buffer.appendJSONString(name(location))
                }
                buffer.append("}")
            }
            buffer.append("],\"rule\":")
            buffer.appendJSONString(error.checkRule)
            buffer.append("}")
        }
        buffer.append("]}")
    }
}

extension GraphQLError {
    /// The rule that a check names; errors that no rule of validation made have names of their own.
    var checkRule: String {
        if let rule { return rule }
        return switch code {
        case .parseFailed: "syntax"
        case .limitExceeded: "limits"
        case .badUserInput: "variable-values"
        case .operationResolutionFailure: "operation-name"
        default: "request"
        }
    }
}
