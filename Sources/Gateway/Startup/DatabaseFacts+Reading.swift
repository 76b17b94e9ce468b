package import Planning
package import Postgres

extension DatabaseFacts {
    /// Reads what the database's catalog says of the tables and views in the connection's schema.
    package static func read(_ connection: Connection) throws(PostgresError) -> DatabaseFacts {
        var tables: [String: TableFacts] = [:]
        let relations = try connection.query(
            """
            SELECT c.relname::text, c.relkind IN ('v', 'm'),
                CASE WHEN c.relkind = 'v'
                    THEN EXISTS (
                        SELECT FROM unnest(c.reloptions) o WHERE o ~* '^security_invoker=(true|on|yes|1)$'
                    )
                    ELSE c.relrowsecurity AND c.relforcerowsecurity
                END,
                -- A policy depends on the columns, tables and functions that it names.
                ARRAY(
                    SELECT DISTINCT coalesce(a.attname::text, '') FROM pg_policy p
                    JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.deptype = 'n'
                    LEFT JOIN pg_attribute a ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                        AND a.attrelid = c.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
                    WHERE p.polrelid = c.oid AND p.polcmd IN ('*', 'r')
                )
            FROM pg_class c
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """
        )
        for row in 0..<relations.rowCount {
            tables[relations.text(row, 0)] = TableFacts(
                isView: relations.bool(row, 1),
                columns: [:],
                indexes: [],
                hasRowSecurity: relations.bool(row, 2),
                policyColumns: Set(relations.texts(row, 3))
            )
        }
        try readColumns(connection, &tables)
        try readIndexes(connection, &tables)
        let noted = tables["noted_topic"] == nil ? nil : try connection.query("SELECT topic FROM noted_topic")
        return DatabaseFacts(
            tables: tables,
            triggeredTopics: try triggeredTopics(connection),
            notedTopics: Set(noted.map { found in (0..<found.rowCount).map { found.text($0, 0) } } ?? [])
        )
    }

    /// The first arguments of the triggers that call `log_change`.
    private static func triggeredTopics(_ connection: Connection) throws(PostgresError) -> Set<String> {
        let topics = try connection.query(
            """
            SELECT DISTINCT convert_from(
                substring(t.tgargs FROM 1 FOR position('\\x00'::bytea IN t.tgargs) - 1), getdatabaseencoding()
            )
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_proc f ON f.oid = t.tgfoid
            WHERE c.relnamespace = current_schema()::regnamespace AND f.proname = 'log_change'
                AND t.tgenabled <> 'D' AND t.tgnargs > 1
            """
        )
        return Set((0..<topics.rowCount).map { topics.text($0, 0) })
    }

    private static func readColumns(
        _ connection: Connection,
        _ tables: inout [String: TableFacts]
    ) throws(PostgresError) {
        let columns = try connection.query(
            """
            SELECT c.relname::text, a.attname::text, a.attnotnull, b.oid::int4, b.typname::text, b.typarray::int4,
                ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = l.oid ORDER BY e.enumsortorder),
                l.typtype = 'e'
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            -- A domain is read as the type that it narrows.
            JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
            -- The labels of an array are those of its elements.
            JOIN pg_type l ON l.oid = CASE WHEN b.typcategory = 'A' THEN b.typelem ELSE b.oid END
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """
        )
        for row in 0..<columns.rowCount {
            let type = ColumnType(
                oid: UInt32(bitPattern: columns.int4(row, 3)),
                name: columns.text(row, 4),
                arrayOID: UInt32(bitPattern: columns.int4(row, 5)),
                labels: columns.bool(row, 7) ? columns.texts(row, 6) : nil
            )
            tables[columns.text(row, 0)]?.columns[columns.text(row, 1)] = ColumnFacts(
                type: type,
                isNotNull: columns.bool(row, 2)
            )
        }
    }

    private static func readIndexes(
        _ connection: Connection,
        _ tables: inout [String: TableFacts]
    ) throws(PostgresError) {
        let indexes = try connection.query(
            """
            SELECT c.relname::text, i.indisunique AND i.indpred IS NULL,
                ARRAY(
                    SELECT a.attname::text FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY k(number, place)
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
                    ORDER BY k.place
                )
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid
            WHERE c.relnamespace = current_schema()::regnamespace AND i.indisvalid
            """
        )
        for row in 0..<indexes.rowCount {
            tables[indexes.text(row, 0)]?.indexes.append(
                IndexFacts(columns: indexes.texts(row, 2), isUnique: indexes.bool(row, 1))
            )
        }
    }
}
