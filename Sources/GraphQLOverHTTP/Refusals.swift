package import Bytes
package import GraphQL
package import HTTP

extension RequestFault {
    /// The request has no document. Well formed as JSON, so its status is the policy's affair.
    package static func missingQuery(type: ResponseType) -> RequestFault {
        RequestFault(
            status: nil,
            message: "The request has no `query`: send the document's text in it.",
            type: type
        )
    }

    /// A GET is safe, so it changes nothing (RFC 9110, section 9.2.1); `Allow` is part of a 405 (section 15.5.6).
    package static func mutationByGet(type: ResponseType) -> RequestFault {
        RequestFault(
            status: 405,
            message: "A mutation is sent by POST; GET is for queries.",
            type: type,
            headers: [("Allow", "POST")]
        )
    }

    /// A subscription is a stream, and only clients that name its media type read one.
    package static func subscriptionWithoutStream(type: ResponseType) -> RequestFault {
        RequestFault(
            status: 406,
            message: "A subscription is answered by a stream of events: send `Accept: text/event-stream`.",
            type: type
        )
    }

    /// What the listener itself refuses, in the form that GraphQL clients read.
    package static func body(for fault: HTTPFault) -> (type: StaticString, bytes: [UInt8]) {
        let isLimit = [413, 414, 431].contains(fault.status)
        var buffer = ByteBuffer(capacity: 256)
        buffer.appendRequestErrors([GraphQLError(fault.reason, code: isLimit ? .limitExceeded : .badRequest)])
        return (ResponseType.json.contentType, buffer.array)
    }
}

extension HTTPExchange {
    /// Answers a request that was not executed: errors, and no entry `data`.
    package func refuse(
        _ errors: [GraphQLError],
        status: Int,
        type: ResponseType,
        headers: [(name: StaticString, value: String)]
    ) {
        respond(status: status, as: type, headers: headers) { $0.appendRequestErrors(errors) }
    }

    /// Answers with one response, in the form that its media type has.
    package func respond(
        status: Int,
        as type: ResponseType,
        headers: [(name: StaticString, value: String)],
        response: (inout ByteBuffer) -> Void
    ) {
        respond(status: status, contentType: type.contentType, headers: headers) { type.append(to: &$0, response) }
    }

    /// Answers what is not a GraphQL request.
    package func refuse(
        _ fault: RequestFault,
        statuses: StatusPolicy,
        headers: [(name: StaticString, value: String)]
    ) {
        refuse(
            [fault.error],
            status: fault.status(under: statuses),
            type: fault.type,
            headers: headers + fault.headers
        )
    }
}
