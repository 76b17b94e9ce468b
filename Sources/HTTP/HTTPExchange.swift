package import Bytes

/// One request that waits for its answer. Kept by the handler until it answers; an answer to a
/// client that has gone, or a second answer, does nothing.
package final class HTTPExchange {
    private weak var connection: HTTPConnection?
    /// The request's method: a HEAD request gets no body (RFC 9110, section 9.3.2).
    let isHead: Bool
    /// The end of the client's input means that nobody waits for the answer, which may take long. Otherwise a client may
    /// end its side and read on.
    package var endsWithInput = false

    init(connection: HTTPConnection, isHead: Bool) {
        self.connection = connection
        self.isHead = isHead
    }

    /// Answers.
    ///
    /// - Parameters:
    ///   - headers: further fields, written as they are.
    ///   - body: appends the body to the buffer it is given; called before this returns, or not at all if there is
    ///     nobody left to answer or the status has no content (204 and 304).
    package func respond(
        status: Int,
        contentType: StaticString,
        headers: [(name: StaticString, value: String)] = [],
        body: (inout ByteBuffer) -> Void
    ) {
        connection?.respond(self, status: status, contentType: contentType, headers: headers, body: body)
    }

    /// Begins an answer that comes in pieces.
    ///
    /// - Parameter length: of all pieces together, in bytes; `nil` if it is not known.
    /// - Returns: what to write to; `nil` if there is nobody to answer, or the request was HEAD and is answered.
    package func begin(
        status: Int = 200,
        length: Int? = nil,
        contentType: StaticString,
        headers: [(name: StaticString, value: String)] = []
    ) -> HTTPStream? {
        connection?.begin(self, status: status, length: length, contentType: contentType, headers: headers)
    }
}
