package import Bytes
import HTTP

/// The media types of a GraphQL response (GraphQL over HTTP, "Media Types"), as negotiated by `Accept`.
package enum ResponseType: Sendable {
    /// `application/graphql-response+json`: the status tells whether the request was well formed.
    case graphQLResponse
    /// `application/json`: for clients that read the status as the transport's alone.
    case json
    /// `text/event-stream`: the response as an event, for clients that ask for nothing else.
    case eventStream

    /// With the charset, so that nobody guesses.
    package var contentType: StaticString {
        switch self {
        case .graphQLResponse: "application/graphql-response+json; charset=utf-8"
        case .json: "application/json; charset=utf-8"
        case .eventStream: "text/event-stream; charset=utf-8"
        }
    }

    /// Appends a response in the form that the type has: as it is, or as the one event before the end.
    package func append(to buffer: inout ByteBuffer, _ response: (inout ByteBuffer) -> Void) {
        guard self == .eventStream else { return response(&buffer) }
        buffer.append(EventStream.next)
        response(&buffer)
        buffer.append(EventStream.end)
        buffer.append(EventStream.complete)
    }

    /// The type that a client prefers (RFC 9110, section 12.5.1); `nil` if it takes none.
    ///
    /// Without a header or with an empty one, and where `*/*` decides, it is `application/json`: clients that ask for nothing
    /// in particular are older than the other type.
    ///
    /// - Parameter accept: the values of all fields `Accept`.
    package static func negotiate(_ accept: [UnsafeRawBufferPointer]) -> ResponseType? {
        let ranges = accept.flatMap(elements)
        if ranges.isEmpty { return .json }
        var graphQL = Preference()
        var json = Preference()
        var events = Preference()
        for range in ranges {
            guard let range = MediaRange(range) else { continue }
            switch (range.type, range.subtype) {
            case ("application", "graphql-response+json"): graphQL.take(range.quality, specificity: 3)
            case ("application", "json"): json.take(range.quality, specificity: 3)
            case ("text", "event-stream"): events.take(range.quality, specificity: 3)
            case ("application", "*"):
                json.take(range.quality, specificity: 2)
                graphQL.take(range.quality, specificity: 2)
            case ("*", "*"):
                json.take(range.quality, specificity: 1)
                graphQL.take(range.quality, specificity: 1)
            default: break
            }
        }
        // Clients that name it along with others take it for subscriptions.
        if events.quality > max(graphQL.quality, json.quality) { return .eventStream }
        if graphQL.quality <= 0 && json.quality <= 0 { return nil }
        if graphQL.quality != json.quality { return graphQL.quality > json.quality ? .graphQLResponse : .json }
        // Equally welcome: the one that was named, the newer one if both were.
        return graphQL.specificity == 3 ? .graphQLResponse : .json
    }

    /// Whether `Accept` names event streams; a wildcard does not, as whoever writes one reads no stream.
    static func takesEvents(_ accept: [UnsafeRawBufferPointer]) -> Bool {
        accept.flatMap(elements).compactMap { MediaRange($0) }
            .contains { $0.type == "text" && $0.subtype == "event-stream" && $0.quality > 0 }
    }

    /// The type for the headers that nearly all clients send; `nil` if a header needs to be taken apart.
    static func commonly(_ request: borrowing HTTPRequest) -> ResponseType? {
        guard let accept = request.header("accept") else { return .json }
        guard request.count(ofHeader: "accept") == 1 else { return nil }
        if accept.elementsEqual("*/*".utf8) || accept.elementsEqual("application/json".utf8) { return .json }
        return accept.elementsEqual("application/graphql-response+json".utf8) ? .graphQLResponse : nil
    }

    /// The elements of a list (RFC 9110, section 5.6.1); a comma inside quotation marks is none of its own.
    static func elements(_ value: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
        var elements: [UnsafeRawBufferPointer] = []
        var isQuoted = false
        var start = value.startIndex
        for (index, byte) in value.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == UInt8(ascii: ","), !isQuoted else { continue }
            elements.append(UnsafeRawBufferPointer(rebasing: value[start..<index]))
            start = index + 1
        }
        elements.append(UnsafeRawBufferPointer(rebasing: value[start...]))
        return elements.filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    }

    /// The quality of one type: that of the most specific range that matches it.
    private struct Preference {
        var quality = 0
        var specificity = 0

        mutating func take(_ quality: Int, specificity: Int) {
            if specificity < self.specificity { return }
            self.quality = specificity == self.specificity ? max(self.quality, quality) : quality
            self.specificity = specificity
        }
    }
}

/// One element of `Accept`, or the value of `Content-Type`: `type/subtype *( ";" parameter )`.
struct MediaRange {
    let type: String
    let subtype: String
    /// Thousandths: `q=0.5` is 500.
    private(set) var quality = 1000
    private(set) var charset: String?

    init?(_ bytes: UnsafeRawBufferPointer) {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: ";").map { part in
            part.trimmed.lowercased()
        }
        guard let names = parts.first?.split(separator: "/", omittingEmptySubsequences: false), names.count == 2,
            !names[0].isEmpty, !names[1].isEmpty
        else { return nil }
        type = String(names[0])
        subtype = String(names[1])
        for parameter in parts.dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1).map(\.trimmed)
            guard pair.count == 2 else { continue }
            if pair[0] == "q" { quality = MediaRange.thousandths(pair[1]) }
            if pair[0] == "charset" { charset = pair[1].filter { $0 != "\"" } }
        }
    }

    /// `qvalue` (RFC 9110, section 12.4.2); what is malformed counts as 0.
    private static func thousandths(_ text: String) -> Int {
        guard let value = Double(text), (0...1).contains(value) else { return 0 }
        return Int((value * 1000).rounded())
    }
}

extension StringProtocol {
    /// Without spaces and tabs at its ends.
    var trimmed: String {
        var text = Substring(self)
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
