extension ImportTable {
    /// Licence keys. A key is known by itself, in its organization.
    static let keys = ImportTable(
        name: "keys",
        summary: """
            Licence keys, each known by itself in its organization. They are sealed before they reach the database. Keys \
            that are not in the file stay as they are.
            """,
        columns: agreementColumns + [
            .required("part_number", "The product's."),
            .required("key", "The key itself.", .licenseKey),
            .required("type", "What kind of key it is.", .choice(["MAK", "KMS", "VLK", "RETAIL", "SETUP"])),
            .required("status", "Whether it may be used.", .choice(["ACTIVE", "BLOCKED", "EXPIRED"])),
            .optional("activations_used", "How often it was activated; 0 if empty.", .integer(0...1_000_000_000)),
            .optional(
                "activations_limit",
                "How often it may be activated, where that is counted.",
                .integer(1...1_000_000_000)
            ),
            .required("issued_on", "The day on which it was issued.", .date),
        ],
        resolve: agreementsNamed + """
            CREATE TEMPORARY TABLE import_resolved ON COMMIT DROP AS
            SELECT r.*, a.organization_id, a.id AS agreement_id, a.found AS agreements_found, p.id AS product_id
            FROM import_row r \(agreementJoin) LEFT JOIN product p ON p.part_number = r.part_number;
            CREATE INDEX ON import_resolved (organization_id, line);
            ANALYZE import_resolved;
            CREATE TEMPORARY TABLE import_key (line integer PRIMARY KEY, id bigint, is_new boolean, sealed bytea,
                sealed_with text) ON COMMIT DROP;
            """,
        checks: agreementChecks + [productCheck],
        merge: [
            .changed(
                """
                UPDATE license_key k SET agreement_id = r.agreement_id, product_id = r.product_id, type = r.type,
                    status = r.status, activations_used = coalesce(r.activations_used, 0),
                    activations_limit = r.activations_limit, issued_on = r.issued_on
                FROM import_resolved r JOIN import_key i USING (line)
                WHERE r.organization_id = $1 AND NOT i.is_new AND k.organization_id = $1 AND k.id = i.id
                    AND (k.agreement_id, k.product_id, k.type, k.status, k.activations_used, k.activations_limit, k.issued_on)
                    IS DISTINCT FROM (r.agreement_id, r.product_id, r.type, r.status, coalesce(r.activations_used, 0),
                        r.activations_limit, r.issued_on)
                """
            ),
            .added(
                """
                INSERT INTO license_key (organization_id, id, agreement_id, product_id, type, status, last_five,
                    activations_used, activations_limit, issued_on)
                SELECT $1, i.id, r.agreement_id, r.product_id, r.type, r.status, left(r.key, 5),
                    coalesce(r.activations_used, 0), r.activations_limit, r.issued_on
                FROM import_resolved r JOIN import_key i USING (line)
                WHERE r.organization_id = $1 AND i.is_new
                ORDER BY r.line
                """
            ),
            .silent(
                """
                INSERT INTO sealed_license_key (organization_id, license_key_id, sealed, sealed_with)
                SELECT $1, i.id, i.sealed, i.sealed_with FROM import_resolved r JOIN import_key i USING (line)
                WHERE r.organization_id = $1 AND i.is_new
                """
            ),
        ],
        scope: .eachOrganization,
        ownWork: .licenseKeys
    )
}
