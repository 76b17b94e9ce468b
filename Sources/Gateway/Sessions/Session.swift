import Bytes
package import Planning
import Postgres

/// SHA-256 of a session's token, as sessions are known by.
package struct TokenHash: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter bytes: 32 of them.
    package init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { TokenHash(memory: $0) }
    }

    /// - Parameter memory: 32 bytes.
    init(memory: UnsafeRawBufferPointer) {
        precondition(memory.count == 32, "a SHA-256 has 32 bytes")
        words = (
            memory.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
            memory.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            memory.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            memory.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        )
    }

    package var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    package static func == (one: TokenHash, other: TokenHash) -> Bool { one.words == other.words }

    package func hash(into hasher: inout Hasher) {
        // A hash needs no hashing.
        hasher.combine(words.0)
    }
}

/// Who a caller is, as the database said when `epoch` was the organization's.
///
/// Lives on one event loop's thread, which alone reads and changes `nextNote`.
package final class Session {
    package let organizationID: Int64
    package let userID: Int64
    package let roles: [String]
    package let permissions: PermissionSet
    /// Seconds since 1970.
    package let expiresAt: Double
    /// The organization's epoch when this was read: where it has moved, this is not to be trusted.
    package let epoch: Int64
    /// When it is to be noted next that the session is in use; seconds since 1970.
    var nextNote = 0.0
    /// What the statements of each level open with.
    let tenantSetting: StatementCall
    /// The names as JSON arrays, ready to be written.
    let rolesJSON: [UInt8]
    let permissionsJSON: [UInt8]

    /// - Parameter scope: permissions that the token is limited to; `nil` for a session.
    package init(
        organizationID: Int64,
        userID: Int64,
        roles: [String],
        expiresAt: Double,
        epoch: Int64,
        scope: [String]? = nil,
        catalog: Permissions
    ) {
        self.organizationID = organizationID
        self.userID = userID
        self.roles = roles
        self.expiresAt = expiresAt
        self.epoch = epoch
        var permissions = catalog.mask(ofRoles: roles)
        if let scope { permissions.formIntersection(catalog.mask(ofPermissions: scope)) }
        self.permissions = permissions
        tenantSetting = TenantSetting.call(String(organizationID))
        rolesJSON = Session.json(roles)
        permissionsJSON = Session.json(catalog.names(in: permissions))
    }

    private static func json(_ names: [String]) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        buffer.append("[")
        for (index, name) in names.enumerated() {
            if index > 0 { buffer.append(",") }
            buffer.appendJSONString(name)
        }
        buffer.append("]")
        return buffer.array
    }
}
