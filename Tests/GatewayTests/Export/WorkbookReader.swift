import Foundation
import GraphQL
import Testing

/// Reads workbooks as others do: with openpyxl.
enum WorkbookReader {
    /// The sheets by name, each with its rows; a cell is its type and value, or null.
    static func sheets(of workbook: [UInt8]) throws -> JSONValue {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).xlsx")
        try Data(workbook).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let reader = Process()
        reader.executableURL = URL(filePath: PythonServer.python)
        reader.arguments = [SampleDatabase.root + "/Scripts/readers/workbook.py", file.path]
        let output = Pipe()
        reader.standardOutput = output
        try reader.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        reader.waitUntilExit()
        try #require(reader.terminationStatus == 0)
        return try JSONReader.value(of: text)
    }
}
