extension ImportTable {
    /// Seats in use, as the online services report them. A service is known by its agreement, product and domain.
    static let seats = ImportTable(
        name: "seats",
        summary: """
            Seats in use, as the online services report them: known by agreement, product and domain. Services that are not \
            in the file stay as they are; the day's consumption is noted.
            """,
        columns: agreementColumns + [
            .required("part_number", "The online service's."),
            .required("domain", "Whose people it is for, in canonical form: contoso.example."),
            .required("seats_used", "How many seats are in use.", .integer(0...1_000_000_000)),
        ],
        resolve: agreementsNamed + """
            CREATE TEMPORARY TABLE import_resolved ON COMMIT DROP AS
            SELECT r.*, a.organization_id, a.id AS agreement_id, a.found AS agreements_found, p.id AS product_id,
                d.id AS domain_id, s.id AS service_id, s.seats
            FROM import_row r \(agreementJoin) LEFT JOIN product p ON p.part_number = r.part_number
            LEFT JOIN organization_domain d ON d.organization_id = a.organization_id AND d.name = r.domain
            LEFT JOIN online_service s ON s.organization_id = a.organization_id AND s.agreement_id = a.id
                AND s.product_id = p.id AND s.domain_id = d.id;
            CREATE INDEX ON import_resolved (organization_id);
            ANALYZE import_resolved;
            """,
        checks: agreementChecks + [
            productCheck,
            """
            SELECT line, 'domain', format('No such service is set up for %s under %s.', domain, agreement_number)
            FROM import_resolved WHERE agreements_found = 1 AND product_id IS NOT NULL AND service_id IS NULL
            """,
            """
            SELECT line, 'seats_used', format('%s seats are in use, but the service has %s.', seats_used, seats)
            FROM import_resolved WHERE seats_used > seats
            """,
            """
            SELECT line, 'domain', format('The same service stands in line %s already.', first)
            FROM (
                SELECT line, min(line) OVER (PARTITION BY organization_id, service_id) AS first
                FROM import_resolved WHERE service_id IS NOT NULL
            ) r WHERE line > first
            """,
        ],
        merge: [
            .changed(
                """
                UPDATE online_service s SET seats_used = r.seats_used FROM import_resolved r
                WHERE r.organization_id = $1 AND s.organization_id = $1 AND s.id = r.service_id
                    AND s.seats_used <> r.seats_used
                """
            )
        ],
        scope: .eachOrganization
    )
}
