import Foundation
import Testing

/// The built program, run as a person would.
struct Program {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The program lies beside the tests' own file, which is loaded into this process.
    static func path() throws -> String {
        let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        let line = try #require(maps.split(separator: "\n").first { $0.hasSuffix(".xctest") })
        let tests = String(line[try #require(line.firstIndex(of: "/"))...])
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "gateway").path
    }

    static func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String? = nil
    ) throws -> (process: Process, output: Pipe, errors: Pipe) {
        let process = Process()
        process.executableURL = URL(filePath: try path())
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.currentDirectoryURL = URL(filePath: folder ?? repository)
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        return (process, output, errors)
    }

    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String? = nil
    ) throws -> Outcome {
        let (process, output, errors) = try start(arguments, environment: environment, folder: folder)
        // What these commands write to the error output fits into a pipe, so one after the other does not hang.
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let errorText = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: errorText, as: UTF8.self)
        )
    }

    static let repository = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path
}
