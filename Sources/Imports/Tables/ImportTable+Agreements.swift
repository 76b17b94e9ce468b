extension ImportTable {
    /// Agreements. New ones are registered, each as `registerAgreement` does it; known ones get what the file says of
    /// their title, days and partner.
    static let agreements = ImportTable(
        name: "agreements",
        summary: """
            Agreements, known by their number. A new one makes its customer, if there is none yet, and sends the first \
            invitation to its administrator. Of one that is there, the title, the days and the partner are changed; its \
            customer and its administrator have commands of their own.
            """,
        columns: [
            .required("agreement_number", "Unique over all customers."),
            .required("title", "What it is called."),
            .required("signed_on", "The day of the last signature.", .date),
            .required("starts_on", "The first day on which it is in force.", .date),
            .required("ends_on", "The last day on which it is in force.", .date),
            .required("organization_name", "The customer's."),
            .required("country", "The customer's: two capital letters, such as DE."),
            .required("purchasing_account_number", "Of the account that it is billed to."),
            .required("purchasing_account_name", "Of that account."),
            .required("currency", "The account's: three capital letters, such as EUR."),
            .optional("partner_number", "The partner's that looks after it."),
            .required("administrator_email", "The work address of the designated purchasing account administrator."),
            .required("administrator_first_name", "Theirs."),
            .required("administrator_last_name", "Theirs."),
            .optional("administrator_language", "Of their mail; en if empty."),
            .optional(
                "existing_customer",
                "What to do if the customer is there already: ASK (refuse the row; so if empty), JOIN it, or make a SEPARATE one. "
                    + "Rows of one file with the same account, name and country share a customer unasked.",
                .choice(["ASK", "JOIN", "SEPARATE"])
            ),
        ],
        resolve: """
            CREATE TEMPORARY TABLE import_resolved ON COMMIT DROP AS
            SELECT r.*, a.organization_id, a.id AS agreement_id, a.account, p.id AS partner_id,
                count(*) OVER (PARTITION BY r.line) AS agreements_found
            FROM import_row r
            LEFT JOIN (
                SELECT a.organization_id, a.id, a.number, p.number AS account FROM agreement a
                JOIN purchasing_account p ON p.organization_id = a.organization_id AND p.id = a.purchasing_account_id
            ) a ON a.number = r.agreement_number
            LEFT JOIN partner p ON p.number = r.partner_number;
            ANALYZE import_resolved;
            """,
        checks: [
            """
            SELECT DISTINCT line, 'agreement_number',
                format('%s customers have an agreement %s, so it is not clear which one is meant.', agreements_found, agreement_number)
            FROM import_resolved WHERE agreements_found > 1
            """,
            """
            SELECT line, 'purchasing_account_number', format('The agreement %s is billed to the account %s.', agreement_number, account)
            FROM import_resolved WHERE agreements_found = 1 AND account <> purchasing_account_number
            """,
            """
            SELECT line, 'agreement_number', format('The agreement %s stands in line %s already.', agreement_number, first)
            FROM (SELECT line, agreement_number, min(line) OVER (PARTITION BY agreement_number) AS first FROM import_row) r
            WHERE line > first
            """,
            """
            SELECT line, 'ends_on', 'The agreement ends before it has started.' FROM import_row WHERE ends_on <= starts_on
            """,
            """
            SELECT line, 'currency', format('%s is no currency: write three capital letters, such as EUR.', currency)
            FROM import_row WHERE currency !~ '^[A-Z]{3}$'
            """,
            """
            SELECT line, 'partner_number', format('There is no partner %s.', partner_number)
            FROM import_resolved WHERE partner_number IS NOT NULL AND partner_id IS NULL
            """,
        ],
        merge: [
            .changed(
                """
                UPDATE agreement a SET title = r.title, signed_on = r.signed_on, starts_on = r.starts_on,
                    ends_on = r.ends_on, partner_id = r.partner_id, version = a.version + 1
                FROM import_resolved r
                WHERE r.organization_id = $1 AND a.organization_id = $1 AND a.id = r.agreement_id
                    AND (a.title, a.signed_on, a.starts_on, a.ends_on, a.partner_id)
                    IS DISTINCT FROM (r.title, r.signed_on, r.starts_on, r.ends_on, r.partner_id)
                """
            )
        ],
        scope: .eachOrganization,
        ownWork: .registrations
    )
}
