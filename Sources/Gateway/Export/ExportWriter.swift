import Bytes
import Planning
import Postgres

/// Writes the rows of an export, straight from the columns' bytes.
struct ExportWriter: Sendable {
    /// The formats that are text, written row by row.
    enum Format {
        case csv
        case ndjson
    }

    private let format: Format
    private let fields: [ExportTable.Field]
    private let columns: [(name: String, value: ExportTable.Value)]

    init(_ table: ExportTable, as format: Format) {
        self.format = format
        fields = table.fields
        columns = table.columns
    }

    /// What stands before the first row: the names of a CSV file's columns.
    func appendHead(to buffer: inout ByteBuffer) {
        guard format == .csv else { return }
        for (index, column) in columns.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.append(column.name)
        }
        buffer.append("\r\n")
    }

    func append(_ row: Int, of cells: ResultCells, to buffer: inout ByteBuffer) {
        switch format {
        case .csv: appendRecord(row, cells, &buffer)
        case .ndjson:
            appendObject(fields, row, cells, &buffer)
            buffer.append("\n")
        }
    }

    // MARK: CSV

    /// `record = field *(COMMA field)`, ended by CRLF (RFC 4180, section 2).
    private func appendRecord(_ row: Int, _ cells: ResultCells, _ buffer: inout ByteBuffer) {
        for index in columns.indices {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            switch columns[index].value {
            case .column(let column, let type, _):
                let bytes = cells.bytes(row, column)
                if bytes.isEmpty && cells.isNull(row, column) { continue }
                if PlainText.append(bytes, type: type, to: &buffer) { continue }
                if JSONEncoding.isText(type) {
                    CSVCell.append(bytes, to: &buffer)
                } else {
                    var json = ByteBuffer(capacity: 256)
                    _ = JSONEncoding.append(bytes, type: type, quoted: false, to: &json)
                    CSVCell.append(json.readable, to: &buffer)
                }
            case .identifier(let tag, let ids):
                // Of a joined row that is not there, the key is null.
                if cells.isNull(row, Int(ids.lowerBound)) { continue }
                OpaqueKey.append(tag: tag, columns: ids, of: row, in: cells, to: &buffer)
            case .constant(let json):
                json.withUnsafeBytes { bytes in
                    CSVCell.append(UnsafeRawBufferPointer(rebasing: bytes.dropFirst().dropLast()), to: &buffer)
                }
            case .object: break
            }
        }
        buffer.append("\r\n")
    }

    // MARK: NDJSON

    private func appendObject(
        _ fields: [ExportTable.Field],
        _ row: Int,
        _ cells: ResultCells,
        _ buffer: inout ByteBuffer
    ) {
        buffer.append(UInt8(ascii: "{"))
        for index in fields.indices {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.append(fields[index].key)
            switch fields[index].value {
            case .column(let column, let type, let form):
                let bytes = cells.bytes(row, column)
                let isNull = bytes.isEmpty && cells.isNull(row, column)
                let isQuoted = if case .string = form { true } else { false }
                if isNull || !JSONEncoding.append(bytes, type: type, quoted: isQuoted, to: &buffer) {
                    buffer.append("null")
                }
            case .identifier(let tag, let ids):
                buffer.append(UInt8(ascii: "\""))
                OpaqueKey.append(tag: tag, columns: ids, of: row, in: cells, to: &buffer)
                buffer.append(UInt8(ascii: "\""))
            case .constant(let json): buffer.append(json)
            case .object(let inner, let presence):
                if presence >= 0 && cells.isNull(row, Int(presence)) {
                    buffer.append("null")
                } else {
                    appendObject(inner, row, cells, &buffer)
                }
            }
        }
        buffer.append(UInt8(ascii: "}"))
    }
}

/// A text as a field of a CSV file.
enum CSVCell {
    /// Appends a text, in quotes where RFC 4180, section 2, asks for them.
    ///
    /// A text that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets take for "this
    /// is text" (OWASP, "CSV Injection").
    static func append(_ bytes: UnsafeRawBufferPointer, to buffer: inout ByteBuffer) {
        let isRun = startsFormula(bytes)
        guard isRun || bytes.contains(where: needsQuotes) else { return buffer.append(bytes) }
        buffer.append(UInt8(ascii: "\""))
        if isRun { buffer.append(UInt8(ascii: "'")) }
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { buffer.append(byte) }
            buffer.append(byte)
        }
        buffer.append(UInt8(ascii: "\""))
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
    }

    /// `= + - @`, tab and line ends, and the first four in full width: `＝ ＋ － ＠`.
    private static func startsFormula(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D: return true
        case 0xEF:
            return bytes.count >= 3 && bytes[1] == 0xBC && [0x9D, 0x8B, 0x8D, 0xA0].contains(bytes[2])
        default: return false
        }
    }
}
