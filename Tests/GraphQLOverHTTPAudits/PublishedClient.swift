import Foundation

/// A client library that others publish, in a virtual environment of its own (`Scripts/clients/prepare`).
package enum PublishedClient: String, Sendable, CaseIterable {
    case gql
    case sgqlc
    case ariadneCodegen = "ariadne-codegen"

    /// Whether all environments were made.
    package static var arePrepared: Bool {
        allCases.allSatisfy { FileManager.default.isExecutableFile(atPath: $0.python) }
    }

    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path

    private var python: String { "\(PublishedClient.root)/.venv-clients/\(rawValue)/bin/python3" }

    /// Introspects a server of the repository's schema, generates code, and runs queries, for twenty minutes at most.
    ///
    /// - Returns: the script's status, 0 if all went well, and what it said.
    package func run(against url: String, token: String? = nil) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments =
            ["1200", python, "\(PublishedClient.root)/Scripts/clients/\(rawValue).py", url] + (token.map { [$0] } ?? [])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
