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
            SELECT r.*, a.organization_id, a.id AS agreement_id, a.found AS agreements_found, p.id AS product_id
            FROM import_row r \(agreementJoin) LEFT JOIN product p ON p.part_number = r.part_number;
            CREATE INDEX ON import_resolved (organization_id, order_number, line_number);
            ANALYZE import_resolved;
            CREATE TEMPORARY TABLE import_order ON COMMIT DROP AS
            SELECT DISTINCT ON (organization_id, order_number) organization_id, order_number, agreement_id, status,
                ordered_at, fulfilled_at, purchase_reference, currency, line
            FROM import_resolved WHERE agreements_found = 1 ORDER BY organization_id, order_number, line;
            CREATE INDEX ON import_order (organization_id, order_number);
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
            SELECT line, 'line_number', format('Line %s of the order %s stands in line %s already.', line_number, order_number, first)
            FROM (
                SELECT line, line_number, order_number,
                    min(line) OVER (PARTITION BY organization_id, order_number, line_number) AS first
                FROM import_resolved WHERE agreements_found = 1
            ) r WHERE line > first
            """,
            """
            SELECT r.line, column_name, format('The order %s says something else in line %s.', r.order_number, o.line)
            FROM import_resolved r JOIN import_order o USING (organization_id, order_number)
            CROSS JOIN LATERAL (VALUES
                ('agreement_number', r.agreement_id IS DISTINCT FROM o.agreement_id),
                ('status', r.status IS DISTINCT FROM o.status),
                ('ordered_at', r.ordered_at IS DISTINCT FROM o.ordered_at),
                ('fulfilled_at', r.fulfilled_at IS DISTINCT FROM o.fulfilled_at),
                ('purchase_reference', r.purchase_reference IS DISTINCT FROM o.purchase_reference),
                ('currency', r.currency IS DISTINCT FROM o.currency)
            ) c (column_name, differs)
            WHERE differs AND (r.agreement_id, r.status, r.ordered_at, r.fulfilled_at, r.purchase_reference, r.currency)
                IS DISTINCT FROM (o.agreement_id, o.status, o.ordered_at, o.fulfilled_at, o.purchase_reference, o.currency)
            """,
        ],
        merge: [
            .changed(
                """
                UPDATE purchase_order o SET agreement_id = r.agreement_id, status = r.status, ordered_at = r.ordered_at,
                    fulfilled_at = r.fulfilled_at, purchase_reference = r.purchase_reference, currency = r.currency
                FROM import_order r
                WHERE r.organization_id = $1 AND o.organization_id = $1 AND o.number = r.order_number
                    AND (o.agreement_id, o.status, o.ordered_at, o.fulfilled_at, o.purchase_reference, o.currency)
                    IS DISTINCT FROM (r.agreement_id, r.status, r.ordered_at, r.fulfilled_at, r.purchase_reference, r.currency)
                """
            ),
            .added(
                """
                INSERT INTO purchase_order (organization_id, agreement_id, number, status, ordered_at, fulfilled_at,
                    purchase_reference, currency, total)
                SELECT r.organization_id, r.agreement_id, r.order_number, r.status, r.ordered_at, r.fulfilled_at,
                    r.purchase_reference, r.currency,
                    (SELECT sum(l.quantity * l.unit_price) FROM import_resolved l
                        WHERE l.organization_id = $1 AND l.order_number = r.order_number)
                FROM import_order r WHERE r.organization_id = $1
                    AND NOT EXISTS (
                        SELECT FROM purchase_order o WHERE o.organization_id = $1 AND o.number = r.order_number
                    )
                ORDER BY r.line
                """
            ),
            .changed(
                """
                UPDATE order_line l SET product_id = r.product_id, quantity = r.quantity, unit_price = r.unit_price
                FROM import_resolved r JOIN purchase_order o ON o.organization_id = $1 AND o.number = r.order_number
                WHERE r.organization_id = $1 AND l.organization_id = $1 AND l.order_id = o.id
                    AND l.line_number = r.line_number
                    AND (l.product_id, l.quantity, l.unit_price)
                        IS DISTINCT FROM (r.product_id, r.quantity, r.unit_price)
                """
            ),
            .added(
                """
                INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
                SELECT $1, o.id, r.line_number, r.product_id, r.quantity, r.unit_price
                FROM import_resolved r JOIN purchase_order o ON o.organization_id = $1 AND o.number = r.order_number
                WHERE r.organization_id = $1
                ORDER BY o.id, r.line_number
                ON CONFLICT (organization_id, order_id, line_number) DO NOTHING
                """
            ),
            .silent(
                """
                UPDATE purchase_order o SET total = s.total
                FROM (
                    SELECT l.order_id, sum(l.amount) AS total FROM order_line l
                    WHERE l.organization_id = $1 AND l.order_id IN (
                        SELECT o.id FROM purchase_order o JOIN import_order r ON r.order_number = o.number
                        WHERE o.organization_id = $1 AND r.organization_id = $1
                    )
                    GROUP BY l.order_id
                ) s
                WHERE o.organization_id = $1 AND o.id = s.order_id AND o.total <> s.total
                """
            ),
        ],
        isByOrganization: true
    )
}
