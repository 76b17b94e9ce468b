import ArgumentParser
import Gateway
import Postgres
import SampleData

/// Loads sample data.
struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Load invented organizations, agreements, orders, keys, licences and people.",
        discussion: """
            The first organizations have names, and people who can sign in: one for each role, listed at the end. Each \
            organization has 10 agreements, 200 orders and 1,000 order lines. The same data comes out each time. \
            Everything is loaded in one transaction, after migrating.

            EXAMPLES:
              gateway sample
              gateway sample --organizations 1000 --database postgresql://owner@localhost/bench

            \(SettingsOptions.help([.database, .people]))
            """
    )

    @Option(help: "How many organizations.")
    var organizations = SampleData.namedOrganizations

    @Flag(help: "Load also into a database that holds organizations already.")
    var add = false

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        guard (1...1_000_000).contains(organizations) else {
            throw ValidationError("--organizations takes a number from 1 to 1,000,000.")
        }
    }

    func run() throws {
        let settings = try options.read()
        try Terminal.untilInterrupted {
            let database = try OpenDatabase.open(settings)
            defer { database.close() }
            try database.migrate(settings)
            let summary = try Self.load(organizations, addToExisting: add, into: database, settings)
            print(
                """
                Loaded \(summary.organizations) organizations: \(summary.agreements) agreements, \(summary.orders) orders, \
                \(summary.lines) order lines; \(summary.rows) rows in all.
                """
            )
            if !add { print("\n" + Self.people(organizations)) }
        }
    }

    static func load(
        _ organizations: Int,
        addToExisting: Bool = false,
        into database: OpenDatabase,
        _ settings: Settings
    ) throws -> SampleData.Summary {
        let bar = ProgressBar("Loading sample data")
        defer { bar.finish() }
        // Whoever serves files from elsewhere has files of their own.
        if settings.downloads.folder.isEmpty { try SampleData.writeFiles(to: settings.downloadSettings.folder) }
        return try SampleData.load(
            into: try Connection(database.ownerConfiguration(settings)),
            seal: try settings.seal(),
            organizations: organizations,
            addToExisting: addToExisting
        ) {
            bar.show($0.organizations, of: $0.of, $0.step == "loading" ? "organizations" : $0.step)
        }
    }

    /// Who can sign in, for people to read.
    static func people(_ organizations: Int) -> String {
        var lines = ["People who can sign in, all with the password \(SampleData.password)"]
        var last: String?
        let named = SampleData.people
        let names = named.map(\.organization).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        for person in named where names.prefix(organizations).contains(person.organization) {
            if person.organization != last { lines += ["", person.organization] }
            last = person.organization
            lines.append("  \(person.role.padding(to: 24)) \(person.email)")
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
