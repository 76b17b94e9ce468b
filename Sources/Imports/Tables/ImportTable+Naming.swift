extension ImportTable {
    /// The columns that name an agreement.
    static let agreementColumns: [ImportColumn] = [
        .required("agreement_number", "The agreement's number."),
        .optional(
            "purchasing_account_number",
            "Of the account that the agreement is billed to: needed where several customers have an agreement of that number."
        ),
    ]

    /// The agreement that a row names, joined as `a`: numbers are unique in an organization only, so there may be none,
    /// or several.
    static let agreementJoin = """
        LEFT JOIN LATERAL (
            SELECT min(a.organization_id) AS organization_id, min(a.id) AS id, count(*) AS found
            FROM import_agreement a
            WHERE a.number = r.agreement_number
                AND (r.purchasing_account_number IS NULL OR a.account = r.purchasing_account_number)
        ) a ON true
        """

    /// The agreements that are named at all, in the owner's eyes: those of all organizations.
    static let agreementsNamed = """
        CREATE TEMPORARY TABLE import_agreement ON COMMIT DROP AS
        SELECT a.organization_id, a.id, a.number, p.number AS account
        FROM agreement a JOIN purchasing_account p
            ON p.organization_id = a.organization_id AND p.id = a.purchasing_account_id
        WHERE a.number IN (SELECT agreement_number FROM import_row);
        CREATE INDEX ON import_agreement (number);
        ANALYZE import_agreement;
        """

    static let agreementChecks = [
        """
        SELECT line, 'agreement_number', CASE agreements_found
            WHEN 0 THEN format('There is no agreement %s%s.', agreement_number,
                coalesce(' billed to the account ' || purchasing_account_number, ''))
            ELSE format('%s customers have an agreement %s: say which by purchasing_account_number.',
                agreements_found, agreement_number)
            END
        FROM import_resolved WHERE agreements_found <> 1
        """
    ]

    static let productCheck = """
        SELECT line, 'part_number', format('There is no product %s. Import it first.', part_number)
        FROM import_resolved WHERE product_id IS NULL
        """
}
