package import Postgres

/// Why nothing was imported.
package enum ImportError: Error {
    /// The file is no table of comma-separated values, or not the one that is wanted.
    case file(String)
    /// Rows that are wrong.
    case rows(ImportFaults)
    case database(PostgresError)
    /// Nothing was wrong, and everything was taken back: what a dry run ends with.
    case taken(back: ImportRun.Summary)
}

/// Something wrong with a row.
package struct ImportFault: Equatable, Sendable, CustomStringConvertible {
    /// Of the file, from 1; the header is the first.
    package let line: Int
    package let column: String
    package let reason: String

    package init(line: Int, column: String, reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }

    package var description: String { "line \(line), \(column): \(reason)" }
}

/// All that is wrong with a file's rows; the first of them in full.
package struct ImportFaults: Sendable {
    /// How many are told.
    package static let maximum = 100

    package private(set) var first: [ImportFault] = []
    package private(set) var count = 0

    mutating func add(_ fault: ImportFault) {
        count += 1
        if first.count < ImportFaults.maximum { first.append(fault) }
    }

    /// In the order of the file.
    var sorted: ImportFaults {
        var sorted = self
        sorted.first.sort { $0.line < $1.line }
        return sorted
    }
}
