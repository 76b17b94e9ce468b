package import Accounts
package import Foundation

/// What imports need that is not in the file: they seal licence keys, and invite administrators.
package struct ImportTools: Sendable {
    package let seal: Seal
    package let outbox: Outbox
    package let now: Date

    package init(seal: Seal, outbox: Outbox, now: Date = .now) {
        self.seal = seal
        self.outbox = outbox
        self.now = now
    }
}
