/// Parses request line and header fields (RFC 9112, sections 3 and 5) from the bytes that have come so far.
///
/// Strict on purpose: what two parsers might read differently is refused, so that nobody can hide a
/// request inside another one.
struct RequestHeadParser {
    let limits: HTTPLimits

    /// - Returns: `false` if the head is not complete yet.
    /// - Throws: the answer to a head that is malformed or too large; the connection must close.
    func parse(_ bytes: UnsafeRawBufferPointer, into head: inout RequestHead) throws(HTTPFault) -> Bool {
        guard let end = endOfHead(bytes) else {
            if bytes.count > limits.head { throw HTTPFault.headTooLong(bytes.count, limits.head) }
            if let first = bytes.first, !isTokenCharacter(first) {
                throw HTTPFault(400, "The request does not begin with a method.")
            }
            // Without this, a client that ends its lines with LF alone would wait for an answer in vain.
            if hasBareLineFeed(bytes) { throw HTTPFault(400, "A line of the request ends in LF without CR.") }
            return false
        }
        if end > limits.head { throw HTTPFault.headTooLong(end, limits.head) }
        head.reset()
        head.length = end
        var offset = try requestLine(bytes, &head)
        while offset < end - 2 { offset = try fieldLine(bytes, offset, &head) }
        try interpret(bytes, &head)
        return true
    }

    /// Offset behind the empty line that ends the head.
    private func endOfHead(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var index = 3
        while index < bytes.count {
            // Looks at every second byte at most: CR and LF alternate in the pattern CR LF CR LF.
            switch bytes[index] {
            case 0x0A:
                if bytes[index - 1] == 0x0D, bytes[index - 2] == 0x0A, bytes[index - 3] == 0x0D { return index + 1 }
                index += 2
            case 0x0D: index += 1
            default: index += 4
            }
        }
        return nil
    }

