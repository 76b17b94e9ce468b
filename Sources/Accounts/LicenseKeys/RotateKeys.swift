package import Postgres

/// Seals every licence key anew with the key that seals now, while gateways serve.
///
/// A batch is a transaction: what it has done stays done, so that a rotation that was broken off goes on when it is
/// run again. A row is replaced as a whole, so readers find the old text or the new, and open either.
package struct RotateKeys: Sendable {
    /// How far a rotation is.
    package struct Progress: Sendable, Equatable {
        /// Rows that were to be sealed anew when it began.
        package let total: Int
        package var done = 0
        /// Rows that did not open, and are left as they were: sealed with a key that is not given, or changed.
        package var unopened = 0
    }

    package let seal: Seal
    /// Rows of a transaction.
    package let batch: Int

    package init(seal: Seal, batch: Int = 1_000) {
        precondition(batch > 0, "a batch has rows")
        self.seal = seal
        self.batch = batch
    }

    /// - Parameters:
    ///   - connection: one that works as the owner of the tables.
    ///   - report: told after each batch.
    @discardableResult
    package func run(
        in connection: Connection,
        report: (Progress) -> Void = { _ in }
    ) throws(AccountError) -> Progress {
        var parameters = Parameters()
        parameters.text(seal.name)
        let open = try connection.run("SELECT count(*) FROM sealed_license_key WHERE sealed_with <> $1", parameters)
        var progress = Progress(total: Int(open.int8(0, 0)))
        var last: (organizationID: Int64, id: Int64)? = (0, 0)
        while let place = last {
            last = try connection.command { (connection) throws(AccountError) in
                let rows = try claim(after: place, in: connection)
                let resealed = rows.compactMap { $0.resealed(seal) }
                try write(resealed, in: connection)
                progress.done += resealed.count
                progress.unopened += rows.count - resealed.count
                return rows.last.map { ($0.organizationID, $0.id) }
            }
            report(progress)
        }
        return progress
    }

    /// The next rows that another key has sealed, held until the transaction ends.
    private func claim(
        after place: (organizationID: Int64, id: Int64),
        in connection: Connection
    ) throws(AccountError) -> [SealedLicenseKey] {
        var parameters = Parameters()
        parameters.int8(place.organizationID)
        parameters.int8(place.id)
        parameters.text(seal.name)
        parameters.int8(Int64(batch))
        let found = try connection.run(
            """
            SELECT organization_id, license_key_id, sealed, sealed_with FROM sealed_license_key
            WHERE (organization_id, license_key_id) > ($1, $2) AND sealed_with <> $3
            ORDER BY organization_id, license_key_id LIMIT $4 FOR UPDATE
            """,
            parameters
        )
        return (0..<found.rowCount).map { row in
            SealedLicenseKey(
                organizationID: found.int8(row, 0),
                id: found.int8(row, 1),
                bytes: Array(found.bytes(row, 2)),
                sealedWith: found.text(row, 3)
            )
        }
    }

    private func write(_ keys: [SealedLicenseKey], in connection: Connection) throws(AccountError) {
        guard !keys.isEmpty else { return }
        var parameters = Parameters()
        parameters.int8Array(keys.map(\.organizationID))
        parameters.int8Array(keys.map(\.id))
        parameters.binaryArray(keys.map(\.bytes))
        parameters.text(seal.name)
        try connection.run(
            """
            UPDATE sealed_license_key k SET sealed = n.sealed, sealed_with = $4
            FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS n (organization_id, license_key_id, sealed)
            WHERE k.organization_id = n.organization_id AND k.license_key_id = n.license_key_id
            """,
            parameters
        )
    }
}
