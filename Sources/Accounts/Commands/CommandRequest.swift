package import Foundation

/// Who asks for a command, from where, and when: what a command knows before it has looked anybody up.
package struct CommandRequest: Sendable {
    /// The command's name, for the audit.
    package let command: String
    /// What the caller's roles must grant, as the schema says.
    package let requires: [String]
    /// `SessionToken.hash` of the caller's token; `nil` without one.
    package let tokenHash: [UInt8]?
    /// The caller's IP address; `nil` over a Unix socket.
    package let remoteAddress: String?
    package let now: Date

    package init(
        _ command: String,
        requires: [String] = [],
        tokenHash: [UInt8]? = nil,
        remoteAddress: String? = nil,
        now: Date = Date()
    ) {
        self.command = command
        self.requires = requires
        self.tokenHash = tokenHash
        self.remoteAddress = remoteAddress
        self.now = now
    }
}
