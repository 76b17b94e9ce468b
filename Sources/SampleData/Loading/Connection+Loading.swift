import Postgres

extension Connection {
    func run(_ sql: String) throws(SampleDataError) {
        do throws(PostgresError) { try execute(sql) } catch { throw .database(error) }
    }

    func ask(_ sql: String, _ parameters: Parameters = Parameters()) throws(SampleDataError) -> QueryResult {
        do throws(PostgresError) { return try query(sql, parameters) } catch { throw .database(error) }
    }

    /// COPY refuses tables whose row-level security holds for the one who loads, and FORCE makes it hold for the
    /// owner. Lifted for this transaction only: nobody else sees the tables before it ends.
    func relaxRowSecurity() throws(SampleDataError) {
        try run(Self.rowSecurity("NO FORCE", where: "relforcerowsecurity"))
    }

    func forceRowSecurity() throws(SampleDataError) {
        try run(Self.rowSecurity("FORCE", where: "relrowsecurity AND NOT relforcerowsecurity"))
    }

    private static func rowSecurity(_ state: String, where condition: String) -> String {
        """
        DO $$
        DECLARE
            changed regclass;
        BEGIN
            FOR changed IN
                SELECT oid::regclass FROM pg_class
                WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND \(condition)
                ORDER BY relname
            LOOP
                EXECUTE format('ALTER TABLE %s \(state) ROW LEVEL SECURITY', changed);
            END LOOP;
        END
        $$
        """
    }

    /// Sends every table's rows, each table by one COPY.
    func copy(_ tables: borrowing SampleTables) throws(SampleDataError) -> Int {
        var rows = 0
        for table in SampleTables.Table.allCases {
            let text = tables[table].bytes
            do throws(PostgresError) {
                rows += try copyIn("COPY \(table.copy) FROM STDIN") { send throws(PostgresError) in try send(text) }
            } catch {
                throw .database(error)
            }
        }
        return rows
    }

    /// Sets every sequence past the ids that are there.
    func moveSequences() throws(SampleDataError) {
        let columns = [
            ("organization", "organization_id"), ("app_user", "id"), ("purchasing_account", "id"), ("agreement", "id"),
            ("purchase_order", "id"), ("license_key", "id"), ("license_detail", "id"),
            ("organization_domain", "id"), ("online_service", "id"), ("download_record", "id"),
        ]
        for (table, column) in columns {
            _ = try ask(
                "SELECT setval(pg_get_serial_sequence('\(table)', '\(column)'), max(\(column))) FROM \(table)"
            )
        }
    }

    func analyzeTables() throws(SampleDataError) {
        try run("SET statement_timeout = 0")
        let tables = try ask(
            """
            SELECT format('ANALYZE %s', oid::regclass) FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname
            """
        )
        for row in 0..<tables.rowCount { try run(tables.text(row, 0)) }
        try run("RESET statement_timeout")
    }
}
