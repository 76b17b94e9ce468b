extension ImportTable {
    /// Orders, a row for each line. An order is known by its number in its organization, a line by its place in the
    /// order; lines that are not in the file stay as they are.
    static let orders = ImportTable(
        name: "orders",
        summary: """
            Orders, a row for each of their lines; what is said of the order is the same in all of its rows. An order is \
            known by its number, a line by its place in it. Lines that are not in the file stay as they are.
            """,
        columns: agreementColumns + [
            .required("order_number", "Unique in the organization."),
            .required("status", "How far it has come.", .choice(["SUBMITTED", "FULFILLED", "INVOICED", "CANCELLED"])),
            .required("ordered_at", "When it was placed.", .time),
            .optional("fulfilled_at", "When the licences were there to use.", .time),
            .optional("purchase_reference", "What the buyer's own books call it."),
            .required("currency", "Three capital letters, such as EUR."),
            .required("line_number", "The line's place in the order, from 1.", .integer(1...1_000_000)),
            .required("part_number", "The product's."),
            .required("quantity", "How many.", .integer(1...1_000_000_000)),
            .required("unit_price", "Of one, in the order's currency.", .decimal(whole: 12, fraction: 2)),
        ],
        resolve: agreementsNamed + """
            CREATE TEMPORARY TABLE import_resolved ON COMMIT DROP AS
            SELECT r.line, a.organization_id, a.id AS agreement_id, a.found AS agreements_found, r.order_number,
                r.line_number, p.id AS product_id, r.quantity, r.unit_price
            FROM import_row r \(agreementJoin) LEFT JOIN product p ON p.part_number = r.part_number
            ORDER BY a.organization_id, r.order_number;
            CREATE INDEX ON import_resolved (organization_id, order_number);
            ANALYZE import_resolved;
            CREATE TEMPORARY TABLE import_order ON COMMIT DROP AS
            SELECT f.*, a.id AS agreement_id, r.status, r.ordered_at, r.fulfilled_at, r.purchase_reference, r.currency,
                o.id IS NULL AS is_new, coalesce(o.id, nextval(pg_get_serial_sequence('purchase_order', 'id'))) AS id
            FROM (
                SELECT organization_id, order_number, min(line) AS line, sum(quantity * unit_price) AS total
                FROM import_resolved WHERE agreements_found = 1 GROUP BY organization_id, order_number
            ) f JOIN import_row r USING (line) \(agreementJoin)
            LEFT JOIN purchase_order o ON o.organization_id = f.organization_id AND o.number = f.order_number
            ORDER BY f.organization_id, f.line;
            CREATE INDEX ON import_order (organization_id);
            ANALYZE import_order;
            """,
        checks: agreementChecks + [
            productCheck,
            """
            SELECT line, 'currency', format('%s is no currency: write three capital letters, such as EUR.', currency)
            FROM import_row WHERE currency !~ '^[A-Z]{3}$'
            """,
            """
            SELECT line, 'fulfilled_at', 'The order is fulfilled before it is placed.'
            FROM import_row WHERE fulfilled_at < ordered_at
            """,
            """
            SELECT r.line, 'line_number', format('Line %s of the order %s stands in line %s already.', r.line_number, r.order_number, f.first)
            FROM (
                SELECT organization_id, order_number, line_number, min(line) AS first FROM import_resolved
                WHERE agreements_found = 1 GROUP BY organization_id, order_number, line_number HAVING count(*) > 1
            ) f JOIN import_resolved r USING (organization_id, order_number, line_number)
            WHERE r.line > f.first
            """,
            """
            SELECT r.line, c.column_name, format('The order %s says something else in line %s.', r.order_number, o.line)
            FROM import_resolved f JOIN import_order o USING (organization_id, order_number)
            JOIN import_row r ON r.line = f.line
            CROSS JOIN LATERAL (VALUES
                ('agreement_number', f.agreement_id <> o.agreement_id),
                ('status', r.status <> o.status),
                ('ordered_at', r.ordered_at <> o.ordered_at),
                ('fulfilled_at', r.fulfilled_at IS DISTINCT FROM o.fulfilled_at),
                ('purchase_reference', r.purchase_reference IS DISTINCT FROM o.purchase_reference),
                ('currency', r.currency <> o.currency)
            ) c (column_name, differs)
            WHERE c.differs
                -- Said of the row as a whole, so that only rows that differ are taken apart.
                AND (f.agreement_id, r.status, r.ordered_at, r.fulfilled_at, r.purchase_reference, r.currency)
                    IS DISTINCT FROM
                        (o.agreement_id, o.status, o.ordered_at, o.fulfilled_at, o.purchase_reference, o.currency)
            """,
        ],
        // Known orders and their lines first: what is looked for then is not among what is added.
        merge: [
            .changed(
                """
                UPDATE purchase_order o SET agreement_id = r.agreement_id, status = r.status, ordered_at = r.ordered_at,
                    fulfilled_at = r.fulfilled_at, purchase_reference = r.purchase_reference, currency = r.currency
                FROM import_order r
                WHERE r.organization_id BETWEEN $1 AND $2 AND NOT r.is_new AND o.organization_id = r.organization_id
                    AND o.id = r.id AND (o.agreement_id, o.status, o.ordered_at, o.fulfilled_at, o.purchase_reference, o.currency)
                    IS DISTINCT FROM (r.agreement_id, r.status, r.ordered_at, r.fulfilled_at, r.purchase_reference, r.currency)
                """
            ),
            .changed(
                """
                UPDATE order_line l SET product_id = r.product_id, quantity = r.quantity, unit_price = r.unit_price
                FROM import_order o JOIN import_resolved r USING (organization_id, order_number)
                WHERE o.organization_id BETWEEN $1 AND $2 AND NOT o.is_new
                    AND l.organization_id = o.organization_id AND l.order_id = o.id AND l.line_number = r.line_number
                    AND (l.product_id, l.quantity, l.unit_price)
                        IS DISTINCT FROM (r.product_id, r.quantity, r.unit_price)
                """
            ),
            .added(
                """
                INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
                SELECT o.organization_id, o.id, r.line_number, r.product_id, r.quantity, r.unit_price
                FROM import_order o JOIN import_resolved r USING (organization_id, order_number)
                WHERE o.organization_id BETWEEN $1 AND $2 AND NOT o.is_new AND NOT EXISTS (
                    SELECT FROM order_line l
                    WHERE l.organization_id = o.organization_id AND l.order_id = o.id AND l.line_number = r.line_number
                )
                ORDER BY o.organization_id, o.id, r.line_number
                """
            ),
            .silent(
                """
                UPDATE purchase_order o SET total = s.total
                FROM (
                    SELECT l.organization_id, l.order_id, sum(l.amount) AS total
                    FROM import_order r JOIN order_line l ON l.organization_id = r.organization_id AND l.order_id = r.id
                    WHERE r.organization_id BETWEEN $1 AND $2 AND NOT r.is_new GROUP BY l.organization_id, l.order_id
                ) s
                WHERE o.organization_id = s.organization_id AND o.id = s.order_id AND o.total <> s.total
                """
            ),
            .added(
                """
                INSERT INTO purchase_order (organization_id, id, agreement_id, number, status, ordered_at, fulfilled_at,
                    purchase_reference, currency, total)
                SELECT r.organization_id, r.id, r.agreement_id, r.order_number, r.status, r.ordered_at, r.fulfilled_at,
                    r.purchase_reference, r.currency, r.total
                FROM import_order r WHERE r.organization_id BETWEEN $1 AND $2 AND r.is_new
                ORDER BY r.organization_id, r.id
                """
            ),
            .added(
                """
                INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
                SELECT o.organization_id, o.id, r.line_number, r.product_id, r.quantity, r.unit_price
                FROM import_order o JOIN import_resolved r USING (organization_id, order_number)
                WHERE o.organization_id BETWEEN $1 AND $2 AND o.is_new
                ORDER BY o.organization_id, o.id, r.line_number
                """
            ),
        ],
        scope: .allOrganizations
    )
}