    private func hasBareLineFeed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while let feed = rest.firstIndex(of: 0x0A) {
            if feed == 0 || bytes[feed - 1] != 0x0D { return true }
            rest = rest[(feed + 1)...]
        }
        return false
    }

    /// `request-line = method SP request-target SP HTTP-version` (section 3)
    private func requestLine(_ bytes: UnsafeRawBufferPointer, _ head: inout RequestHead) throws(HTTPFault) -> Int {
        var index = 0
        while index < bytes.count, isTokenCharacter(bytes[index]) { index += 1 }
        guard index > 0, bytes[index] == 0x20 else { throw HTTPFault(400, "The request line is malformed.") }
        head.method = method(bytes, index)
        let target = index + 1
        index = target
        while index < bytes.count, isTarget(bytes[index]) { index += 1 }
        guard index > target, bytes[index] == 0x20 else { throw HTTPFault(400, "The request target is malformed.") }
        if index - target > limits.target {
            throw HTTPFault(414, "The request target has \(index - target) bytes; the limit is \(limits.target).")
        }
        head.target = RequestHead.Slice(start: Int32(target), count: Int32(index - target))
        index += 1
        guard index + 9 < bytes.count, matches(bytes, index, "HTTP/"), isDigit(bytes[index + 5]),
            bytes[index + 6] == 0x2E,
            isDigit(bytes[index + 7]), bytes[index + 8] == 0x0D, bytes[index + 9] == 0x0A
        else { throw HTTPFault(400, "The HTTP version is malformed.") }
        guard bytes[index + 5] == UInt8(ascii: "1") else { throw HTTPFault(505, "Only HTTP/1.1 is spoken here.") }
        head.minorVersion = bytes[index + 7] == UInt8(ascii: "0") ? 0 : 1
        return index + 10
    }

    private func method(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> HTTPMethod {
        switch count {
        case 3 where matches(bytes, 0, "GET"): .get
        case 4 where matches(bytes, 0, "POST"): .post
        case 4 where matches(bytes, 0, "HEAD"): .head
        case 7 where matches(bytes, 0, "OPTIONS"): .options
        case 3 where matches(bytes, 0, "PUT"), 5 where matches(bytes, 0, "PATCH"): .unsupported
        case 6 where matches(bytes, 0, "DELETE"), 5 where matches(bytes, 0, "TRACE"): .unsupported
        default: .other
        }
    }

    /// `field-line = field-name ":" OWS field-value OWS` (section 5); no white space before the colon, no folding (5.1, 5.2)
    private func fieldLine(
        _ bytes: UnsafeRawBufferPointer,
        _ start: Int,
        _ head: inout RequestHead
    ) throws(HTTPFault) -> Int {
        var index = start
        while isTokenCharacter(bytes[index]) { index += 1 }
        guard index > start, bytes[index] == UInt8(ascii: ":") else {
            throw HTTPFault(400, "A header field is malformed.")
        }
        let name = RequestHead.Slice(start: Int32(start), count: Int32(index - start))
        index += 1
        while bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        let value = index
        while bytes[index] >= 0x20 || bytes[index] == 0x09 {
            if bytes[index] == 0x7F { throw HTTPFault(400, "A header field has a control character.") }
            index += 1
        }
        // A bare CR or LF, or any other control character, ends up here too (section 2.2).
        guard bytes[index] == 0x0D, bytes[index + 1] == 0x0A else {
            throw HTTPFault(400, "A header field has a control character.")
        }
        var end = index
        while end > value, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        guard head.fields.count < limits.headers else {
            let count = head.fields.count + 1
            throw HTTPFault(431, "The request has at least \(count) header fields; the limit is \(limits.headers).")
        }
        head.fields.append((name, RequestHead.Slice(start: Int32(value), count: Int32(end - value))))
        return index + 2
    }

    /// What the fields say of framing and connection (RFC 9112, sections 6 and 9; RFC 9110, sections 7.2 and 10.1.1).
    private func interpret(_ bytes: UnsafeRawBufferPointer, _ head: inout RequestHead) throws(HTTPFault) {
        var hosts = 0
        var hasTransferEncoding = false
        var closes = false
        var asksToKeepAlive = false
        for (name, value) in head.fields {
            let text = UnsafeRawBufferPointer(rebasing: bytes[Int(value.start)..<Int(value.start + value.count)])
            switch name.count {
            case 4 where equals(bytes, name, "host"):
                hosts += 1
                guard text.allSatisfy(isHost) else { throw HTTPFault(400, "The Host field is malformed.") }
            case 14 where equals(bytes, name, "content-length"):
                guard head.contentLength == nil else { throw HTTPFault(400, "Content-Length is given twice.") }
                head.contentLength = try contentLength(text)
            case 17 where equals(bytes, name, "transfer-encoding"):
                guard !hasTransferEncoding, head.minorVersion == 1 else {
                    throw HTTPFault(400, "Transfer-Encoding is malformed.")
                }
                hasTransferEncoding = true
                guard isCaseInsensitivelyEqual(text, "chunked") else {
                    throw HTTPFault(501, "Of transfer codings only `chunked` is known.")
                }
                head.isChunked = true
            case 10 where equals(bytes, name, "connection"):
                if contains(text, "close") { closes = true }
                if contains(text, "keep-alive") { asksToKeepAlive = true }
            case 6 where equals(bytes, name, "expect"):
                guard isCaseInsensitivelyEqual(text, "100-continue") else {
                    throw HTTPFault(417, "Of expectations only `100-continue` is known.")
                }
                head.expectsContinue = head.minorVersion == 1
            default: break
            }
        }
        head.keepsAlive = !closes && (head.minorVersion == 1 || asksToKeepAlive)
        if hosts > 1 || (hosts == 0 && head.minorVersion == 1) {
            throw HTTPFault(400, "A request needs exactly one Host field.")
        }
        if head.isChunked && head.contentLength != nil {
            throw HTTPFault(400, "Transfer-Encoding and Content-Length exclude each other.")
        }
        if head.method == .other { throw HTTPFault(501, "Known methods are GET, HEAD, POST and OPTIONS.") }
        if let length = head.contentLength, length > limits.body {
            throw HTTPFault.bodyTooLarge("\(length)", limits.body)
        }
        let first = bytes[Int(head.target.start)]
        let isAbsolute = isAbsoluteForm(bytes, head.target)
        let isAsterisk = head.method == .options && head.target.count == 1 && first == UInt8(ascii: "*")
        guard first == UInt8(ascii: "/") || isAbsolute || isAsterisk else {
            throw HTTPFault(400, "The request target is malformed.")
        }
    }

    /// `Content-Length = 1*DIGIT` (RFC 9110, section 8.6). A list of equal numbers, which a recipient may take, is refused.
    private func contentLength(_ text: UnsafeRawBufferPointer) throws(HTTPFault) -> Int {
        guard (1...15).contains(text.count), text.allSatisfy(isDigit) else {
            throw HTTPFault(400, "Content-Length is malformed.")
        }
        return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// `absolute-form = "http" [ "s" ] "://" authority …` (section 3.2.2); the scheme in any case.
    private func isAbsoluteForm(_ bytes: UnsafeRawBufferPointer, _ target: RequestHead.Slice) -> Bool {
        let text = bytes[Int(target.start)..<Int(target.start + target.count)]
        for scheme: StaticString in ["http://", "https://"] where text.count > scheme.utf8CodeUnitCount {
            let start = UnsafeRawBufferPointer(rebasing: text.prefix(scheme.utf8CodeUnitCount))
            if isCaseInsensitivelyEqual(start, scheme) { return true }
        }
        return false
    }

    // MARK: Characters

    /// Visible ASCII but `#`: a fragment is not sent (section 3.2).
    private func isTarget(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "#") }

    /// What `uri-host [ ":" port ]` may be made of (RFC 9110, section 7.2).
    private func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        case UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "#"): false
        default: isTokenCharacter(byte)
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private func matches(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ word: StaticString) -> Bool {
        guard start + word.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[start + index] != word.utf8Start[index] { return false }
        return true
    }

    private func equals(_ bytes: UnsafeRawBufferPointer, _ slice: RequestHead.Slice, _ word: StaticString) -> Bool {
        let start = Int(slice.start)
        return isCaseInsensitivelyEqual(UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(slice.count)]), word)
    }

    /// Whether a comma-separated list has this word.
    private func contains(_ list: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        list.split(separator: UInt8(ascii: ",")).contains { part in
            let item = part.drop { $0 == 0x20 || $0 == 0x09 }
            let trimmed = item.prefix { $0 != 0x20 && $0 != 0x09 }
            return isCaseInsensitivelyEqual(UnsafeRawBufferPointer(rebasing: trimmed), word)
        }
    }
}

/// `tchar` (RFC 9110, section 5.6.2).
func isTokenCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"),
        UInt8(ascii: "%"),
        UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."),
        UInt8(ascii: "^"),
        UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
        true
    default: false
    }
}

/// Compares with a word in lower-case ASCII.
func isCaseInsensitivelyEqual(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<bytes.count {
        let byte = bytes[index]
        let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
        if lower != word.utf8Start[index] { return false }
    }
    return true
}

extension HTTPFault {
    static func bodyTooLarge(_ size: String, _ limit: Int) -> HTTPFault {
        HTTPFault(413, "The request body has \(size) bytes; the limit is \(limit).")
    }

    static func headTooLong(_ count: Int, _ limit: Int) -> HTTPFault {
        HTTPFault(431, "The request head has at least \(count) bytes; the limit is \(limit).")
    }
}
