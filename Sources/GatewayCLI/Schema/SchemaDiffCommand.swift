import ArgumentParser
import Bytes
import Foundation
import GraphQL

/// Compares two schemas.
struct SchemaDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "List breaking, dangerous and safe changes between two schemas.",
        discussion: """
            The exit status is 1 if there is a breaking change. Each schema is a file, or a folder of .graphql files.

            EXAMPLES:
              gateway schema diff published.graphql Schema
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Argument(help: "The schema that clients know.")
    var old: String

    @Argument(help: "The schema that is to replace it.")
    var new: String

    @Option(help: "text or json.")
    var format: Format = .text

    func run() throws {
        let changes = SchemaComparison.changes(
            from: try LoadedSchema.load([old]),
            to: try LoadedSchema.load([new])
        )
        var buffer = ByteBuffer()
        switch format {
        case .text:
            for change in changes { buffer.append("\(change.severity.rawValue): \(change.message) [\(change.kind)]\n") }
            if changes.isEmpty { buffer.append("No changes.\n") }
        case .json:
            buffer.appendJSON(.object([JSONMember("changes", .array(changes.map(\.json)))]))
            buffer.append("\n")
        }
        FileHandle.standardOutput.write(Data(buffer.readable))
        if changes.contains(where: { $0.severity == .breaking }) { throw ExitCode.failure }
    }
}

extension SchemaChange {
    fileprivate var json: JSONValue {
        .object([
            JSONMember("severity", .string(severity.rawValue)), JSONMember("kind", .string(kind)),
            JSONMember("coordinate", .string(coordinate)), JSONMember("message", .string(message)),
        ])
    }
}
