import GraphQL

/// Which of a file's columns is which of the table's, as its header says.
struct ImportLayout {
    private let table: ImportTable
    /// For each of the table's columns, the place of the file's; `nil` if the file does not have it.
    private let places: [Int?]
    private let count: Int

    /// - Throws: columns that are missing, unknown or there twice.
    init(of table: ImportTable, header reader: inout CSVReader) throws(ImportError) {
        var header = CSVRecord()
        guard try reader.next(&header) else {
            throw .file("The file is empty. Its first line names the columns: \(table.header)")
        }
        let names = (0..<header.count).map {
            String(decoding: header[$0].trimmed, as: UTF8.self).lowercased()
        }
        let known = table.columns.map(\.name)
        var wrong: [String] = []
        for (index, name) in names.enumerated() {
            if !known.contains(name) { wrong.append("there is no column `\(name)`.\(suggestion(name, among: known))") }
            if names[..<index].contains(name) { wrong.append("the column `\(name)` is there twice.") }
        }
        for column in table.columns where column.isRequired && !names.contains(column.name) {
            wrong.append("the column `\(column.name)` is missing.")
        }
        if !wrong.isEmpty {
            throw .file(
                "The first line does not name the columns of \(table.name): \(wrong.joined(separator: " "))\n"
                    + "It may be: \(table.header)"
            )
        }
        self.table = table
        places = known.map { names.firstIndex(of: $0) }
        count = names.count
    }

    /// Appends a record as COPY reads it (manual, COPY, "Text Format"), if nothing is wrong with it.
    ///
    /// - Parameter staged: makes of a licence key what the database may see of it.
    func append(
        _ record: borrowing CSVRecord,
        to copy: inout [UInt8],
        _ faults: inout ImportFaults,
        staged: (String) -> String
    ) {
        guard record.count == count else {
            faults.add(
                ImportFault(
                    line: record.line,
                    column: table.columns[0].name,
                    reason: "The row has \(record.count) values, the first line has \(count)."
                )
            )
            return
        }
        let start = copy.count
        var isSound = true
        copy += String(record.line).utf8
        for (column, place) in zip(table.columns, places) {
            copy.append(UInt8(ascii: "\t"))
            let value = place.map { record[$0].trimmed } ?? []
            if value.isEmpty {
                if column.isRequired {
                    isSound = false
                    faults.add(ImportFault(line: record.line, column: column.name, reason: "There is no value."))
                }
                copy += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
            } else if let reason = fault(of: value, in: column) {
                isSound = false
                faults.add(ImportFault(line: record.line, column: column.name, reason: reason))
            } else if case .licenseKey = column.form {
                copy += staged(String(decoding: value, as: UTF8.self)).utf8
            } else {
                ImportLayout.append(value, to: &copy)
            }
        }
        copy.append(UInt8(ascii: "\n"))
        // What is sound of the row cannot be checked without the rest.
        if !isSound { copy.removeSubrange(start...) }
    }

    private func fault(of value: ArraySlice<UInt8>, in column: ImportColumn) -> String? {
        if column.takes(value) {
            guard case .text = column.form else { return nil }
            if value.contains(0) { return "The text holds the character U+0000." }
            let isASCII = value.allSatisfy { $0 < 0x80 }
            return isASCII || String(validating: value, as: UTF8.self) != nil
                ? nil : "The text is not in UTF-8. Save the file as CSV in UTF-8."
        }
        // What is nearly a key may be one.
        if case .licenseKey = column.form { return "This is not \(column.expectation)." }
        let shown = String(decoding: value.prefix(40), as: UTF8.self)
        return "\"\(shown)\" is not \(column.expectation)."
    }

    private static func append(_ value: ArraySlice<UInt8>, to copy: inout [UInt8]) {
        for byte in value {
            switch byte {
            case UInt8(ascii: "\\"): copy += [byte, byte]
            case UInt8(ascii: "\t"): copy += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case UInt8(ascii: "\n"): copy += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\r"): copy += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            default: copy.append(byte)
            }
        }
    }
}

extension ArraySlice<UInt8> {
    /// Without spaces at both ends.
    var trimmed: ArraySlice<UInt8> {
        let front = drop { $0 == UInt8(ascii: " ") }
        guard let last = front.lastIndex(where: { $0 != UInt8(ascii: " ") }) else { return [] }
        return front[...last]
    }
}
