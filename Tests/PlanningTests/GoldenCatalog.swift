import Foundation
import GraphQL

@testable import Planning

/// The catalog of the golden files: their schema, and tables to match, described here.
enum GoldenCatalog {
    static let folder = URL(filePath: #filePath).appending(path: "../Golden").standardizedFileURL

    static func make() throws -> Catalog {
        let text = try String(contentsOf: folder.appending(path: "schema.graphql.txt"), encoding: .utf8)
        return try CatalogBuilder.build([try Parser.parseDocument(text, limits: .schemas)], facts: facts)
    }

    /// Columns as `name type`, with `!` for NOT NULL; then the indexes, unique ones first.
    private static let tables = [
        table("organization", "organization_id int8! name text!", unique: ["organization_id"]),
        table("app_user", "organization_id int8! id int8! email text!", unique: ["organization_id id"]),
        table(
            "agreement",
            "organization_id int8! id int8! number text! title text! worth numeric starts_on date! partner_id int8",
            unique: ["organization_id id", "organization_id number"]
        ),
        table("partner", "id int8! number text! name text!", unique: ["id"], isShared: true),
        table(
            "purchase_order",
            "organization_id int8! id int8! agreement_id int8! number text! total numeric ordered_at timestamptz!",
            unique: ["organization_id id"],
            indexes: ["organization_id agreement_id ordered_at id"]
        ),
        table(
            "order_line",
            "organization_id int8! order_id int8! line_number int4! quantity int4! product_id int8!",
            unique: ["organization_id order_id line_number"]
        ),
        table(
            "product",
            "id int8! part_number text! family text! name text!",
            unique: ["id", "part_number"],
            isShared: true
        ),
        table("spending", "organization_id int8 month date currency text total numeric", unique: [], isView: true),
    ]

    private static let facts = DatabaseFacts(tables: Dictionary(uniqueKeysWithValues: tables))

    private static let types: [String: ColumnType] = [
        "int8": .int8, "int4": .int4, "text": .text, "date": .date, "numeric": .numeric, "timestamptz": .timestamptz,
    ]

    private static func table(
        _ name: String,
        _ columns: String,
        unique: [String],
        indexes: [String] = [],
        isShared: Bool = false,
        isView: Bool = false
    ) -> (String, TableFacts) {
        var facts: [String: ColumnFacts] = [:]
        let words = columns.split(separator: " ").map(String.init)
        for index in stride(from: 0, to: words.count, by: 2) {
            let type = words[index + 1].replacing("!", with: "")
            guard let type = types[type] else { preconditionFailure("no type \(type)") }
            facts[words[index]] = ColumnFacts(type: type, isNotNull: words[index + 1].hasSuffix("!"))
        }
        func index(_ text: String, isUnique: Bool) -> IndexFacts {
            IndexFacts(columns: text.split(separator: " ").map(String.init), isUnique: isUnique)
        }
        return (
            name,
            TableFacts(
                isView: isView,
                columns: facts,
                indexes: unique.map { index($0, isUnique: true) } + indexes.map { index($0, isUnique: false) },
                hasRowSecurity: !isShared
            )
        )
    }
}
