import Bytes
import Glibc

/// Writes status line and header fields, with room for a length that is known only after the body.
struct ResponseHead {
    /// `Date: …` of this second (RFC 9110, section 6.6.1).
    private var date: [UInt8] = []
    private var second: time_t = 0

    private static let lengthDigits = 10

    /// Appends a head.
    ///
    /// - Parameter connection: the `Connection` field's value, if there is to be one.
    /// - Returns: where the `Content-Length` digits go, as an offset from the first readable byte; `nil` for a
    ///   status that has no content (RFC 9110, sections 8.6, 15.3.5 and 15.4.5).
    mutating func append(
        to buffer: inout ByteBuffer,
        status: Int,
        contentType: StaticString,
        headers: [(name: StaticString, value: String)],
        connection: StaticString?
    ) -> Int? {
        let hasContent = status != 204 && status != 304
        appendFields(
            to: &buffer,
            status: status,
            contentType: hasContent ? contentType : nil,
            headers: headers,
            connection: connection
        )
        guard hasContent else {
            buffer.append("\r\n\r\n")
            return nil
        }
        // Blanks before a field's value mean nothing (RFC 9112, section 5.1), so the digits may be fewer.
        buffer.append("\r\nContent-Length: ")
        let place = buffer.count
        buffer.append("          \r\n\r\n")
        return place
    }

    /// Appends the head of an answer that comes in pieces.
    mutating func appendStreamed(
        to buffer: inout ByteBuffer,
        status: Int,
        contentType: StaticString,
        headers: [(name: StaticString, value: String)],
        framing: StreamFraming,
        connection: StaticString?
    ) {
        appendFields(to: &buffer, status: status, contentType: contentType, headers: headers, connection: connection)
        switch framing {
        case .chunks: buffer.append("\r\nTransfer-Encoding: chunked")
        case .length(let length): buffer.append("\r\nContent-Length: \(length)")
        case .untilClose: break
        }
        buffer.append("\r\n\r\n")
    }

    private mutating func appendFields(
        to buffer: inout ByteBuffer,
        status: Int,
        contentType: StaticString?,
        headers: [(name: StaticString, value: String)],
        connection: StaticString?
    ) {
        refreshDate()
        buffer.append(status == 200 ? "HTTP/1.1 200 OK\r\n" : statusLine(status))
        if let contentType {
            buffer.append("Content-Type: ")
            buffer.append(contentType)
            buffer.append("\r\n")
        }
        buffer.append("Date: ")
        buffer.append(date)
        for (name, value) in headers {
            buffer.append("\r\n")
            buffer.append(name)
            buffer.append(": ")
            buffer.append(value)
        }
        if let connection {
            buffer.append("\r\nConnection: ")
            buffer.append(connection)
        }
    }

    /// Writes the body's length into the room that `append` left.
    static func patch(_ buffer: inout ByteBuffer, at place: Int, length: Int) {
        var rest = length
        var index = place + lengthDigits - 1
        let bytes = buffer.mutableReadable
        repeat {
            bytes[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
            index -= 1
        } while rest > 0
    }

    private mutating func refreshDate() {
        var now = time(nil)
        guard now != second else { return }
        second = now
        var parts = tm()
        gmtime_r(&now, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        let day =
            "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(1900 + parts.tm_year)"
        date = Array("\(day) \(clock) GMT".utf8)
    }

    private func statusLine(_ status: Int) -> StaticString {
        switch status {
        case 204: "HTTP/1.1 204 No Content\r\n"
        // Partial success, of GraphQL over HTTP's draft of 2026; not registered with IANA.
        case 294: "HTTP/1.1 294 Partial Success\r\n"
        case 206: "HTTP/1.1 206 Partial Content\r\n"
        case 302: "HTTP/1.1 302 Found\r\n"
        case 304: "HTTP/1.1 304 Not Modified\r\n"
        case 400: "HTTP/1.1 400 Bad Request\r\n"
        case 401: "HTTP/1.1 401 Unauthorized\r\n"
        case 403: "HTTP/1.1 403 Forbidden\r\n"
        case 404: "HTTP/1.1 404 Not Found\r\n"
        case 405: "HTTP/1.1 405 Method Not Allowed\r\n"
        case 406: "HTTP/1.1 406 Not Acceptable\r\n"
        case 408: "HTTP/1.1 408 Request Timeout\r\n"
        case 409: "HTTP/1.1 409 Conflict\r\n"
        case 413: "HTTP/1.1 413 Content Too Large\r\n"
        case 414: "HTTP/1.1 414 URI Too Long\r\n"
        case 415: "HTTP/1.1 415 Unsupported Media Type\r\n"
        case 416: "HTTP/1.1 416 Range Not Satisfiable\r\n"
        case 417: "HTTP/1.1 417 Expectation Failed\r\n"
        case 422: "HTTP/1.1 422 Unprocessable Content\r\n"
        case 429: "HTTP/1.1 429 Too Many Requests\r\n"
        case 431: "HTTP/1.1 431 Request Header Fields Too Large\r\n"
        case 500: "HTTP/1.1 500 Internal Server Error\r\n"
        case 501: "HTTP/1.1 501 Not Implemented\r\n"
        case 503: "HTTP/1.1 503 Service Unavailable\r\n"
        case 504: "HTTP/1.1 504 Gateway Timeout\r\n"
        case 505: "HTTP/1.1 505 HTTP Version Not Supported\r\n"
        default: preconditionFailure("the status \(status) has no reason phrase here")
        }
    }
}
