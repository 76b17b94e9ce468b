extension ImportTable {
    /// The catalogue. A product is known by its part number.
    static let products = ImportTable(
        name: "products",
        summary:
            "Products of the catalogue, known by their part numbers. Those that are not in the file stay as they are.",
        columns: [
            .required("part_number", "Identifies exactly what is ordered."),
            .required("name", "What people call it."),
            .required("family", "The line of products that reports sum up by."),
            .optional("version", "Empty for products without versions."),
            .required("kind", "What sort of thing it is.", .choice(["SOFTWARE", "ACCESS_LICENSE", "ONLINE_SERVICE"])),
            .required("unit", "What one licence is for.", .choice(["DEVICE", "USER", "PROCESSOR_CORES", "SERVER"])),
            .required("status", "Whether it can still be ordered.", .choice(["AVAILABLE", "DISCONTINUED"])),
            .required("available_since", "The first day on which it could be ordered.", .date),
        ],
        resolve: "CREATE TEMPORARY TABLE import_resolved ON COMMIT DROP AS SELECT * FROM import_row",
        checks: [
            ImportTable.isOnce("part_number", "part number")
        ],
        merge: [
            .changed(
                """
                UPDATE product p SET name = r.name, family = r.family, version = r.version, kind = r.kind,
                    unit = r.unit, status = r.status, available_since = r.available_since
                FROM import_resolved r WHERE p.part_number = r.part_number
                    AND (p.name, p.family, p.version, p.kind, p.unit, p.status, p.available_since)
                        IS DISTINCT FROM (r.name, r.family, r.version, r.kind, r.unit, r.status, r.available_since)
                """
            ),
            .added(
                """
                INSERT INTO product (part_number, name, family, version, kind, unit, status, available_since)
                SELECT part_number, name, family, version, kind, unit, status, available_since FROM import_resolved
                ORDER BY line ON CONFLICT (part_number) DO NOTHING
                """
            ),
        ],
        scope: .shared
    )

    /// A check: a column's value stands in one row only.
    static func isOnce(_ column: String, _ what: String) -> String {
        """
        SELECT line, '\(column)', format('The \(what) %s stands in line %s already.', \(column), first)
        FROM (SELECT line, \(column), min(line) OVER (PARTITION BY \(column)) AS first FROM import_row) r
        WHERE line > first
        """
    }
}
