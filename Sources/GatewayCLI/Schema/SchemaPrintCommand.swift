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
              gateway schema --coordinate 'Query.agreements(filter:)'
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

    @Option(
        help: """
            Print one element only: Type, Type.member, Type.field(argument:), @directive or @directive(argument:).
            """
    )
    var coordinate: String?

    func validate() throws {
        if coordinate != nil, format == .json { throw ValidationError("One element is printed as SDL, not as JSON.") }
    }

    func run() throws {
        let schema = try LoadedSchema.load(schema)
        if let coordinate { return try print(coordinate, of: schema) }
        switch format {
        case .sdl: FileHandle.standardOutput.write(Data(schema.sdl.utf8))
        case .json:
            var buffer = ByteBuffer(capacity: 64 << 10)
            schema.appendIntrospection(to: &buffer)
            buffer.append("\n")
            FileHandle.standardOutput.write(Data(buffer.readable))
        }
    }

    private func print(_ text: String, of schema: Schema) throws {
        let element: SchemaElement?
        do throws(GraphQLError) {
            element = try schema.element(at: SchemaCoordinate(text))
        } catch {
            throw ValidationError(error.message)
        }
        guard let element else { throw ValidationError("The schema has no `\(text)`.") }
        FileHandle.standardOutput.write(Data(element.sdl.utf8))
    }
}
