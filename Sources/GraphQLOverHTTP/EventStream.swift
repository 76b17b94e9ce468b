package import Bytes

/// The pieces of an event stream (WHATWG HTML, section 9.2) as GraphQL clients read it (GraphQL over Server-Sent Events,
/// "Distinct connections mode"). JSON as the gateway writes it has no line breaks, so each event has one line of data.
package enum EventStream {
    /// Goes before a response.
    package static let next: StaticString = "event: next\ndata: "
    /// Goes behind it.
    package static let end: StaticString = "\n\n"
    /// Nothing more comes. With a line of data, without which browsers would not tell of the event.
    package static let complete: StaticString = "event: complete\ndata:\n\n"
}

extension ByteBuffer {
    /// Appends the name that a client gives when it comes back (`Last-Event-ID`).
    package mutating func appendEventID(_ id: String) {
        append("id: ")
        append(id)
        append("\n")
    }
}
