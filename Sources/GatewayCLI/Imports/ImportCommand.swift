import ArgumentParser
import Foundation
import Gateway
import Imports
import Postgres

/// Imports a file of comma-separated values.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import agreements, products, orders, keys, licences or seats from a CSV file.",
        discussion: """
            The file's first line names its columns, in any order ("gateway export-template" prints it). It is read and \
            checked as a whole: if anything is wrong, every fault is told with its line and column, and nothing is \
            imported. Otherwise everything is written at once. What is there already and differs is changed; running \
            it again changes nothing. Gateways serve meanwhile.

            New agreements send the first invitation to their administrator, through the gateway that serves. Licence \
            keys are sealed before they reach the database, with the same sealing key as the gateway's.

            Values are parted by commas, semicolons or tabs; the text is UTF-8; empty means none. Days are written \
            2026-03-14, times 2026-03-14T10:00:00Z, amounts 1249.50.

            EXAMPLES:
              gateway import orders orders.csv --dry-run
              gateway import products products.csv --database postgresql://owner@db.internal/licensing
              unzip -p dump.zip licenses.csv | gateway import licenses -

            \(SettingsOptions.help([.database, .people]))
            """
    )

    @Argument(help: "What the file holds: \(ImportTable.all.map(\.name).joined(separator: ", ")).")
    var kind: String

    @Argument(help: "The file; - for the standard input.", completion: .file(extensions: ["csv"]))
    var file: String

    @Flag(help: "Check everything and say what would change, but change nothing.")
    var dryRun = false

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        _ = try ImportTable(argument: kind)
    }

    func run() throws {
        let table = try ImportTable(argument: kind)
        let settings = try options.read()
        let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ValidationError("\(file) cannot be read: \(String(cString: strerror(errno))).")
        }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        try Terminal.untilInterrupted {
            let database = try OpenDatabase.open(settings)
            defer { database.close() }
            if database.server != nil { try database.migrate(settings) }
            let connection = try Connection(database.ownerConfiguration(settings))
            let tools = table.needsTools ? ImportTools(seal: try settings.seal(), outbox: try settings.outbox()) : nil
            print(sentence(try load(table, descriptor, connection, tools)))
        }
    }

    private func load(
        _ table: ImportTable,
        _ descriptor: Int32,
        _ connection: Connection,
        _ tools: ImportTools?
    ) throws -> ImportRun.Summary {
        let bar = ProgressBar("Importing \(table.name)")
        defer { bar.finish() }
        let size = fileSize(descriptor)
        do throws(ImportError) {
            return try ImportRun(table, in: connection, isDryRun: dryRun, tools: tools) { step in
                switch step {
                case .reading(let bytes): bar.show(bytes >> 20, of: max(size, bytes) >> 20, "MiB read")
                case .checking(let done, let total): bar.show(done, of: total, "checks")
                case .writing(let done, let total): bar.show(done, of: total, "rows written")
                case .registering(let done, let total): bar.show(done, of: total, "agreements registered")
                }
            }.run(reading: descriptor)
        } catch {
            bar.finish()
            switch error {
            case .file(let reason): throw ValidationError("\(file): \(reason)")
            case .rows(let faults): throw told(faults)
            case .database(let failure): throw failure
            case .taken(let summary): return summary
            }
        }
    }

    /// Says what is wrong with rows.
    private func told(_ faults: ImportFaults) -> ExitCode {
        for fault in faults.first { Terminal.say("\(file): \(fault)") }
        if faults.count > faults.first.count { Terminal.say("… and \(faults.count - faults.first.count) more.") }
        Terminal.say("Nothing was imported: \(faults.count) \(faults.count == 1 ? "fault" : "faults").")
        return .failure
    }

    private func sentence(_ summary: ImportRun.Summary) -> String {
        let read = "\(summary.rows) \(summary.rows == 1 ? "row" : "rows") read"
        let (added, changed) = ("\(summary.added) added", "\(summary.changed) changed")
        if summary.added + summary.changed == 0 { return "\(read), nothing to change." }
        return dryRun ? "\(read); would be \(added), \(changed)." : "\(read), \(added), \(changed)."
    }

    /// Bytes; 0 if it is no ordinary file.
    private func fileSize(_ descriptor: Int32) -> Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }
}

extension ImportTable {
    /// The kind of file that an argument names.
    init(argument: String) throws {
        guard let table = ImportTable.named(argument) else {
            throw ValidationError(
                "There is no kind of file `\(argument)`; there are \(ImportTable.all.map(\.name).joined(separator: ", "))."
            )
        }
        self = table
    }
}
