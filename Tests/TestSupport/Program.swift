package import Foundation
import Synchronization

/// The built program, run as a person would.
package struct Program {
    package struct Outcome {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    /// Why the program is not there, or is not up.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The program lies beside the tests' own file, which is loaded into this process.
    package static func path() throws -> String {
        let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        guard let line = maps.split(separator: "\n").first(where: { $0.hasSuffix(".xctest") }),
            let start = line.firstIndex(of: "/")
        else { throw Failure(description: "the tests' own file is not loaded") }
        return URL(filePath: String(line[start...])).deletingLastPathComponent().appending(path: "gateway").path
    }

    package static func start(
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

    package static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String? = nil
    ) throws -> Outcome {
        let (process, output, errors) = try start(arguments, environment: environment, folder: folder)
        // What these commands write to the error output fits into a pipe, so one after the other does not hang.
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let errorText = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // The sample people's password is said to whoever loads them.
        if !arguments.contains("sample") { SecretSweep.log(String(decoding: text + errorText, as: UTF8.self)) }
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: errorText, as: UTF8.self)
        )
    }

    package static let repository = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path
}

/// `gateway serve` as a process of its own, on a port of this machine.
///
///     let other = try ServingProgram(database)
///     let http = try HTTPClient(port: other.port)
///
/// Ends with its last reference.
package final class ServingProgram {
    package let port: UInt16
    package let process: Process
    /// What the program has written so far, greeting and log.
    package var log: String { written.text.withLock { $0 } }
    private let written: Written

    /// Starts it and waits until it is ready.
    ///
    /// - Parameter arguments: further flags of `serve`.
    package init(
        _ database: TestDatabase,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        let started = try Program.start(
            ["serve", "--database", database.connectionString, "--listen", "127.0.0.1:0"] + arguments,
            environment: environment
        )
        process = started.process
        let written = Written()
        self.written = written
        for pipe in [started.output, started.errors] {
            let file = pipe.fileHandleForReading
            Thread.detachNewThread {
                while true {
                    let data = file.availableData
                    if data.isEmpty { return }
                    let text = String(decoding: data, as: UTF8.self)
                    written.text.withLock { $0 += text }
                    SecretSweep.log(text)
                }
            }
        }
        port = try ServingProgram.port(of: started.process, written)
    }

    deinit {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    private static func port(of process: Process, _ written: Written) throws -> UInt16 {
        for _ in 0..<30_000 {
            let lines = written.text.withLock { $0 }.split(separator: "\n")
            if let ready = lines.first(where: { $0.hasPrefix("Ready: ") && $0.hasSuffix("/graphql") }),
                let port = ready.split(separator: ":").last.flatMap({ UInt16($0.dropLast("/graphql".count)) })
            {
                return port
            }
            if !process.isRunning { break }
            usleep(10_000)
        }
        let text = written.text.withLock { $0 }
        process.terminate()
        throw Program.Failure(description: "the program is not ready: \(text)")
    }

    private final class Written: Sendable {
        let text = Mutex("")
    }
}
