import ArgumentParser
import Imports

/// Prints what a file to import begins with.
struct ExportTemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-template",
        abstract: "Print the first line of a file that \"gateway import\" takes.",
        discussion: """
            With --columns, prints what each column holds instead, one on a line.

            EXAMPLES:
              gateway export-template orders > orders.csv
              gateway export-template orders --columns
            """
    )

    @Argument(help: "What the file is to hold: \(ImportTable.all.map(\.name).joined(separator: ", ")).")
    var kind: String

    @Flag(help: "Say what each column holds.")
    var columns = false

    func validate() throws {
        _ = try ImportTable(argument: kind)
    }

    func run() throws {
        let table = try ImportTable(argument: kind)
        guard columns else { return print(table.header) }
        print(table.summary + "\n")
        let width = table.columns.map(\.name.count).max() ?? 0
        for column in table.columns {
            let name = column.name + String(repeating: " ", count: width - column.name.count)
            print(
                "\(name)  \(column.isRequired ? "" : "(may be empty) ")\(column.help) \(column.expectation.capitalizedFirst)."
            )
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
