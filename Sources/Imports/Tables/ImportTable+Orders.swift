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
            -- They stay until this is done.
            SELECT count(*) FROM (
                SELECT FROM product WHERE part_number IN (SELECT part_number FROM import_row) FOR KEY SHARE
            ) p;
            CREATE TEMPORARY TABLE import_order ON COMMIT DROP AS
            SELECT f.*, o.id IS NULL AS is_new,
                coalesce(o.id, nextval(pg_get_serial_sequence('purchase_order', 'id'))) AS id
            FROM (
                -- What an order's rows say of it is the same in all, or a check finds it.
                SELECT a.organization_id, r.order_number, min(r.line) AS line, min(a.id) AS agreement_id,
                    min(r.status) AS status, min(r.ordered_at) AS ordered_at, min(r.fulfilled_at) AS fulfilled_at,
                    min(r.purchase_reference) AS purchase_reference, min(r.currency) AS currency,
                    sum(r.quantity * r.unit_price) AS total
                FROM import_row r \(agreementJoin)
                WHERE a.found = 1 GROUP BY a.organization_id, r.order_number
            ) f LEFT JOIN purchase_order o ON o.organization_id = f.organization_id AND o.number = f.order_number
            ORDER BY f.organization_id, f.line;
            CREATE INDEX ON import_order (organization_id, order_number);
            ANALYZE import_order;
            CREATE TEMPORARY TABLE import_resolved ON COMMIT DROP AS
            SELECT r.line, a.organization_id, a.id AS agreement_id, a.found AS agreements_found, p.id AS product_id, o.id AS order_id,
                o.is_new, r.line_number, r.quantity, r.unit_price,
                (a.id, r.status, r.ordered_at, r.fulfilled_at, r.purchase_reference, r.currency) IS DISTINCT FROM
                    (o.agreement_id, o.status, o.ordered_at, o.fulfilled_at, o.purchase_reference, o.currency) AS differs
            FROM import_row r \(agreementJoin) LEFT JOIN product p ON p.part_number = r.part_number
            LEFT JOIN import_order o ON a.found = 1 AND o.organization_id = a.organization_id AND o.order_number = r.order_number
            ORDER BY a.organization_id, o.id, r.line_number;
            CREATE INDEX ON import_resolved (organization_id);
            ANALYZE import_resolved;
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
            SELECT r.line, 'line_number', format('Line %s of the order %s stands in line %s already.', r.line_number, r.order_number, t.first)
            FROM (
                SELECT organization_id, order_id, line_number, min(line) AS first FROM import_resolved
                WHERE order_id IS NOT NULL GROUP BY organization_id, order_id, line_number HAVING count(*) > 1
            ) t JOIN import_resolved f USING (organization_id, order_id, line_number) JOIN import_row r ON r.line = f.line
            WHERE r.line > t.first
            """,
            """
            SELECT r.line, c.column_name, format('The order %s says something else in line %s.', r.order_number, o.line)
            FROM (SELECT DISTINCT organization_id, order_id FROM import_resolved WHERE differs) d
            JOIN import_order o ON o.organization_id = d.organization_id AND o.id = d.order_id
            JOIN import_resolved f ON f.organization_id = d.organization_id AND f.order_id = d.order_id
            JOIN import_resolved s ON s.line = o.line
            JOIN import_row r ON r.line = f.line
            JOIN import_row first ON first.line = o.line
            CROSS JOIN LATERAL (VALUES
                ('agreement_number', f.agreement_id <> s.agreement_id),
                ('status', r.status <> first.status),
                ('ordered_at', r.ordered_at <> first.ordered_at),
                ('fulfilled_at', r.fulfilled_at IS DISTINCT FROM first.fulfilled_at),
                ('purchase_reference', r.purchase_reference IS DISTINCT FROM first.purchase_reference),
                ('currency', r.currency <> first.currency)
            ) c (column_name, differs)
            WHERE c.differs
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
                FROM import_resolved r
                WHERE r.organization_id BETWEEN $1 AND $2 AND NOT r.is_new AND l.organization_id = r.organization_id
                    AND l.order_id = r.order_id AND l.line_number = r.line_number
                    AND (l.product_id, l.quantity, l.unit_price)
                        IS DISTINCT FROM (r.product_id, r.quantity, r.unit_price)
                """
            ),
            .added(
                """
                INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
                SELECT r.organization_id, r.order_id, r.line_number, r.product_id, r.quantity, r.unit_price
                FROM import_resolved r
                WHERE r.organization_id BETWEEN $1 AND $2 AND NOT r.is_new AND NOT EXISTS (
                    SELECT FROM order_line l WHERE l.organization_id = r.organization_id
                        AND l.order_id = r.order_id AND l.line_number = r.line_number
                )
                ORDER BY r.organization_id, r.order_id, r.line_number
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
            .addedBelow(
                """
                INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
                SELECT r.organization_id, r.order_id, r.line_number, r.product_id, r.quantity, r.unit_price
                FROM import_resolved r WHERE r.organization_id BETWEEN $1 AND $2 AND r.is_new
                ORDER BY r.organization_id, r.order_id, r.line_number
                """
            ),
        ],
        scope: .allOrganizations
    )
}
