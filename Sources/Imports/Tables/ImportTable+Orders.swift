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
            FROM import_row r \(agreementJoin) LEFT JOIN product p ON p.part_number = r.part_number
            ORDER BY a.organization_id, r.order_number, r.line_number;
            CREATE INDEX ON import_resolved (organization_id, order_number);
            ANALYZE import_resolved;
            CREATE TEMPORARY TABLE import_order ON COMMIT DROP AS
            SELECT f.organization_id, f.order_number, f.line, f.total, r.agreement_id, r.status, r.ordered_at,
                r.fulfilled_at, r.purchase_reference, r.currency, NULL::bigint AS id
            FROM (
                SELECT organization_id, order_number, min(line) AS line, sum(quantity * unit_price) AS total
                FROM import_resolved WHERE agreements_found = 1 GROUP BY organization_id, order_number
            ) f JOIN import_resolved r USING (line)
            ORDER BY f.organization_id, f.order_number;
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
            SELECT r.line, 'line_number', format('Line %s of the order %s stands in line %s already.', r.line_number, r.order_number, f.first)
            FROM (
                SELECT organization_id, order_number, line_number, min(line) AS first FROM import_resolved
                WHERE agreements_found = 1 GROUP BY organization_id, order_number, line_number HAVING count(*) > 1
            ) f JOIN import_resolved r USING (organization_id, order_number, line_number)
            WHERE r.line > f.first
            """,
            """
            SELECT r.line, column_name, format('The order %s says something else in line %s.', r.order_number, r.first)
            FROM (
                SELECT r.*, o.line AS first,
                    r.agreement_id IS DISTINCT FROM o.agreement_id AS other_agreement,
                    r.status IS DISTINCT FROM o.status AS other_status,
                    r.ordered_at IS DISTINCT FROM o.ordered_at AS other_time,
                    r.fulfilled_at IS DISTINCT FROM o.fulfilled_at AS other_end,
                    r.purchase_reference IS DISTINCT FROM o.purchase_reference AS other_reference,
                    r.currency IS DISTINCT FROM o.currency AS other_currency
                FROM import_resolved r JOIN import_order o USING (organization_id, order_number)
                WHERE (r.agreement_id, r.status, r.ordered_at, r.fulfilled_at, r.purchase_reference, r.currency)
                    IS DISTINCT FROM (o.agreement_id, o.status, o.ordered_at, o.fulfilled_at, o.purchase_reference, o.currency)
                OFFSET 0
            ) r
            CROSS JOIN LATERAL (VALUES
                ('agreement_number', other_agreement), ('status', other_status), ('ordered_at', other_time),
                ('fulfilled_at', other_end), ('purchase_reference', other_reference), ('currency', other_currency)
            ) c (column_name, differs)
            WHERE differs
            """,
        ],
        // Known orders and their lines first: what is looked for then is not among what is added.
        merge: [
            .silent(
                """
                UPDATE import_order r SET id = o.id FROM purchase_order o
                WHERE r.organization_id = $1 AND o.organization_id = $1 AND o.number = r.order_number
                """
            ),
            .changed(
                """
                UPDATE purchase_order o SET agreement_id = r.agreement_id, status = r.status, ordered_at = r.ordered_at,
                    fulfilled_at = r.fulfilled_at, purchase_reference = r.purchase_reference, currency = r.currency
                FROM import_order r
                WHERE r.organization_id = $1 AND o.organization_id = $1 AND o.id = r.id
                    AND (o.agreement_id, o.status, o.ordered_at, o.fulfilled_at, o.purchase_reference, o.currency)
                    IS DISTINCT FROM (r.agreement_id, r.status, r.ordered_at, r.fulfilled_at, r.purchase_reference, r.currency)
                """
            ),
            .changed(
                """
                UPDATE order_line l SET product_id = r.product_id, quantity = r.quantity, unit_price = r.unit_price
                FROM import_order o JOIN import_resolved r USING (organization_id, order_number)
                WHERE o.organization_id = $1 AND o.id IS NOT NULL AND l.organization_id = $1 AND l.order_id = o.id
                    AND l.line_number = r.line_number
                    AND (l.product_id, l.quantity, l.unit_price)
                        IS DISTINCT FROM (r.product_id, r.quantity, r.unit_price)
                """
            ),
            .added(
                """
                INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
                SELECT $1, o.id, r.line_number, r.product_id, r.quantity, r.unit_price
                FROM import_order o JOIN import_resolved r USING (organization_id, order_number)
                WHERE o.organization_id = $1 AND o.id IS NOT NULL AND NOT EXISTS (
                    SELECT FROM order_line l
                    WHERE l.organization_id = $1 AND l.order_id = o.id AND l.line_number = r.line_number
                )
                ORDER BY o.id, r.line_number
                """
            ),
            .silent(
                """
                UPDATE purchase_order o SET total = s.total
                FROM (
                    SELECT l.order_id, sum(l.amount) AS total FROM order_line l
                    WHERE l.organization_id = $1
                        AND l.order_id IN (SELECT r.id FROM import_order r WHERE r.organization_id = $1 AND r.id IS NOT NULL)
                    GROUP BY l.order_id
                ) s
                WHERE o.organization_id = $1 AND o.id = s.order_id AND o.total <> s.total
                """
            ),
            .added(
                """
                INSERT INTO purchase_order (organization_id, agreement_id, number, status, ordered_at, fulfilled_at,
                    purchase_reference, currency, total)
                SELECT r.organization_id, r.agreement_id, r.order_number, r.status, r.ordered_at, r.fulfilled_at,
                    r.purchase_reference, r.currency, r.total
                FROM import_order r WHERE r.organization_id = $1 AND r.id IS NULL
                ORDER BY r.line
                """
            ),
            .added(
                """
                INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
                SELECT $1, o.id, r.line_number, r.product_id, r.quantity, r.unit_price
                FROM import_order n
                JOIN purchase_order o ON o.organization_id = $1 AND o.number = n.order_number
                JOIN import_resolved r ON r.organization_id = n.organization_id AND r.order_number = n.order_number
                WHERE n.organization_id = $1 AND n.id IS NULL
                ORDER BY o.id, r.line_number
                """
            ),
        ],
        isByOrganization: true
    )
}
