import Postgres

/// Shows one licence key to a caller who may see keys. Who saw which key when is in the audit, in the same transaction.
package struct RevealKey: Sendable {
    /// A key that was shown. It belongs into the one answer, and nowhere else.
    package struct Revealed: Sendable {
        package let id: Int64
        package let key: String
    }

    /// Of `license_key`; `nil`: the id of nothing.
    package let id: Int64?
    package let seal: Seal

    package init(id: Int64?, seal: Seal) {
        self.id = id
        self.seal = seal
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Revealed {
        guard let id else { throw .notFound("licence key") }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(id)
        let found = try work.connection.run(
            """
            SELECT k.masked, s.sealed, s.sealed_with FROM license_key k
            LEFT JOIN sealed_license_key s ON s.organization_id = k.organization_id AND s.license_key_id = k.id
            WHERE k.organization_id = $1 AND k.id = $2
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("licence key") }
        work.target = found.text(0, 0)
        guard !found.isNull(0, 1) else {
            throw .conflict(
                "KEY_NOT_HELD",
                "Only the last five characters of this key are on record. Ask the operator to import the key."
            )
        }
        let sealed = SealedLicenseKey(
            organizationID: work.organizationID,
            id: id,
            bytes: Array(found.bytes(0, 1)),
            sealedWith: found.text(0, 2)
        )
        guard let key = sealed.open(seal) else {
            throw .conflict(
                "KEY_DOES_NOT_OPEN",
                "This key cannot be opened. Tell the operator that it is sealed with the key \(sealed.sealedWith), or was changed."
            )
        }
        try work.connection.run("SELECT note_change($1, 'key_revealed', ARRAY[$2::bigint::text])", parameters)
        return Revealed(id: id, key: key)
    }
}
