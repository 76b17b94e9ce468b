package import Postgres

/// Licence keys on their way from a file into their rows, never in clear where PostgreSQL could see them.
///
/// A key is staged sealed, with its last five characters before it; `assign` opens it, finds out whether the
/// organization has it already, and seals new ones for the rows that they get.
package struct LicenseKeyImport: Sendable {
    /// Something wrong with a staged key.
    package struct Fault: Sendable {
        /// Of the file.
        package let line: Int
        package let reason: String
    }

    private let seal: Seal
    private static let staging = "license key to import"

    package init(seal: Seal) {
        self.seal = seal
    }

    /// A key as it is staged.
    ///
    /// - Parameter key: five groups of five capital letters and digits.
    package func staged(_ key: String) -> String {
        key.suffix(5) + Self.hexadecimal(seal.seal(Array(key.utf8), context: Self.staging))
    }

    /// Says which row each staged key of an organization is for: fills `import_key` (`line`, `id`, `is_new`, `sealed`,
    /// `sealed_with`) from `import_resolved` (`line`, `organization_id`, `key`). The transaction shows the
    /// organization's rows.
    ///
    /// - Returns: keys that are there twice, or that cannot be compared.
    package func assign(organizationID: Int64, in connection: Connection) throws(PostgresError) -> [Fault] {
        var faults: [Fault] = []
        let known = try knownKeys(organizationID, in: connection, &faults)
        guard faults.isEmpty else { return faults }
        var organization = Parameters()
        organization.int8(organizationID)
        let rows = try connection.query(
            """
            SELECT line::bigint, decode(substr(key, 6), 'hex') FROM import_resolved WHERE organization_id = $1
            ORDER BY line
            """,
            organization
        )
        var lines: [String: Int] = [:]
        var records: [(line: Int, id: Int64?, key: String)] = []
        for row in 0..<rows.rowCount {
            let line = Int(rows.int8(row, 0))
            guard let bytes = seal.open(Array(rows.bytes(row, 1)), context: Self.staging) else {
                faults.append(Fault(line: line, reason: "The key cannot be read back. Run the import again."))
                continue
            }
            let key = String(decoding: bytes, as: UTF8.self)
            if let first = lines.updateValue(line, forKey: key) {
                faults.append(Fault(line: line, reason: "The same key stands in line \(first) already."))
            }
            records.append((line, known[key], key))
        }
        if faults.isEmpty { try store(records, organizationID, in: connection) }
        return faults
    }

    /// The organization's keys that end like one of the file's.
    private func knownKeys(
        _ organizationID: Int64,
        in connection: Connection,
        _ faults: inout [Fault]
    ) throws(PostgresError) -> [String: Int64] {
        var organization = Parameters()
        organization.int8(organizationID)
        let found = try connection.query(
            """
            SELECT k.id, s.sealed, s.sealed_with, r.line::bigint
            FROM license_key k
            JOIN sealed_license_key s ON s.organization_id = k.organization_id AND s.license_key_id = k.id
            JOIN (
                SELECT left(key, 5) AS last_five, min(line) AS line FROM import_resolved
                WHERE organization_id = $1 GROUP BY 1
            ) r ON r.last_five = k.last_five
            WHERE k.organization_id = $1
            """,
            organization
        )
        var known: [String: Int64] = [:]
        for row in 0..<found.rowCount {
            let sealed = SealedLicenseKey(
                organizationID: organizationID,
                id: found.int8(row, 0),
                bytes: Array(found.bytes(row, 1)),
                sealedWith: found.text(row, 2)
            )
            if let key = sealed.open(seal) {
                known[key] = sealed.id
            } else {
                let reason =
                    "A key that ends like this one is there already, sealed with the key "
                    + "\(sealed.sealedWith), which is not among the sealing keys: whether it is the same cannot be said."
                faults.append(Fault(line: Int(found.int8(row, 3)), reason: reason))
            }
        }
        return known
    }

    private func store(
        _ records: [(line: Int, id: Int64?, key: String)],
        _ organizationID: Int64,
        in connection: Connection
    ) throws(PostgresError) {
        var count = Parameters()
        count.int8(Int64(records.count { $0.id == nil }))
        let ids = try connection.query(
            "SELECT nextval(pg_get_serial_sequence('license_key', 'id')) FROM generate_series(1, $1::bigint)",
            count
        )
        var used = 0
        var copy: [UInt8] = []
        for record in records {
            if let id = record.id {
                copy += "\(record.line)\t\(id)\tf\t\\N\t\\N\n".utf8
            } else {
                let id = ids.int8(used, 0)
                used += 1
                let new = SealedLicenseKey(record.key, organizationID: organizationID, id: id, seal: seal)
                let sealed = "\\\\x\(Self.hexadecimal(new.bytes))\t\(new.sealedWith)"
                copy += "\(record.line)\t\(new.id)\tt\t\(sealed)\n".utf8
            }
        }
        try connection.copyIn("COPY import_key FROM STDIN") { send throws(PostgresError) in try send(copy) }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            for nibble in [byte >> 4, byte & 15] {
                digits.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
