/// Why a text is not JSON that the gateway takes.
package struct JSONError: Error, Sendable {
    /// A clause without a full stop: "expected `:` after a member's name".
    package let message: String
    /// Offset of the byte at fault.
    package let offset: Int
    /// Where that byte is; lines and columns (in Unicode scalars) count from 1.
    package let line: Int
    package let column: Int
    /// The text nests deeper than allowed, rather than being malformed.
    package var isLimit = false

    /// As clients see it: `BAD_REQUEST`, or `LIMIT_EXCEEDED`. `what` is what was read, such as "The body".
    package func graphQLError(_ what: String = "The body") -> GraphQLError {
        let place = "line \(line), column \(column)"
        return isLimit
            ? GraphQLError("\(what) goes beyond a limit at \(place): \(message).", code: .limitExceeded)
            : GraphQLError("\(what) is not valid JSON at \(place): \(message).", code: .badRequest)
    }
}

extension JSONReader {
    /// An error at a byte; at the one to be read next if none is given. Only here are lines counted.
    func fail(_ message: String, at offset: Int? = nil) -> JSONError {
        let offset = min(offset ?? self.offset, bytes.count)
        var line = 1
        var column = 1
        for index in 0..<offset {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && !isLineFeed(index + 1)) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return JSONError(message: message, offset: offset, line: line, column: column)
    }

    private func isLineFeed(_ index: Int) -> Bool { index < bytes.count && bytes[index] == UInt8(ascii: "\n") }
}
