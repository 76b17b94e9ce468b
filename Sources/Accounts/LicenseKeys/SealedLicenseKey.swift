import Postgres

/// A licence key as the database keeps it: sealed for one row of one organization, and opening nowhere else.
package struct SealedLicenseKey: Sendable, Equatable {
    package let organizationID: Int64
    /// Of `license_key`.
    package let id: Int64
    /// Nonce, ciphertext and tag.
    package let bytes: [UInt8]
    /// The name of the sealing key (`Seal.names`).
    package let sealedWith: String

    init(organizationID: Int64, id: Int64, bytes: [UInt8], sealedWith: String) {
        self.organizationID = organizationID
        self.id = id
        self.bytes = bytes
        self.sealedWith = sealedWith
    }

    /// Seals a key for its row.
    ///
    /// - Parameter key: as people type it: `ABCDE-FGHJK-…`.
    package init(_ key: String, organizationID: Int64, id: Int64, seal: Seal) {
        self.init(
            organizationID: organizationID,
            id: id,
            bytes: seal.seal(Array(key.utf8), context: Self.context(organizationID, id)),
            sealedWith: seal.name
        )
    }

    /// The key; `nil` if it was sealed for another row or organization, with a key that `seal` has not, or was changed.
    func open(_ seal: Seal) -> String? {
        seal.open(bytes, context: Self.context(organizationID, id)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The same key, sealed with the key that seals now; `nil` if it does not open.
    func resealed(_ seal: Seal) -> SealedLicenseKey? {
        open(seal).map { SealedLicenseKey($0, organizationID: organizationID, id: id, seal: seal) }
    }

    /// The associated data (NIST SP 800-38D, section 7): which row it is.
    private static func context(_ organizationID: Int64, _ id: Int64) -> String {
        "license_key \(organizationID) \(id)"
    }
}
