import Bytes
import CXLSXWriter
import Glibc
import GraphQL
import GraphQLOverHTTP
import Planning
import Postgres

/// The rows of an export as a workbook (Office Open XML, ECMA-376), written by libxlsxwriter in constant memory: rows go
/// to temporary files without names, and the archive that a client gets is made of them when the last one is known.
///
/// A sheet has room for 1,048,576 rows; what is beyond goes on in the next one, under the same head.
final class Workbook {
    private let columns: [(name: String, value: ExportTable.Value)]
    private let name: String
    private let rowsOfASheet: lxw_row_t
    private let archive: UnnamedFile
    /// `nil` once it is closed.
    private var workbook: UnsafeMutablePointer<lxw_workbook>?
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var sheets: [UnsafeMutablePointer<lxw_worksheet>] = []
    private var nextRow: lxw_row_t = 0
    private let head: UnsafeMutablePointer<lxw_format>?
    private let date: UnsafeMutablePointer<lxw_format>?
    private let time: UnsafeMutablePointer<lxw_format>?

    /// Rows of a sheet, its head included (ECMA-376 part 1, section 18.3.1.73, and every spreadsheet).
    static let rowsOfASheet: lxw_row_t = 1_048_576
    /// The widest a column is made, in characters: so that a head can be read without moving anything.
    private static let widths = 12.0...40.0

    /// - Parameters:
    ///   - table: its name becomes the sheets'.
    ///   - folder: for temporary files; `nil`: the system's.
    ///   - rowsOfASheet: its head included; no more than the format has.
    /// - Throws: if there is no room for temporary files.
    init(
        _ table: ExportTable,
        in folder: String? = nil,
        rowsOfASheet: lxw_row_t = Workbook.rowsOfASheet
    ) throws(ExportFailure) {
        precondition((2...Workbook.rowsOfASheet).contains(rowsOfASheet), "a sheet has a head and a row")
        columns = table.columns
        // A sheet of this name is the spreadsheet's own.
        name = table.name.lowercased() == "history" ? table.name + "_" : String(table.name.prefix(25))
        self.rowsOfASheet = rowsOfASheet
        archive = try UnnamedFile(in: folder)
        let directory = strdup(archive.folder)
        defer { free(directory) }
        var options = lxw_workbook_options()
        options.constant_memory = 1
        options.tmpdir = directory
        workbook = workbook_new_opt(archive.path, &options)
        guard workbook != nil else { throw .unwritable("a workbook cannot be begun in \(archive.folder)") }
        head = workbook_add_format(workbook)
        format_set_bold(head)
        date = workbook_add_format(workbook)
        format_set_num_format(date, "yyyy-mm-dd")
        time = workbook_add_format(workbook)
        format_set_num_format(time, "yyyy-mm-dd hh:mm:ss")
        try addSheet()
    }

    deinit {
        guard let workbook else { return }
        // Where a workbook is given up, the library leaves the files of its rows open.
        for sheet in sheets {
            if let file = sheet.pointee.optimize_tmpfile { fclose(file) }
            sheet.pointee.optimize_tmpfile = nil
        }
        lxw_workbook_free(workbook)
    }

    private func addSheet() throws(ExportFailure) {
        let added = workbook_add_worksheet(workbook, sheets.isEmpty ? name : "\(name) \(sheets.count + 1)")
        guard let added else { throw .unwritable("a sheet cannot be added") }
        sheet = added
        sheets.append(added)
        worksheet_freeze_panes(sheet, 1, 0)
        for (index, column) in columns.enumerated() {
            let column = (name: column.name, index: lxw_col_t(index))
            let width = min(
                max(Double(column.name.utf8.count) + 2, Workbook.widths.lowerBound),
                Workbook.widths.upperBound
            )
            worksheet_set_column(sheet, column.index, column.index, width, nil)
            try check(worksheet_write_string(sheet, 0, column.index, column.name, head), column.name)
        }
        nextRow = 1
    }

    func append(_ row: Int, of cells: ResultCells) throws(ExportFailure) {
        if nextRow == rowsOfASheet { try addSheet() }
        for index in columns.indices {
            try write(columns[index].value, row, cells, lxw_col_t(index), columns[index].name)
        }
        nextRow += 1
    }

    private func write(
        _ value: ExportTable.Value,
        _ row: Int,
        _ cells: ResultCells,
        _ column: lxw_col_t,
        _ name: String
    ) throws(ExportFailure) {
        switch value {
        case .column(let source, let type, _):
            let bytes = cells.bytes(row, source)
            if bytes.isEmpty && cells.isNull(row, source) { return }
            switch SheetCell(bytes, type: type) {
            case .number(let number): try check(worksheet_write_number(sheet, nextRow, column, number, nil), name)
            case .date(let serial): try check(worksheet_write_number(sheet, nextRow, column, serial, date), name)
            case .time(let serial): try check(worksheet_write_number(sheet, nextRow, column, serial, time), name)
            case .boolean(let isTrue):
                try check(worksheet_write_boolean(sheet, nextRow, column, isTrue ? 1 : 0, nil), name)
            case .text:
                guard SheetText.fits(bytes) else { throw .cellOverflow(column: name, row: Int(nextRow) + 1) }
                if SheetText.needsEscapes(bytes) {
                    var text = ByteBuffer(capacity: bytes.count + 64)
                    SheetText.append(bytes, to: &text)
                    return try write(&text, column, name)
                }
                // libpq ends each value with a zero byte, and a PostgreSQL text has none in it.
                let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                try check(worksheet_write_string(sheet, nextRow, column, text, nil), name)
            case .other:
                var text = ByteBuffer(capacity: 256)
                if !PlainText.append(bytes, type: type, to: &text) {
                    _ = JSONEncoding.append(bytes, type: type, quoted: false, to: &text)
                }
                try write(&text, column, name)
            }
        case .identifier(let tag, let ids):
            // Of a joined row that is not there, the key is null.
            if cells.isNull(row, Int(ids.lowerBound)) { return }
            var text = ByteBuffer(capacity: 64)
            OpaqueKey.append(tag: tag, columns: ids, of: row, in: cells, to: &text)
            try write(&text, column, name)
        case .constant(let json):
            var text = ByteBuffer(capacity: 64)
            text.append(Array(json.dropFirst().dropLast()))
            try write(&text, column, name)
        case .object: break
        }
    }

    private func write(_ text: inout ByteBuffer, _ column: lxw_col_t, _ name: String) throws(ExportFailure) {
        text.append(0)
        let pointer = text.readable.baseAddress?.assumingMemoryBound(to: CChar.self)
        try check(worksheet_write_string(sheet, nextRow, column, pointer, nil), name)
    }

    private func check(_ error: lxw_error, _ column: String) throws(ExportFailure) {
        switch error {
        case LXW_NO_ERROR: return
        case LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED: throw .cellOverflow(column: column, row: Int(nextRow) + 1)
        default: throw .unwritable(String(cString: lxw_strerror(error)))
        }
    }

    /// Makes the archive, and hands it on in pieces.
    ///
    /// - Parameter send: returns `false` if nobody wants more.
    func finish(_ send: ([UInt8]) -> Bool) throws(ExportFailure) {
        // The library does not look whether its rows could be written.
        for sheet in sheets {
            guard let file = sheet.pointee.optimize_tmpfile else { continue }
            guard fflush(file) == 0, ferror(file) == 0 else { throw .unwritable("no room in \(archive.folder)") }
        }
        let written = workbook_close(workbook)
        workbook = nil
        guard written == LXW_NO_ERROR else { throw .unwritable(String(cString: lxw_strerror(written))) }
        try archive.read(send)
    }
}
