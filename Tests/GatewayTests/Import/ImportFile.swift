import Foundation
import Postgres
import TestSupport

/// A file to import, in a folder of its own, and the program that imports it.
struct ImportFile: ~Copyable {
    let path: String
    private let folder: URL

    init(_ lines: [String]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "file.csv")
        try (lines.joined(separator: "\r\n") + "\r\n").write(to: file, atomically: false, encoding: .utf8)
        path = file.path
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func arguments(
        _ kind: String,
        _ database: TestDatabase,
        _ more: [String],
        bySuperuser: Bool = false
    ) -> [String] {
        let address = bySuperuser ? database.administratorConnectionString : database.connectionString
        return ["import", kind, path, "--database", address, "--database-schema", database.configuration.schema] + more
    }

    /// Runs `gateway import`.
    func load(
        _ kind: String,
        into database: TestDatabase,
        _ more: [String] = [],
        bySuperuser: Bool = false
    ) throws -> Program.Outcome {
        try Program.run(arguments(kind, database, more, bySuperuser: bySuperuser))
    }

    static let orderHeader =
        "agreement_number,purchasing_account_number,order_number,status,ordered_at,fulfilled_at,purchase_reference,"
        + "currency,line_number,part_number,quantity,unit_price"

    /// A row of an orders file.
    static func order(
        _ number: String,
        agreement: String,
        account: String = "",
        status: String = "SUBMITTED",
        orderedAt: String = "2026-03-14T10:00:00Z",
        fulfilledAt: String = "",
        currency: String = "EUR",
        line: String = "1",
        part: String,
        quantity: String = "2",
        price: String = "10.50"
    ) -> String {
        [agreement, account, number, status, orderedAt, fulfilledAt, "", currency, line, part, quantity, price]
            .joined(separator: ",")
    }
}

extension TestDatabase {
    /// What a statement finds in one organization, each row as text.
    func rows(_ sql: String, organization: Int64 = 1) throws -> [String] {
        let connection = try connect()
        try connection.execute("SELECT set_config('gateway.organization_id', '\(organization)', false)")
        let result = try connection.query("SELECT r::text FROM (\(sql)) r")
        return (0..<result.rowCount).map { result.text($0, 0) }
    }

    /// The first row of them, without its brackets.
    func value(_ sql: String, organization: Int64 = 1) throws -> String {
        try rows(sql, organization: organization).first.map { $0.trimmingCharacters(in: ["(", ")", "\""]) } ?? ""
    }
}
