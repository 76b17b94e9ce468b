/// A request, as views of the connection's bytes: valid only while the handler is called.
package struct HTTPRequest: ~Copyable {
    package let head: RequestHead
    /// The head's bytes.
    let bytes: UnsafeRawBufferPointer
    package let body: UnsafeRawBufferPointer
    /// The client's address without its port; empty over a Unix socket.
    package let remoteAddress: String

    package var method: HTTPMethod { head.method }

    /// The path, up to `?`, as sent (an absolute target without its scheme and authority).
    package var path: UnsafeRawBufferPointer { split().path }

    /// What follows `?`, as sent; empty without one.
    package var query: UnsafeRawBufferPointer { split().query }

    /// A header field's value; the first one if the field is repeated.
    ///
    /// - Parameter name: in lower case.
    package func header(_ name: StaticString) -> UnsafeRawBufferPointer? {
        for (field, value) in head.fields where Int(field.count) == name.utf8CodeUnitCount {
            if isCaseInsensitivelyEqual(slice(field), name) { return slice(value) }
        }
        return nil
    }

    /// A header field's values, in order; a list may be spread over several fields (RFC 9110, section 5.3).
    ///
    /// - Parameter name: in lower case.
    package func headers(_ name: StaticString) -> [UnsafeRawBufferPointer] {
        head.fields.compactMap { isCaseInsensitivelyEqual(slice($0.name), name) ? slice($0.value) : nil }
    }

    /// How often a header field is given.
    ///
    /// - Parameter name: in lower case.
    package func count(ofHeader name: StaticString) -> Int {
        head.fields.count { isCaseInsensitivelyEqual(slice($0.name), name) }
    }

    private func slice(_ slice: RequestHead.Slice) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[Int(slice.start)..<Int(slice.start + slice.count)])
    }

    private func split() -> (path: UnsafeRawBufferPointer, query: UnsafeRawBufferPointer) {
        var target = slice(head.target)
        if target.first != UInt8(ascii: "/") {
            // Absolute form (RFC 9112, section 3.2.2): what stands before the path is not needed.
            var slashes = 0
            let start = target.firstIndex { byte in
                if byte == UInt8(ascii: "/") { slashes += 1 }
                return slashes == 3 || (slashes == 2 && byte == UInt8(ascii: "?"))
            }
            target = UnsafeRawBufferPointer(rebasing: target[(start ?? target.count)...])
        }
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else {
            return (target, UnsafeRawBufferPointer(rebasing: target[target.count...]))
        }
        return (
            UnsafeRawBufferPointer(rebasing: target[..<mark]), UnsafeRawBufferPointer(rebasing: target[(mark + 1)...])
        )
    }
}

/// What answers requests. One per event loop.
package protocol HTTPHandler: AnyObject {
    /// Answers now or later through the exchange, exactly once.
    func handle(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange)
    /// The client went away before it was answered; answering is harmless.
    func abandoned(_ exchange: HTTPExchange)
    /// The body of an answer that the listener itself gives, and its media type.
    func body(for fault: HTTPFault) -> (type: StaticString, bytes: [UInt8])
}
