package import Bytes

/// What an executed operation gives (specification, section 7.1): data, and the errors met on the way.
package struct ExecutionResult: ~Copyable {
    /// JSON text of the entry `data`.
    package let data: ByteBuffer
    /// Whether `data` is null, because an error in non-null positions reached the root.
    package let isDataNull: Bool
    package let errors: [GraphQLError]
}

extension ByteBuffer {
    /// Appends the response of an executed operation. Errors come first where there are any, so that
    /// people see them (section 7.1.8).
    ///
    /// - Parameter extensions: the entry `extensions`; left out if `nil`.
    package mutating func appendResponse(_ result: borrowing ExecutionResult, extensions: JSONValue? = nil) {
        append("{")
        if !result.errors.isEmpty {
            append("\"errors\":")
            appendJSON(result.errors)
            append(",")
        }
        append("\"data\":")
        append(result.data.readable)
        appendExtensions(extensions)
        append("}")
    }

    /// Appends the response's entry `extensions`, behind another one; nothing if it is `nil`.
    package mutating func appendExtensions(_ extensions: JSONValue?) {
        guard let extensions else { return }
        append(",\"extensions\":")
        appendJSON(extensions)
    }

    /// Appends the response of a request that was not executed: no entry `data` (section 7.1.3).
    package mutating func appendRequestErrors(_ errors: [GraphQLError]) {
        precondition(!errors.isEmpty, "a request error result has at least one error")
        append("{\"errors\":")
        appendJSON(errors)
        append("}")
    }
}
