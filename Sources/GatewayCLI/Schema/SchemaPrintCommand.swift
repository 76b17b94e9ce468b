import ArgumentParser
import Bytes
import Foundation
import GraphQL

/// Prints the expanded schema.
struct SchemaPrintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Print the schema as callers see it.",
        discussion: """
            Connections and their arguments are written out, and the gateway's own directives are left out. Needs no \
            database. As JSON it is the result of the usual introspection query, for code generators.

            EXAMPLES:
              gateway schema > schema.graphql
              gateway schema --format json > schema.json
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case sdl
        case json
    }

    @Option(parsing: .upToNextOption, help: "Files, or folders of .graphql files, of one schema.")
    var schema: [String] = ["Schema"]

    @Option(help: "sdl or json.")
    var format: Format = .sdl

    func run() throws {
        let schema = try LoadedSchema.load(schema)
        switch format {
        case .sdl: FileHandle.standardOutput.write(Data(schema.sdl.utf8))
        case .json:
            var buffer = ByteBuffer(capacity: 64 << 10)
            schema.appendIntrospection(to: &buffer)
            buffer.append("\n")
            FileHandle.standardOutput.write(Data(buffer.readable))
        }
    }
}
