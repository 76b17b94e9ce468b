import Foundation
import GraphQL
import Planning
import Postgres
import TestSupport
import Testing

@testable import Gateway

/// What a workbook makes of rows: sheets, texts, files.
@Suite struct SheetsTests {
    private static let text: UInt32 = 25
    private static let int8: UInt32 = 20

    private static func table(_ name: String, type: UInt32) -> ExportTable {
        let value = ExportTable.Value.column(0, type: type, form: .natural)
        return ExportTable(
            name: name,
            fields: [ExportTable.Field(name: "value", key: Array("\"value\":".utf8), value: value)]
        )
    }

    private func rows(_ sql: String) throws -> QueryResult { try SampleDatabase.shared().connect().query(sql) }

    private func append(_ result: QueryResult, to workbook: Workbook) throws {
        try withExtendedLifetime(result) {
            for row in 0..<result.rowCount { try workbook.append(row, of: result.cells) }
        }
    }

    private func content(_ workbook: Workbook) throws -> [UInt8] {
        var content: [UInt8] = []
        try workbook.finish { piece in
            content += piece
            return true
        }
        return content
    }

    /// Each sheet's name, and the values below its head.
    private func sheets(_ workbook: Workbook) throws -> [(name: String, values: [String])] {
        try WorkbookReader.sheets(of: try content(workbook)).members.map { sheet in
            let rows = sheet.value.items.map { $0.items.first?.items.last }
            #expect(rows.first == .string("value"))
            return (
                sheet.name,
                rows.dropFirst().map { value in value?.text ?? value?.integer.map(String.init) ?? "nothing" }
            )
        }
    }

    /// Three rows to a sheet; the format's own limit is 1,048,575.
    @Test(arguments: [
        (0, ["list"]), (1, ["list"]), (3, ["list"]), (4, ["list", "list 2"]), (6, ["list", "list 2"]),
        (8, ["list", "list 2", "list 3"]),
    ])
    func rowsBeyondASheetGoOnInTheNextUnderTheSameHead(count: Int, names: [String]) throws {
        let workbook = try Workbook(Self.table("list", type: Self.int8), rowsOfASheet: 4)
        try append(rows("SELECT n::int8 FROM generate_series(1, \(count)) n"), to: workbook)
        let sheets = try sheets(workbook)
        #expect(sheets.map(\.name) == names)
        #expect(sheets.flatMap(\.values) == (0..<count).map { "\($0 + 1)" })
        #expect(sheets.dropLast().allSatisfy { $0.values.count == 3 })
    }

    @Test func aSheetHasTheRowsOfTheFormat() {
        #expect(Workbook.rowsOfASheet == 1_048_576)
    }

    /// A spreadsheet has a sheet of its own that is called so.
    @Test(arguments: [("history", "history_"), ("History", "History_"), ("orderHistory", "orderHistory")])
    func noSheetIsCalledHistory(name: String, sheet: String) throws {
        #expect(try sheets(try Workbook(Self.table(name, type: Self.text))).map(\.name) == [sheet])
    }

    @Test(arguments: [
        "plain", "_x0041_", "__x0041_", "_x005F_", "_x004_", "_x00", "a\u{FFFF}b", "\u{FFFE}", "\u{FFFD}",
        "\u{1}\t\n\r",
        " \u{1F3CA} ",
    ])
    func textComesBackAsItWas(text: String) throws {
        let workbook = try Workbook(Self.table("list", type: Self.text))
        var parameters = Parameters()
        parameters.text(text)
        try append(SampleDatabase.shared().connect().query("SELECT $1::text", parameters), to: workbook)
        #expect(try sheets(workbook)[0].values == [text])
    }

    /// A cell holds 32,767 code units, and characters beyond U+FFFF are two of them.
    @Test(arguments: [("x", 32_767, true), ("x", 32_768, false), ("ü", 32_767, true), ("\u{1F3CA}", 16_384, false)])
    func textsHaveAsManyCodeUnitsAsACellHolds(character: String, count: Int, fits: Bool) throws {
        let workbook = try Workbook(Self.table("list", type: Self.text))
        let result = try rows("SELECT repeat('\(character)', \(count))")
        if fits {
            try append(result, to: workbook)
            #expect(try sheets(workbook)[0].values == [String(repeating: character, count: count)])
        } else {
            #expect(throws: ExportFailure.self) { try append(result, to: workbook) }
        }
    }

    /// Neither names nor open files.
    @Test(arguments: [true, false])
    func nothingIsLeftOfAWorkbook(isFinished: Bool) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gateway-sheets-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func files() throws -> Int { try OpenFiles.count(of: getpid(), in: folder) }
        var workbook: Workbook? = try Workbook(Self.table("list", type: Self.int8), in: folder, rowsOfASheet: 4)
        if let workbook { try append(rows("SELECT n::int8 FROM generate_series(1, 8) n"), to: workbook) }
        #expect(try files() >= 4)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        if isFinished { try workbook?.finish { _ in true } }
        workbook = nil
        #expect(try files() == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }
}

/// Files that a process has open (proc(5)).
enum OpenFiles {
    /// How many of them lie in a folder, or did before they lost their names.
    static func count(of process: pid_t, in folder: String) throws -> Int {
        let descriptors = "/proc/\(process)/fd"
        let files = FileManager.default
        return try files.contentsOfDirectory(atPath: descriptors).count { descriptor in
            // One may be closed meanwhile.
            (try? files.destinationOfSymbolicLink(atPath: "\(descriptors)/\(descriptor)"))?.hasPrefix(folder + "/")
                == true
        }
    }
}
