import Crypto
import CryptoExtras
import Foundation
import Postgres
import Synchronization

/// Makes and verifies password hashes, at most so many at once.
///
/// One hash takes about 32 MB and a fifth of a second of a core, so the limit keeps sign-ins from
/// taking the machine away from queries. Blocks its thread: never call it on an event loop.
package final class PasswordHasher: Sendable {
    package let cost: PasswordHash.Cost
    private let slots: Postgres.Semaphore
    private let finishedRuns = Atomic<Int>(0)
    private let slowest = Mutex(Duration.zero)
    /// What a password is held against when there is no account: the same work, and never right.
    private let decoy: PasswordHash

    /// Longer passwords are refused, not cut.
    package static let maximumLength = 256

    package init(cost: PasswordHash.Cost = .standard, atOnce: Int = 2) {
        precondition(cost.isAcceptable, "a cost that no stored hash may have")
        self.cost = cost
        slots = Postgres.Semaphore(UInt32(atOnce))
        decoy = PasswordHash(
            cost: cost,
            salt: Self.random(PasswordHash.saltLength),
            key: Self.random(PasswordHash.keyLength)
        )
    }

    /// How many times scrypt has run, for tests that known and unknown accounts take the same work.
    package var runs: Int { finishedRuns.load(ordering: .relaxed) }

    /// How long the slowest of the last hashes took, waiting for its turn included; halves in about 35 of them.
    package var recentMaximum: Duration { slowest.withLock { $0 } }

    /// Hashes a new password.
    package func hash(_ password: String) -> PasswordHash {
        let salt = Self.random(PasswordHash.saltLength)
        let key = derive(from: password, cost: cost, salt: salt)
        return PasswordHash(cost: cost, salt: salt, key: key.withUnsafeBytes { Array($0) })
    }

    /// Whether a password is the one that was hashed.
    ///
    /// Without a hash, and for a password that is too long to be anybody's, it works just as long and says no.
    package func verify(_ password: String, against hash: PasswordHash?) -> Bool {
        let isPossible = hash != nil && password.utf8.count <= Self.maximumLength
        let expected = hash ?? decoy
        // A long password is cut here only to bound the work: its answer is no.
        let bounded = isPossible ? password : String(decoding: password.utf8.prefix(Self.maximumLength), as: UTF8.self)
        let key = derive(from: bounded, cost: expected.cost, salt: expected.salt)
        // SymmetricKey compares in constant time.
        return key == SymmetricKey(data: expected.key) && isPossible
    }

    private func derive(from password: String, cost: PasswordHash.Cost, salt: [UInt8]) -> SymmetricKey {
        let start = ContinuousClock.now
        slots.wait()
        defer {
            finishedRuns.add(1, ordering: .relaxed)
            slots.signal()
            slowest.withLock { $0 = max($0 * 0.98, .now - start) }
        }
        // The same characters, typed on another keyboard, are the same password (RFC 8265, section 4.2: NFC).
        let normalized = Array(password.precomposedStringWithCanonicalMapping.utf8)
        do {
            return try KDF.Scrypt.deriveKey(
                from: normalized,
                salt: salt,
                outputByteCount: PasswordHash.keyLength,
                rounds: 1 << cost.logRounds,
                blockSize: cost.blockSize,
                parallelism: cost.parallelism
            )
        } catch {
            // The parameters are checked where they enter, so only memory can be missing.
            preconditionFailure("scrypt failed: \(error)")
        }
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
