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
                END
            FROM pg_class c
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """
        )
        for row in 0..<relations.rowCount {
            tables[relations.text(row, 0)] = TableFacts(
                isView: relations.bool(row, 1),
                columns: [:],
                indexes: [],
                hasRowSecurity: relations.bool(row, 2)
            )
        }
        try readColumns(connection, &tables)
        try readIndexes(connection, &tables)
        return DatabaseFacts(tables: tables)
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
