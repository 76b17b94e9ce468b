package import Bytes
package import GraphQL
package import HTTP

/// What a client asks for over HTTP, apart from the document, whose text lies in a buffer of the caller.
package struct GraphQLHTTPRequest {
    package var operationName: String?
    /// An object, if given.
    package var variables: JSONValue?
    /// An object, if given.
    package var extensions: JSONValue?
    /// The media type that the response has.
    package let responseType: ResponseType
    /// Whether a stream of events is among what the client takes.
    package let acceptsEvents: Bool
    /// Whether the method allows queries only.
    package let isGet: Bool
    /// The file that is asked for instead of a response.
    package let export: ExportFormat?

    /// Reads a request to the GraphQL endpoint.
    ///
    /// - Parameter document: gets the document's text appended.
    /// - Throws: the answer to what is not a GraphQL request.
    package init(_ request: borrowing HTTPRequest, document: inout ByteBuffer) throws(RequestFault) {
        let usual = ResponseType.commonly(request)
        export = usual != nil && request.query.isEmpty ? nil : try ExportFormat.asked(by: request)
        // Errors are told as JSON whatever the file would have been.
        let negotiated = usual ?? ResponseType.negotiate(request.headers("accept"))
        guard let type = negotiated ?? export.map({ _ in .json }) else {
            throw RequestFault(
                status: 406,
                message: "Responses are `application/graphql-response+json` or `application/json`: "
                    + "name one of them in `Accept`. Subscriptions are `text/event-stream`.",
                type: .json
            )
        }
        responseType = type
        acceptsEvents = usual == nil && ResponseType.takesEvents(request.headers("accept"))
        switch request.method {
        case .post:
            isGet = false
            try GraphQLHTTPRequest.checkContentType(request, type)
            try readBody(request.body, document: &document)
        case .get, .head:
            isGet = true
            try GraphQLHTTPRequest.checkOrigin(request, type)
            try readQuery(request.query, document: &document)
        case .options, .unsupported, .other:
            throw RequestFault(
                status: 405,
                message: "GraphQL is served by POST, and queries by GET too.",
                type: type,
                headers: [("Allow", "GET, HEAD, POST, OPTIONS")]
            )
        }
    }

    // MARK: POST

    /// Other media types of a body are those that a browser sends without asking first.
    private static func checkContentType(
        _ request: borrowing HTTPRequest,
        _ type: ResponseType
    ) throws(RequestFault) {
        let header = request.header("content-type")
        // What nearly all clients send needs no taking apart.
        if let header, header.elementsEqual("application/json".utf8) { return }
        let range = header.flatMap { MediaRange($0) }
        guard let range, range.type == "application", range.subtype == "json" else {
            throw RequestFault(
                status: 415,
                message: "A POST needs `Content-Type: application/json`.",
                type: type,
                headers: [("Accept-Post", "application/json")]
            )
        }
        guard range.charset == nil || range.charset == "utf-8" || range.charset == "utf8" else {
            throw RequestFault(status: 415, message: "The body must be UTF-8.", type: type)
        }
    }

    private mutating func readBody(
        _ body: UnsafeRawBufferPointer,
        document: inout ByteBuffer
    ) throws(RequestFault) {
        let type = responseType
        if body.isEmpty {
            throw RequestFault(
                status: 400,
                message: "The body is empty: send `{\"query\": \"{ … }\"}`.",
                type: type
            )
        }
        var reader = JSONReader(body)
        let kind = reader.peek()
        if kind == .array {
            throw RequestFault(
                status: nil,
                message:
                    "Batches of operations are not taken: send one object, and several root fields in it if need be.",
                type: type
            )
        }
        var envelope = Envelope()
        do throws(JSONError) {
            if kind != .object {
                envelope.fault = "The body must be a JSON object with the member `query`."
                try reader.skip()
            } else {
                try reader.object { name, reader throws(JSONError) in
                    switch name {
                    case "query":
                        envelope.hasQuery = reader.peek() == .string
                        if envelope.hasQuery {
                            try reader.string(into: &document)
                        } else if reader.peek() != .null {
                            envelope.fault = "`query` must be a string."
                        }
                    case "operationName":
                        switch reader.peek() {
                        case .string: envelope.operationName = try reader.text()
                        case .null: break
                        default: envelope.fault = "`operationName` must be a string."
                        }
                    case "variables": envelope.variables = try GraphQLHTTPRequest.object(name, &reader, &envelope.fault)
                    case "extensions":
                        envelope.extensions = try GraphQLHTTPRequest.object(name, &reader, &envelope.fault)
                    default: break
                    }
                }
            }
            try reader.end()
        } catch {
            throw RequestFault(status: 400, error: error.graphQLError(), type: type)
        }
        try take(envelope)
    }

    private static func object(
        _ name: String,
        _ reader: inout JSONReader,
        _ fault: inout String?
    ) throws(JSONError) -> JSONValue? {
        switch reader.peek() {
        case .object: return try reader.value()
        case .null: return nil
        default:
            fault = "`\(name)` must be an object."
            return nil
        }
    }

    // MARK: GET

    /// A browser sends a GET on behalf of any page without asking first, but says so.
    private static func checkOrigin(_ request: borrowing HTTPRequest, _ type: ResponseType) throws(RequestFault) {
        guard let site = request.header("sec-fetch-site"), request.header("authorization") == nil,
            request.header("graphql-preflight") == nil
        else { return }
        if site.elementsEqual("same-origin".utf8) || site.elementsEqual("none".utf8) { return }
        throw RequestFault(
            status: 403,
            error: GraphQLError(
                "A page of another site may use POST, or GET with the header `GraphQL-Preflight: 1`.",
                code: .forbidden
            ),
            type: type
        )
    }

    private mutating func readQuery(
        _ query: UnsafeRawBufferPointer,
        document: inout ByteBuffer
    ) throws(RequestFault) {
        var envelope = Envelope()
        var seen: Set<String> = []
        for parameter in query.split(separator: UInt8(ascii: "&")) {
            let parts = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormDecoding.text(parts[0]), let value = parts.count > 1 ? FormDecoding.text(parts[1]) : ""
            else {
                throw RequestFault(
                    status: 400,
                    message: "The query string is not properly percent-encoded UTF-8.",
                    type: responseType
                )
            }
            guard ["query", "operationName", "variables", "extensions"].contains(name) else { continue }
            guard seen.insert(name).inserted else {
                throw RequestFault(status: 400, message: "`\(name)` is given twice.", type: responseType)
            }
            // An empty parameter counts as absent.
            if value.isEmpty { continue }
            switch name {
            case "query":
                envelope.hasQuery = true
                document.append(value)
            case "operationName": envelope.operationName = value
            case "variables": envelope.variables = try json(value, "`variables`")
            default: envelope.extensions = try json(value, "`extensions`")
            }
        }
        try take(envelope)
    }

    private func json(_ text: String, _ what: String) throws(RequestFault) -> JSONValue? {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.value(of: text)
        } catch {
            throw RequestFault(status: 400, error: error.graphQLError(what), type: responseType)
        }
        switch value {
        case .object: return value
        case .null: return nil
        default: throw RequestFault(status: nil, message: "\(what) must be an object.", type: responseType)
        }
    }

    // MARK: Both

    /// The parameters as they were found.
    private struct Envelope {
        var hasQuery = false
        var operationName: String?
        var variables: JSONValue?
        var extensions: JSONValue?
        var fault: String?
    }

    private mutating func take(_ envelope: Envelope) throws(RequestFault) {
        if let fault = envelope.fault {
            throw RequestFault(status: nil, message: fault, type: responseType)
        }
        operationName = envelope.operationName
        variables = envelope.variables
        extensions = envelope.extensions
        hasQuery = envelope.hasQuery
    }

    /// Whether `query` was given; persisted documents come without.
    package private(set) var hasQuery = false

    /// Members of `extensions` that tell the server what to do.
    private static let instructions: Set<String> = ["explain", "forbiddenFields", "persistedQuery"]

    /// The response's `extensions`: what the request's said, so that clients may mark their requests, but for
    /// instructions; `nil` if nothing is left. The draft reserves both maps for agreements such as this one.
    package var echo: JSONValue? {
        guard case .object(let members)? = extensions else { return nil }
        let rest = members.filter { !GraphQLHTTPRequest.instructions.contains($0.name) }
        return rest.isEmpty ? nil : .object(rest)
    }
}
