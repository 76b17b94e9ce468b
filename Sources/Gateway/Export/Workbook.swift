import Bytes
import CXLSXWriter
import Glibc
import GraphQL
import GraphQLOverHTTP
import Planning
import Postgres

/// The rows of an export as a workbook (Office Open XML, ECMA-376), written by libxlsxwriter in constant memory: rows go
/// to temporary files, and the archive that a client gets is made of them when the last one is known.
///
/// A sheet has room for 1,048,576 rows; what is beyond goes on in the next one, under the same head.
final class Workbook {
    private let columns: [(name: String, value: ExportTable.Value)]
    private let name: String
    private let folder: TemporaryFolder
    private let path: String
    /// `nil` once it is closed.
    private var workbook: UnsafeMutablePointer<lxw_workbook>?
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var sheets = 0
    private var nextRow: lxw_row_t = 0
    private let head: UnsafeMutablePointer<lxw_format>?
    private let date: UnsafeMutablePointer<lxw_format>?
    private let time: UnsafeMutablePointer<lxw_format>?

    /// Rows of a sheet, its head included (ECMA-376 part 1, section 18.3.1.73, and every spreadsheet).
    static let rowsOfASheet: lxw_row_t = 1_048_576
    /// The widest a column is made, in characters: so that a head can be read without moving anything.
    private static let widths = 12.0...40.0

    /// - Parameter table: its name becomes the sheets'.
    /// - Throws: if there is no room for temporary files.
    init(_ table: ExportTable) throws(ExportFailure) {
        columns = table.columns
        name = String(table.name.prefix(25))
        folder = try TemporaryFolder()
        path = folder.path + "/export.xlsx"
        let directory = strdup(folder.path)
        defer { free(directory) }
        var options = lxw_workbook_options()
        options.constant_memory = 1
        options.tmpdir = directory
        workbook = workbook_new_opt(path, &options)
        guard workbook != nil else { throw .unwritable("a workbook cannot be begun in \(folder.path)") }
        head = workbook_add_format(workbook)
        format_set_bold(head)
        date = workbook_add_format(workbook)
        format_set_num_format(date, "yyyy-mm-dd")
        time = workbook_add_format(workbook)
        format_set_num_format(time, "yyyy-mm-dd hh:mm:ss")
        try addSheet()
    }

    deinit {
        if let workbook { lxw_workbook_free(workbook) }
    }

    private func addSheet() throws(ExportFailure) {
        sheets += 1
        sheet = workbook_add_worksheet(workbook, sheets == 1 ? name : "\(name) \(sheets)")
        guard sheet != nil else { throw .unwritable("a sheet cannot be added") }
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
        if nextRow == Workbook.rowsOfASheet { try addSheet() }
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
        let written = workbook_close(workbook)
        workbook = nil
        guard written == LXW_NO_ERROR else { throw .unwritable(String(cString: lxw_strerror(written))) }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unwritable(String(cString: strerror(errno))) }
        defer { close(file) }
        while true {
            var failure: Int32 = 0
            let piece = [UInt8](unsafeUninitializedCapacity: 128 << 10) { buffer, count in
                let taken = read(file, buffer.baseAddress, buffer.count)
                if taken < 0 { failure = errno }
                count = max(taken, 0)
            }
            guard failure == 0 else { throw .unwritable(String(cString: strerror(failure))) }
            if piece.isEmpty || !send(piece) { return }
        }
    }
}

/// A value as a cell has it. Serial numbers of days count from 1899-12-31, with a 29th of February 1900 that never was:
/// from March 1900 on they are right (ECMA-376 part 1, section 18.17.4.1).
enum SheetCell: Equatable {
    case number(Double)
    case date(Double)
    /// UTC.
    case time(Double)
    case boolean(Bool)
    /// The bytes are the text.
    case text
    /// To be written as text: what a spreadsheet has no type for, or would round.
    case other

    /// The serial number of 2000-01-01, from which PostgreSQL counts.
    private static let epoch = 36_526.0
    /// March 1900 to the end of 9999: the days that spreadsheets know.
    private static let days = 61.0..<2_958_466.0
    /// The digits that a double keeps.
    private static let digits = 15

    init(_ bytes: UnsafeRawBufferPointer, type: UInt32) {
        self = .other
        switch type {
        case JSONEncoding.OID.bool: self = .boolean(bytes[0] == 1)
        case JSONEncoding.OID.date:
            let serial = SheetCell.epoch + Double(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            if SheetCell.days.contains(serial) { self = .date(serial) }
        case JSONEncoding.OID.timestamptz:
            let microseconds = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            let serial = SheetCell.epoch + Double(microseconds) / 86_400_000_000
            if SheetCell.days.contains(serial) { self = .time(serial) }
        case JSONEncoding.OID.int2, JSONEncoding.OID.int4, JSONEncoding.OID.int8, JSONEncoding.OID.numeric,
            JSONEncoding.OID.float4, JSONEncoding.OID.float8:
            var text = ByteBuffer(capacity: 64)
            guard PlainText.append(bytes, type: type, to: &text) else { return }
            let digits = text.readable.count { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            let isFloat = type == JSONEncoding.OID.float4 || type == JSONEncoding.OID.float8
            guard digits <= SheetCell.digits || isFloat else { return }
            if let number = Double(String(decoding: text.readable, as: UTF8.self)), number.isFinite {
                self = .number(number)
            }
        default: if JSONEncoding.isText(type) { self = .text }
        }
    }
}

/// A folder of its own below the system's for temporary files, gone with everything in it when it is given up.
private final class TemporaryFolder {
    let path: String

    init() throws(ExportFailure) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // The last six characters are mkdtemp(3)'s to choose.
        var template = Array("\(parent)/gateway-export-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .unwritable("no folder can be made in \(parent): \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        unlink(path + "/export.xlsx")
        rmdir(path)
    }
}
