import Crypto
package import Foundation
package import Postgres

/// A request that its sender may send again without its being done again (draft-ietf-httpapi-idempotency-key-header).
package struct IdempotentRequest: Sendable {
    let keyHash: [UInt8]
    let requestHash: [UInt8]

    /// - Parameters:
    ///   - key: what the sender chose for it.
    ///   - parts: what is asked for; the same key with other parts is a mistake.
    package init(key: [UInt8], parts: [[UInt8]]) {
        keyHash = Array(SHA256.hash(data: key))
        var hash = SHA256()
        for part in parts {
            withUnsafeBytes(of: part.count) { hash.update(bufferPointer: $0) }
            hash.update(data: part)
        }
        requestHash = Array(hash.finalize())
    }
}

/// The answers of the last 24 hours that are given again. They are kept sealed, because answers may hold tokens.
package struct IdempotencyKeys: Sendable {
    /// What to do with a request.
    package enum Claim: Sendable {
        /// It is new: do it, then `keep` or `release` it.
        case begin
        /// It was done: this was the answer.
        case done(status: Int, answer: [UInt8])
    }

    /// Seconds that answers are kept.
    package static let lifetime: TimeInterval = 86_400

    private let seal: Seal

    package init(seal: Seal) {
        self.seal = seal
    }

    /// Looks a request up and notes it if it is new. Of several at once, one begins.
    ///
    /// - Throws: a conflict while it is being done; invalid, if the key was used for something else.
    package func claim(
        _ wanted: IdempotentRequest,
        _ request: CommandRequest,
        runner: CommandRunner,
        in connection: Connection
    ) throws(AccountError) -> Claim {
        try connection.command { (connection) throws(AccountError) in
            let caller = try Caller.verify(request, grants: runner.grants, in: connection)
            try connection.work(in: caller.organizationID)
            try forget(caller.organizationID, now: request.now, in: connection)
            var parameters = key(wanted, caller)
            parameters.binary(wanted.requestHash)
            parameters.timestamp(request.now)
            let added = try connection.run(
                """
                INSERT INTO idempotency_key (organization_id, user_id, key_hash, request_hash, created_at)
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
                """,
                parameters
            )
            if added.affectedRows == 1 { return .begin }
            let found = try connection.run(
                """
                SELECT request_hash, status, sealed_answer FROM idempotency_key
                WHERE organization_id = $1 AND user_id = $2 AND key_hash = $3
                """,
                key(wanted, caller)
            )
            guard found.rowCount == 1, found.bytes(0, 0).elementsEqual(wanted.requestHash) else {
                throw Self.otherRequest
            }
            guard !found.isNull(0, 1) else {
                throw .conflict(
                    "STILL_RUNNING",
                    "A request with this Idempotency-Key is being done, or its gateway stopped on the way. Look at what is "
                        + "there before you send it with another key."
                )
            }
            guard let answer = seal.open(Array(found.bytes(0, 2)), context: context(wanted)) else {
                throw .conflict("ANSWER_GONE", "The request was done, but its answer cannot be read any more.")
            }
            return .done(status: Int(found.int4(0, 1)), answer: answer)
        }
    }

    /// Keeps the answer.
    package func keep(
        _ wanted: IdempotentRequest,
        organizationID: Int64,
        userID: Int64,
        status: Int,
        answer: [UInt8],
        in connection: Connection
    ) throws(AccountError) {
        try connection.command { (connection) throws(AccountError) in
            try connection.work(in: organizationID)
            var parameters = key(wanted, organizationID, userID)
            parameters.int4(Int32(status))
            parameters.binary(seal.seal(answer, context: context(wanted)))
            try connection.run(
                """
                UPDATE idempotency_key SET status = $4, sealed_answer = $5
                WHERE organization_id = $1 AND user_id = $2 AND key_hash = $3
                """,
                parameters
            )
        }
    }

    /// Forgets a request of which nothing was done, so that it can be sent again.
    package func release(
        _ wanted: IdempotentRequest,
        organizationID: Int64,
        userID: Int64,
        in connection: Connection
    ) throws(AccountError) {
        try connection.command { (connection) throws(AccountError) in
            try connection.work(in: organizationID)
            try connection.run(
                "DELETE FROM idempotency_key WHERE organization_id = $1 AND user_id = $2 AND key_hash = $3",
                key(wanted, organizationID, userID)
            )
        }
    }

    private static let otherRequest = AccountError.invalid(
        "KEY_REUSED",
        "This Idempotency-Key was used for another request. Choose a new one for each thing that is to be done."
    )

    private func context(_ wanted: IdempotentRequest) -> String {
        wanted.requestHash.map { String($0, radix: 16) }.joined(separator: ".")
    }

    private func key(_ wanted: IdempotentRequest, _ caller: Caller) -> Parameters {
        key(wanted, caller.organizationID, caller.userID)
    }

    private func key(_ wanted: IdempotentRequest, _ organizationID: Int64, _ userID: Int64) -> Parameters {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(userID)
        parameters.binary(wanted.keyHash)
        return parameters
    }

    private func forget(_ organizationID: Int64, now: Date, in connection: Connection) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.timestamp(now.addingTimeInterval(-Self.lifetime))
        try connection.run(
            "DELETE FROM idempotency_key WHERE organization_id = $1 AND created_at <= $2",
            parameters
        )
    }
}
