/// A request's method. One that is not known is answered with 501 (RFC 9110, section 9.1).
package enum HTTPMethod: Sendable {
    case get
    case head
    case post
    case options
    /// Known, but of no use to any resource here: PUT, PATCH, DELETE and TRACE, to be answered with 405.
    case unsupported
    case other
}

/// Request line and header fields as ranges of the connection's bytes, so that a request costs no `String`.
package struct RequestHead {
    /// A range of bytes, counted from the head's first byte.
    struct Slice {
        var start: Int32
        var count: Int32
    }

    package var method: HTTPMethod = .other
    /// 0 or 1: the minor version of HTTP/1.
    package var minorVersion = 1
    var target = Slice(start: 0, count: 0)
    var fields: [(name: Slice, value: Slice)] = []
    /// Bytes of the head, its empty line included.
    var length = 0
    /// `nil`: no `Content-Length`.
    var contentLength: Int?
    var isChunked = false
    var keepsAlive = true
    var expectsContinue = false

    /// Makes room for the next request's head; the fields keep their memory.
    mutating func reset() {
        var kept: [(name: Slice, value: Slice)] = []
        swap(&kept, &fields)
        self = RequestHead()
        kept.removeAll(keepingCapacity: true)
        kept.reserveCapacity(16)
        fields = kept
    }
}

/// Why a request cannot be taken, as the status to answer with.
package struct HTTPFault: Error, Sendable {
    package let status: Int
    package let reason: String

    init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}
