/// One file of the migrations folder: `0007_reports.sql`.
package struct Migration: Sendable {
    package let number: Int
    package let name: String
    package let sql: String

    /// - Returns: `nil` if the file's name has not the form `NNNN_name.sql`.
    package init?(fileName: String, sql: String) {
        guard fileName.hasSuffix(".sql") else { return nil }
        let parts = fileName.dropLast(4).split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].count == 4, let number = Int(parts[0]) else { return nil }
        self.number = number
        name = String(parts[1])
        self.sql = sql
    }

    package var fileName: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_\(name).sql"
    }
}

/// Why migrations cannot be run, with what to do.
package struct MigrationError: Error, Sendable, CustomStringConvertible {
    package let description: String
    /// Another process holds the lock, or the server is not there: trying again may help.
    package let isTemporary: Bool

    init(_ description: String, isTemporary: Bool = false) {
        self.description = description
        self.isTemporary = isTemporary
    }
}

/// Brings the database's schema up to date: files in order, each in a transaction, under a lock that
/// lets one process at a time do it.
package struct Migrator {
    package struct Status: Sendable {
        package let migration: Migration
        package let appliedAt: String?
    }

    private let migrations: [Migration]
    private let schema: String

    /// - Parameter migrations: in any order.
    /// - Throws: if two files have the same number.
    package init(_ migrations: [Migration], schema: String) throws(MigrationError) {
        self.migrations = migrations.sorted { $0.number < $1.number }
        self.schema = schema
        for (one, other) in zip(self.migrations, self.migrations.dropFirst()) where one.number == other.number {
            throw MigrationError("\(one.fileName) and \(other.fileName) have the same number. Renumber the newer one.")
        }
    }

    /// Each migration with when it was applied.
    package func status(_ connection: Connection) throws(MigrationError) -> [Status] {
        let applied = try appliedMigrations(connection)
        return migrations.map { migration in
            Status(migration: migration, appliedAt: applied.first { $0.number == migration.number }?.appliedAt)
        }
    }

    /// Applies what is missing.
    ///
    /// - Parameters:
    ///   - dryRun: does everything in one transaction and takes it back.
    ///   - progress: called before each file.
    /// - Returns: what was applied.
    @discardableResult
    package func migrate(
        _ connection: Connection,
        dryRun: Bool = false,
        lockTimeout: Int = 10_000,
        progress: (Migration) -> Void = { _ in }
    ) throws(MigrationError) -> [Migration] {
        try lock(connection, lockTimeout)
        defer { _ = try? connection.query("SELECT pg_advisory_unlock(\(lockKey))") }
        if dryRun { try run(connection, "BEGIN") }
        defer { if dryRun { _ = try? connection.execute("ROLLBACK") } }
        try prepare(connection)
        let applied = try appliedMigrations(connection)
        try check(applied, connection)
        let last = applied.map(\.number).max() ?? 0
        let missing = migrations.filter { migration in !applied.contains { $0.number == migration.number } }
        if let late = missing.first(where: { $0.number < last }) {
            throw MigrationError(
                "\(late.fileName) has a lower number than \(last), which is applied already. Give it a number above \(last)."
            )
        }
        for migration in missing {
            progress(migration)
            try apply(migration, connection, inTransaction: !dryRun)
        }
        return missing
    }

    // MARK: Steps

    /// One lock for each schema of a database.
    private var lockKey: String { "hashtext('gateway migrations of \(schema.split(separator: "'").joined())')" }

    private func lock(_ connection: Connection, _ timeout: Int) throws(MigrationError) {
        do throws(PostgresError) {
            try connection.execute("SET lock_timeout = \(timeout)")
            _ = try connection.query("SELECT pg_advisory_lock(\(lockKey))")
            try connection.execute("SET statement_timeout = 0")
        } catch {
            guard error.sqlState == "55P03" else { throw wrapped(error, "The database cannot be reached") }
            throw MigrationError(
                "Another process has been migrating this database for \(timeout / 1000) seconds. Try again when it is done.",
                isTemporary: true
            )
        }
    }

    private func prepare(_ connection: Connection) throws(MigrationError) {
        try run(connection, "CREATE SCHEMA IF NOT EXISTS \"\(schema)\"")
        try run(connection, "SET search_path = \"\(schema)\"")
        try run(
            connection,
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                number int PRIMARY KEY,
                name text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """
        )
    }

    private struct Applied {
        let number: Int
        let name: String
        let checksum: String
        let appliedAt: String
    }

    private func appliedMigrations(_ connection: Connection) throws(MigrationError) -> [Applied] {
        do throws(PostgresError) {
            let exists = try connection.query("SELECT to_regclass('\"\(schema)\".schema_migration') IS NOT NULL")
            guard exists.bool(0, 0) else { return [] }
            let rows = try connection.query(
                """
                SELECT number, name, checksum, to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'
                FROM "\(schema)".schema_migration ORDER BY number
                """
            )
            return (0..<rows.rowCount).map {
                Applied(
                    number: Int(rows.int4($0, 0)),
                    name: rows.text($0, 1),
                    checksum: rows.text($0, 2),
                    appliedAt: rows.text($0, 3)
                )
            }
        } catch {
            throw wrapped(error, "The migrations' table cannot be read")
        }
    }

    /// Files that were applied must be there, unchanged.
    private func check(_ applied: [Applied], _ connection: Connection) throws(MigrationError) {
        for row in applied {
            guard let migration = migrations.first(where: { $0.number == row.number }) else {
                throw MigrationError(
                    "Migration \(row.number) (\(row.name)) was applied at \(row.appliedAt), but its file is missing. "
                        + "Restore the file, or run the version of the gateway that has it."
                )
            }
            guard try checksum(migration, connection) == row.checksum else {
                throw MigrationError(
                    "\(migration.fileName) was changed after it was applied at \(row.appliedAt). "
                        + "Restore it, and put the change into a new migration."
                )
            }
        }
    }

    private func checksum(_ migration: Migration, _ connection: Connection) throws(MigrationError) -> String {
        do throws(PostgresError) {
            var parameters = Parameters()
            parameters.text(migration.sql)
            return try connection.query("SELECT encode(sha256(convert_to($1::text, 'UTF8')), 'hex')", parameters).text(
                0,
                0
            )
        } catch {
            throw wrapped(error, "\(migration.fileName) cannot be read")
        }
    }

    private func apply(
        _ migration: Migration,
        _ connection: Connection,
        inTransaction: Bool
    ) throws(MigrationError) {
        if inTransaction { try run(connection, "BEGIN") }
        do throws(PostgresError) {
            try connection.execute(migration.sql)
            var parameters = Parameters()
            parameters.int4(Int32(migration.number))
            parameters.text(migration.name)
            parameters.text(try checksumText(migration, connection))
            _ = try connection.query(
                "INSERT INTO \"\(schema)\".schema_migration (number, name, checksum) VALUES ($1::int, $2, $3)",
                parameters
            )
            if inTransaction { try connection.execute("COMMIT") }
        } catch {
            if inTransaction { _ = try? connection.execute("ROLLBACK") }
            throw wrapped(error, place(of: error, in: migration))
        }
    }

    private func checksumText(_ migration: Migration, _ connection: Connection) throws(PostgresError) -> String {
        var parameters = Parameters()
        parameters.text(migration.sql)
        return try connection.query("SELECT encode(sha256(convert_to($1::text, 'UTF8')), 'hex')", parameters).text(0, 0)
    }

    /// `0003_orders.sql:41`, if the server said where.
    private func place(of error: PostgresError, in migration: Migration) -> String {
        guard let position = error.position else { return migration.fileName }
        let line = migration.sql.unicodeScalars.prefix(position - 1).count { $0 == "\n" } + 1
        return "\(migration.fileName):\(line)"
    }

    private func run(_ connection: Connection, _ sql: String) throws(MigrationError) {
        do throws(PostgresError) { try connection.execute(sql) } catch {
            throw wrapped(error, "The migration cannot begin")
        }
    }

    private func wrapped(_ error: PostgresError, _ what: String) -> MigrationError {
        let state = error.sqlState.isEmpty ? "" : " (\(error.sqlState))"
        return MigrationError("\(what): \(error.message)\(state)", isTemporary: error.isUnavailable)
    }
}
