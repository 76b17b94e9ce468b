import ArgumentParser
import Gateway
import Postgres

/// Brings the database's schema up to date.
struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Make the tables, or bring them up to date.",
        discussion: """
            Applies the files of the migrations folder that have not been applied yet, in order, each in a transaction \
            of its own, and records a checksum of each. A file that was changed or removed after it was applied is \
            refused. One process at a time migrates a database; another waits ten seconds for it.

            EXAMPLES:
              gateway migrate --database postgresql://owner@db.example/licensing
              gateway migrate --status
              gateway migrate --dry-run

            \(SettingsOptions.help([.database]))
            """
    )

    @Flag(help: "Show which migrations have been applied, and when; change nothing.")
    var status = false

    @Flag(help: "Try what would be applied in a transaction, and take it back.")
    var dryRun = false

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        if status && dryRun { throw ValidationError("Give either --status or --dry-run.") }
    }

    func run() throws {
        let settings = try options.read()
        try Terminal.untilInterrupted {
            let database = try OpenDatabase.open(settings)
            defer { database.close() }
            let migrations = try Migration.read(folder: settings.migrationsFolder)
            let migrator = try Migrator(migrations, schema: settings.databaseSchema)
            let connection = try Connection(database.ownerConfiguration(settings))
            if status {
                for entry in try migrator.status(connection) {
                    print("\(entry.migration.fileName)  \(entry.appliedAt ?? "not applied")")
                }
                return
            }
            let applied = try migrator.migrate(connection, dryRun: dryRun) { print($0.fileName) }
            let count = applied.count == 1 ? "1 migration" : "\(applied.count) migrations"
            switch (applied.isEmpty, dryRun) {
            case (true, _): print("The schema \"\(settings.databaseSchema)\" is up to date.")
            case (false, true): print("\(count) would be applied. Nothing was changed.")
            case (false, false): print("\(count) applied to the schema \"\(settings.databaseSchema)\".")
            }
        }
    }
}
