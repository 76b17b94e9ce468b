extension ImportTable {
    /// What organizations own. A licence is known by its agreement, product, type and the day it was acquired on.
    static let licenses = ImportTable(
        name: "licenses",
        summary: """
            Licences that organizations own, known by agreement, product, type and the day they were acquired on. Those \
            that are not in the file stay as they are.
            """,
        columns: agreementColumns + [
            .required("part_number", "The product's."),
            .required(
                "type",
                "What kind of right it is.",
                .choice(["PERPETUAL", "PERPETUAL_WITH_ASSURANCE", "SUBSCRIPTION"])
            ),
            .required("status", "Whether it holds.", .choice(["ACTIVE", "EXPIRED"])),
            .required("quantity", "How many are owned.", .integer(0...1_000_000_000)),
            .required("covered", "How many of them are covered by software assurance.", .integer(0...1_000_000_000)),
            .required("assigned", "How many are in use; may be more than are owned.", .integer(0...1_000_000_000)),
            .required("acquired_on", "The day on which they were acquired.", .date),
            .optional("coverage_starts_on", "The first day of coverage.", .date),
            .optional("coverage_ends_on", "The last day of coverage.", .date),
        ],
        resolve: agreementsNamed + """
            CREATE TEMPORARY TABLE import_resolved ON COMMIT DROP AS
            SELECT r.*, a.organization_id, a.id AS agreement_id, a.found AS agreements_found, p.id AS product_id
            FROM import_row r \(agreementJoin) LEFT JOIN product p ON p.part_number = r.part_number;
            CREATE INDEX ON import_resolved (organization_id, agreement_id);
            ANALYZE import_resolved;
            """,
        checks: agreementChecks + [
            productCheck,
            """
            SELECT line, 'covered', format('%s are covered, but only %s are owned.', covered, quantity)
            FROM import_row WHERE covered > quantity
            """,
            """
            SELECT line, 'coverage_ends_on', 'The coverage ends before it has started.'
            FROM import_row WHERE coverage_ends_on <= coverage_starts_on
            """,
            """
            SELECT line, 'acquired_on', format('The same licence stands in line %s already.', first)
            FROM (
                SELECT line, min(line) OVER (PARTITION BY organization_id, agreement_id, product_id, type, acquired_on) AS first
                FROM import_resolved WHERE agreements_found = 1 AND product_id IS NOT NULL
            ) r WHERE line > first
            """,
        ],
        merge: [
            .changed(
                """
                UPDATE license_detail d SET status = r.status, quantity = r.quantity, covered = r.covered,
                    assigned = r.assigned, coverage_starts_on = r.coverage_starts_on, coverage_ends_on = r.coverage_ends_on
                FROM import_resolved r
                WHERE r.organization_id BETWEEN $1 AND $2 AND d.organization_id = r.organization_id
                    AND d.agreement_id = r.agreement_id AND d.product_id = r.product_id AND d.type = r.type AND d.acquired_on = r.acquired_on
                    AND (d.status, d.quantity, d.covered, d.assigned, d.coverage_starts_on, d.coverage_ends_on)
                    IS DISTINCT FROM
                        (r.status, r.quantity, r.covered, r.assigned, r.coverage_starts_on, r.coverage_ends_on)
                """
            ),
            .added(
                """
                INSERT INTO license_detail (organization_id, agreement_id, product_id, type, status, quantity, covered,
                    assigned, acquired_on, coverage_starts_on, coverage_ends_on)
                SELECT r.organization_id, r.agreement_id, r.product_id, r.type, r.status, r.quantity, r.covered, r.assigned,
                    r.acquired_on, r.coverage_starts_on, r.coverage_ends_on
                FROM import_resolved r
                WHERE r.organization_id BETWEEN $1 AND $2 AND NOT EXISTS (
                    SELECT FROM license_detail d
                    WHERE d.organization_id = r.organization_id AND d.agreement_id = r.agreement_id AND d.product_id = r.product_id
                        AND d.type = r.type AND d.acquired_on = r.acquired_on
                )
                ORDER BY r.organization_id, r.line
                """
            ),
        ],
        scope: .allOrganizations
    )
}
