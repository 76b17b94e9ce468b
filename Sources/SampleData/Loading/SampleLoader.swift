import Accounts
import Foundation
import Postgres

/// Writes organizations batch by batch and sends them to the tables, all in one transaction.
struct SampleLoader {
    /// Organizations written between two rounds of COPY: some megabytes of text.
    private static let batch = 20

    private let connection: Connection
    private let organizations: Int
    private let today: Day
    private var identifiers = SampleIdentifiers()
    private var rows = 0
    private var reported = ContinuousClock.now - .seconds(1)

    init(connection: Connection, organizations: Int, today: Day) {
        self.connection = connection
        self.organizations = organizations
        self.today = today
    }

    mutating func load(
        passwordHash: String,
        seal: Seal,
        addToExisting: Bool,
        progress: (SampleData.Progress) -> Void
    ) throws(SampleDataError) -> SampleData.Summary {
        var loader = self
        try connection.transaction("BEGIN", mapping: SampleDataError.database) { (connection) throws(SampleDataError) in
            try loader.prepare(addToExisting: addToExisting)
            try loader.write(passwordHash: passwordHash, seal: seal, progress: progress)
            progress(loader.progress(organizations, "closing"))
            // Under row-level security the owner would see no row, and no sequence would move.
            try connection.moveSequences()
            try connection.forceRowSecurity()
        }
        progress(loader.progress(organizations, "gathering statistics"))
        try connection.analyzeTables()
        progress(loader.progress(organizations, "done"))
        self = loader
        return SampleData.Summary(
            organizations: organizations,
            agreements: organizations * OrganizationSample.agreementCount,
            orders: organizations * OrganizationSample.orderCount,
            lines: organizations * OrganizationSample.lineCount,
            rows: rows
        )
    }

    private func progress(_ done: Int, _ step: String) -> SampleData.Progress {
        SampleData.Progress(organizations: done, of: organizations, step: step)
    }

    // MARK: Steps

    private mutating func prepare(addToExisting: Bool) throws(SampleDataError) {
        // A million rows take longer than a statement of a request may.
        try connection.run("SET LOCAL statement_timeout = 0")
        try connection.run("SET LOCAL synchronous_commit = off")
        // Nobody waits for news of each row.
        try connection.run("SET LOCAL gateway.changes = 'off'")
        try connection.relaxRowSecurity()
        let there = Int(try connection.ask("SELECT count(*) FROM organization").int8(0, 0))
        guard there == 0 || addToExisting else { throw .notEmpty(organizations: there) }
        let next = try connection.ask(
            """
            SELECT (SELECT coalesce(max(organization_id), 0) + 1 FROM organization),
                   (SELECT coalesce(max(id), 0) + 1 FROM app_user),
                   (SELECT coalesce(max(id), 0) + 1 FROM purchasing_account),
                   (SELECT coalesce(max(id), 0) + 1 FROM agreement),
                   (SELECT coalesce(max(id), 0) + 1 FROM purchase_order),
                   (SELECT coalesce(max(id), 0) + 1 FROM license_key),
                   (SELECT coalesce(max(id), 0) + 1 FROM license_detail),
                   (SELECT coalesce(max(id), 0) + 1 FROM organization_domain),
                   (SELECT coalesce(max(id), 0) + 1 FROM online_service),
                   (SELECT coalesce(max(id), 0) + 1 FROM download_record)
            """
        )
        identifiers = SampleIdentifiers(
            organization: Int(next.int8(0, 0)),
            user: Int(next.int8(0, 1)),
            account: Int(next.int8(0, 2)),
            agreement: Int(next.int8(0, 3)),
            order: Int(next.int8(0, 4)),
            key: Int(next.int8(0, 5)),
            license: Int(next.int8(0, 6)),
            domain: Int(next.int8(0, 7)),
            service: Int(next.int8(0, 8)),
            download: Int(next.int8(0, 9))
        )
    }

    private mutating func write(
        passwordHash: String,
        seal: Seal,
        progress: (SampleData.Progress) -> Void
    ) throws(SampleDataError) {
        let reference = try connection.loadReferences(today: today)
        let files = try connection.loadFiles(reference.products)
        let source = OrganizationSample.Source(
            today: today,
            products: reference.products,
            partners: reference.partners,
            files: files,
            passwordHash: passwordHash,
            seal: seal
        )
        var tables = SampleTables()
        for place in 0..<organizations {
            // An organization's id, less one, is its place in the data set, so a later load does not repeat places.
            let id = identifiers.organization
            var sample = OrganizationSample(index: id - 1, organization: id, source: source)
            sample.write(to: &tables, &identifiers)
            identifiers.organization += 1
            if (place + 1) % Self.batch == 0 || place + 1 == organizations {
                rows += try connection.copy(tables)
                tables.removeAll()
            }
            if ContinuousClock.now - reported >= .milliseconds(100) || place + 1 == organizations {
                reported = .now
                progress(self.progress(place + 1, "loading"))
            }
        }
    }
}
