import Accounts
import Bytes
import GraphQL
import GraphQLOverHTTP

extension IdempotentRequest {
    /// A GraphQL request with the key that its sender gave it: the same one again has the same document, operation
    /// and variables.
    init(key: [UInt8], document: UnsafeRawBufferPointer, _ request: GraphQLHTTPRequest) {
        var variables = ByteBuffer(capacity: 256)
        if let given = request.variables { variables.appendJSON(given) }
        self.init(
            key: key,
            parts: [Array(document), Array((request.operationName ?? "").utf8), variables.array]
        )
    }
}
