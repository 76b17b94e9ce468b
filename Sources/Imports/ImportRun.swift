import Accounts
package import Postgres

/// Imports one file: read into a temporary table, checked as a whole, written in one transaction.
///
///     file ─▸ records ─▸ values ─▸ import_row ─▸ import_resolved ─▸ checks ─▸ our tables
///
/// Where anything is wrong nothing is written, and everything that is wrong is told, however far apart. Run again, it
/// changes nothing. Killed, it leaves nothing: the server ends the transaction.
package struct ImportRun {
    /// What came of it.
    package struct Summary: Equatable, Sendable {
        package var rows = 0
        package var added = 0
        package var changed = 0
    }

    /// How far it is.
    package enum Step: Sendable {
        /// Bytes of the file.
        case reading(Int)
        case checking(Int, of: Int)
        /// Rows.
        case writing(Int, of: Int)
        /// New agreements.
        case registering(Int, of: Int)
    }

    /// Rows that are written together, at least; between two portions it is told how far the import is.
    private static let portion = 100_000

    private let table: ImportTable
    private let connection: Connection
    private let isDryRun: Bool
    private let tools: ImportTools?
    private let report: (Step) -> Void

    /// - Parameters:
    ///   - connection: the tables' owner's.
    ///   - isDryRun: everything is done, and taken back at the end.
    ///   - tools: for tables that need them.
    package init(
        _ table: ImportTable,
        in connection: Connection,
        isDryRun: Bool = false,
        tools: ImportTools? = nil,
        report: @escaping (Step) -> Void = { _ in }
    ) {
        self.table = table
        self.connection = connection
        precondition(tools != nil || !table.needsTools, "\(table.name) are not imported by statements alone")
        self.isDryRun = isDryRun
        self.tools = tools
        self.report = report
    }

    /// - Parameter descriptor: of the open file, read to its end.
    package func run(reading descriptor: Int32) throws(ImportError) -> Summary {
        var reader = CSVReader(descriptor)
        let layout = try ImportLayout(of: table, header: &reader)
        do throws(ImportError) {
            return try connection.transaction(mapping: ImportError.database) { _ throws(ImportError) in
                // Two imports at once would each take the other's new rows for missing.
                try run("SELECT pg_advisory_xact_lock(hashtext('gateway import'))")
                // A file is sorted and joined in memory where it fits: this is one session, and not for long.
                try run("SET LOCAL work_mem = '128MB'; SET LOCAL maintenance_work_mem = '128MB'")
                // Row-level security lets statements over many organizations through (`Migrations/0070_imports.sql`).
                if table.scope == .allOrganizations { try run("SET LOCAL gateway.imports = 'on'") }
                let read = try self.read(&reader, layout)
                let faults = try check(read.faults)
                guard faults.count == 0 else { throw .rows(faults.sorted) }
                var summary = try write()
                summary.rows = read.rows
                if isDryRun { throw .taken(back: summary) }
                return summary
            }
        } catch {
            if case .taken(let summary) = error { return summary }
            throw error
        }
    }

    // MARK: Reading

    private func read(
        _ reader: inout CSVReader,
        _ layout: ImportLayout
    ) throws(ImportError) -> (rows: Int, faults: ImportFaults) {
        let columns = table.columns.map { "\"\($0.name)\" \($0.type)" }.joined(separator: ", ")
        try run("CREATE TEMPORARY TABLE import_row (line integer, \(columns)) ON COMMIT DROP")
        var faults = ImportFaults()
        var record = CSVRecord()
        var copy: [UInt8] = []
        copy.reserveCapacity(80 << 10)
        var rows = 0
        let keys = tools.map { LicenseKeyImport(seal: $0.seal) }
        let staged = { (key: String) in keys?.staged(key) ?? "" }
        var failure: ImportError?
        do throws(PostgresError) {
            try connection.copyIn("COPY import_row FROM STDIN") { send throws(PostgresError) in
                do throws(ImportError) {
                    while try reader.next(&record) {
                        rows += 1
                        layout.append(record, to: &copy, &faults, staged: staged)
                        guard copy.count >= 64 << 10 else { continue }
                        do throws(PostgresError) { try send(copy) } catch { throw .database(error) }
                        copy.removeAll(keepingCapacity: true)
                        report(.reading(reader.bytesRead))
                    }
                } catch {
                    failure = error
                    throw PostgresError(.invalid, message: "the file cannot be read")
                }
                try send(copy)
            }
        } catch {
            throw failure ?? .database(error)
        }
        return (rows, faults)
    }

    // MARK: Checking

    private func check(_ found: ImportFaults) throws(ImportError) -> ImportFaults {
        var faults = found
        report(.checking(0, of: table.checks.count))
        try run("ANALYZE import_row")
        try run(table.resolve)
        for (index, sql) in table.checks.enumerated() {
            report(.checking(index, of: table.checks.count))
            let wrong = try ask(
                "SELECT line::bigint, f.column, reason FROM (\(sql)) f (line, \"column\", reason) ORDER BY line"
            )
            for row in 0..<wrong.rowCount {
                faults.add(
                    ImportFault(line: Int(wrong.int8(row, 0)), column: wrong.text(row, 1), reason: wrong.text(row, 2))
                )
            }
        }
        return faults
    }

    // MARK: Writing

    private func write() throws(ImportError) -> Summary {
        var summary = Summary()
        guard table.scope != .shared else {
            for step in table.merge { try apply(step, Parameters(), &summary) }
            return summary
        }
        var faults = ImportFaults()
        let portions = try portions()
        let rows = portions.reduce(0) { $0 + $1.rows }
        var done = 0
        for portion in portions {
            report(.writing(done, of: rows))
            done += portion.rows
            var parameters = Parameters()
            parameters.int8(portion.organizations.lowerBound)
            if table.scope == .allOrganizations {
                parameters.int8(portion.organizations.upperBound)
            } else {
                try enter(portion.organizations.lowerBound)
                if table.ownWork == .licenseKeys { try assignKeys(portion.organizations.lowerBound, &faults) }
            }
            // What is wrong in one organization is told with what is wrong in the others.
            if faults.count > 0 { continue }
            for step in table.merge { try apply(step, parameters, &summary) }
        }
        if table.ownWork == .registrations { summary.added += try registerAgreements(&faults) }
        guard faults.count == 0 else { throw .rows(faults.sorted) }
        return summary
    }

    /// The organizations whose rows are written together, and how many rows that is.
    private func portions() throws(ImportError) -> [(organizations: ClosedRange<Int64>, rows: Int)] {
        let portion =
            table.scope == .allOrganizations
            ? "(sum(count(*)) OVER (ORDER BY organization_id))::bigint / \(ImportRun.portion)" : "organization_id"
        let found = try ask(
            """
            SELECT min(organization_id), max(organization_id), sum(rows)::bigint FROM (
                SELECT organization_id, count(*) AS rows, \(portion) AS portion
                FROM import_resolved WHERE organization_id IS NOT NULL GROUP BY organization_id
            ) o GROUP BY portion ORDER BY 1
            """
        )
        return (0..<found.rowCount).map { (found.int8($0, 0)...found.int8($0, 1), Int(found.int8($0, 2))) }
    }

    /// Lets row-level security show an organization's rows.
    private func enter(_ organization: Int64) throws(ImportError) {
        var parameters = Parameters()
        parameters.text(String(organization))
        _ = try ask("SELECT set_config('gateway.organization_id', $1, true)", parameters)
    }

    private func assignKeys(_ organization: Int64, _ faults: inout ImportFaults) throws(ImportError) {
        guard let tools else { return }
        do throws(PostgresError) {
            let keys = LicenseKeyImport(seal: tools.seal)
            for fault in try keys.assign(organizationID: organization, in: connection) {
                faults.add(ImportFault(line: fault.line, column: "key", reason: fault.reason))
            }
        } catch {
            throw .database(error)
        }
    }

    private func registerAgreements(_ faults: inout ImportFaults) throws(ImportError) -> Int {
        guard let tools else { return 0 }
        let registered = try Registrations(connection: connection, tools: tools).run { done, total in
            report(.registering(done, of: total))
        }
        for fault in registered.faults { faults.add(fault) }
        return registered.count
    }

    private func apply(_ step: ImportTable.Step, _ parameters: Parameters, _ summary: inout Summary) throws(ImportError)
    {
        if step.isBelow { try run("SET LOCAL gateway.changes = 'off'") }
        // Two thirds of the time that a line takes go into its foreign keys.
        let isTrusted = step.isBelow ? try mayTrust() : false
        if isTrusted { try run("SET LOCAL session_replication_role = 'replica'") }
        let rows = try ask(step.sql, parameters).affectedRows
        if isTrusted { try run("SET LOCAL session_replication_role = 'origin'") }
        if step.isBelow { try run("SET LOCAL gateway.changes = 'on'") }
        switch step.counts {
        case .added: summary.added += rows
        case .changed: summary.changed += rows
        case nil: break
        }
    }

    /// Whether a superuser imports, or somebody who was granted SET on this parameter.
    private func mayTrust() throws(ImportError) -> Bool {
        try ask("SELECT WHERE has_parameter_privilege('session_replication_role', 'SET')").rowCount == 1
    }

    private func run(_ sql: String) throws(ImportError) {
        do throws(PostgresError) { try connection.execute(sql) } catch { throw .database(error) }
    }

    private func ask(_ sql: String, _ parameters: Parameters = Parameters()) throws(ImportError) -> QueryResult {
        do throws(PostgresError) { return try connection.query(sql, parameters) } catch { throw .database(error) }
    }
}
