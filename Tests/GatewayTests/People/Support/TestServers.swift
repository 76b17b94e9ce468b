import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport

/// A program in Python that serves on loopback until it is let go: the real mail server and the real DNS server.
final class PythonServer {
    let port: Int
    private let process = Process()
    private let input = Pipe()

    static var python: String { SampleDatabase.root + "/.venv-servers/bin/python3" }

    /// - Parameter script: in `Scripts/servers`.
    init(_ script: String, _ arguments: [String]) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: Self.python)
        process.arguments = [SampleDatabase.root + "/Scripts/servers/" + script] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw UnexpectedAnswer(description: "\(script) says \(line); has Scripts/test made .venv-servers?")
        }
        self.port = port
    }

    deinit {
        // The end of its input is the end of the server.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
