import Crypto
import Foundation
import Postgres

/// Slows down whoever guesses passwords, without locking anyone out.
///
/// Each attempt goes into two leaky buckets: that of the network address, and that of the account. Right
/// passwords are taken out again. An attempt from a place where the account's owner has signed in before
/// goes into a bucket of that place instead, so an attacker elsewhere cannot fill the owner's.
package struct SignInThrottle: Sendable {
    /// How fast a bucket leaks (one attempt each `pause` seconds) and how many attempts it holds.
    package struct Limit: Sendable {
        package var capacity: Int
        package var pause: Int

        package init(capacity: Int, pause: Int) {
            precondition(capacity > 0 && pause > 0, "a limit that lets nobody in")
            self.capacity = capacity
            self.pause = pause
        }
    }

    /// Attempts on one account from places that are new to it.
    package var account: Limit
    /// Attempts on one account from one place that it was used from before.
    package var familiar: Limit
    /// Attempts from one network address on any account.
    package var origin: Limit
    /// Attempts from one IPv6 site, whoever has changing addresses there.
    package var site: Limit
    /// Mails that strangers ask for to one address.
    package var mail: Limit

    /// Familiar places have the numbers of others: who has to wait how long does not tell where an account is used from.
    package init(
        account: Limit = Limit(capacity: 10, pause: 60),
        familiar: Limit = Limit(capacity: 10, pause: 60),
        origin: Limit = Limit(capacity: 30, pause: 10),
        site: Limit = Limit(capacity: 300, pause: 1),
        mail: Limit = Limit(capacity: 5, pause: 300)
    ) {
        self.account = account
        self.familiar = familiar
        self.origin = origin
        self.site = site
        self.mail = mail
    }

    struct Bucket: Sendable {
        let name: [UInt8]
        let limit: Limit

        init(_ kind: String, _ parts: [UInt8]..., limit: Limit) {
            var hash = SHA256()
            hash.update(data: Array(kind.utf8))
            for part in parts {
                hash.update(data: [0])
                hash.update(data: part)
            }
            name = Array(hash.finalize())
            self.limit = limit
        }
    }

    /// The buckets of an attempt, always in this order, so that two attempts never wait for each other in a circle.
    func buckets(address: String, origin: NetworkOrigin, isKnownOrigin: Bool) -> [Bucket] {
        let address = Array(address.utf8)
        let person =
            isKnownOrigin && origin.isRemote
            ? Bucket("familiar", address, origin.hash, limit: familiar) : Bucket("account", address, limit: account)
        return [person] + buckets(of: origin)
    }

    /// The buckets of everybody in a place; the kinds of attempts are counted apart.
    func buckets(of origin: NetworkOrigin, kind: String = "") -> [Bucket] {
        guard origin.isRemote else { return [] }
        let host = Bucket(kind + "origin", origin.hash, limit: self.origin)
        return [host] + (origin.siteHash.map { [Bucket(kind + "site", $0, limit: site)] } ?? [])
    }

    /// Counts an attempt.
    ///
    /// - Throws: `.throttled` if a bucket is full. The transaction is then given up, and nothing is counted.
    func take(_ buckets: [Bucket], now: Date, in connection: Connection) throws(AccountError) {
        for bucket in buckets {
            var parameters = Parameters()
            parameters.binary(bucket.name)
            parameters.timestamp(now)
            parameters.int8(Int64(bucket.limit.pause))
            parameters.int4(Int32(clamping: bucket.limit.capacity))
            let wait = try connection.run(
                """
                SELECT ceil(extract(epoch FROM take_attempt($1, $2::timestamptz, $3::bigint * interval '1 second', $4::int)))
                    ::bigint
                """,
                parameters
            )
            if !wait.isNull(0, 0) { throw .throttled(retryAfter: max(1, Int(wait.int8(0, 0)))) }
        }
    }

    /// Takes an attempt out again that was right, and forgets some buckets that have long been empty.
    func giveBack(_ buckets: [Bucket], now: Date, in connection: Connection) throws(AccountError) {
        for bucket in buckets {
            var parameters = Parameters()
            parameters.binary(bucket.name)
            parameters.int8(Int64(bucket.limit.pause))
            try connection.run("SELECT return_attempt($1, $2::bigint * interval '1 second')", parameters)
        }
        var parameters = Parameters()
        parameters.timestamp(now.addingTimeInterval(-3600))
        try connection.run("SELECT forget_attempts($1::timestamptz)", parameters)
    }
}
