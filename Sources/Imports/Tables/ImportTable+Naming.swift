extension ImportTable {
    /// The columns that name an agreement.
    static let agreementColumns: [ImportColumn] = [
        .required("agreement_number", "The agreement's number."),
        .optional(
            "purchasing_account_number",
            "Of the account that the agreement is billed to: needed where several customers have an agreement of that number."
        ),
    ]

    /// The agreement that a row names as `a`: numbers are unique in an organization only, so there may be none, or several.
    static let agreementJoin = """
        JOIN import_agreement a ON a.number = r.agreement_number
            AND a.account IS NOT DISTINCT FROM r.purchasing_account_number
        """

    /// What the rows call agreements, each name once, and the agreements of all organizations that it may mean.
    static let agreementsNamed = """
        CREATE TEMPORARY TABLE import_agreement ON COMMIT DROP AS
        SELECT r.agreement_number AS number, r.purchasing_account_number AS account,
            min(a.organization_id) AS organization_id, min(a.id) AS id, count(a.id) AS found
        FROM (SELECT DISTINCT agreement_number, purchasing_account_number FROM import_row) r
        LEFT JOIN (
            SELECT a.organization_id, a.id, a.number, p.number AS account
            FROM agreement a JOIN purchasing_account p
                ON p.organization_id = a.organization_id AND p.id = a.purchasing_account_id
        ) a ON a.number = r.agreement_number
            AND (r.purchasing_account_number IS NULL OR a.account = r.purchasing_account_number)
        GROUP BY 1, 2;
        ANALYZE import_agreement;
        """

    static let agreementChecks = [
        """
        SELECT r.line, 'agreement_number', CASE f.agreements_found
            WHEN 0 THEN format('There is no agreement %s%s.', r.agreement_number,
                coalesce(' billed to the account ' || r.purchasing_account_number, ''))
            ELSE format('%s customers have an agreement %s: say which by purchasing_account_number.',
                f.agreements_found, r.agreement_number)
            END
        FROM import_resolved f JOIN import_row r USING (line) WHERE f.agreements_found <> 1
        """
    ]

    static let productCheck = """
        SELECT r.line, 'part_number', format('There is no product %s. Import it first.', r.part_number)
        FROM import_resolved f JOIN import_row r USING (line) WHERE f.product_id IS NULL
        """
}
