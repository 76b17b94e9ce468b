import ArgumentParser
import Foundation
import GraphQL
import GraphQLOverHTTP
import HTTP
import Mock

/// Serves any schema from values that are always the same, for work without a database.
struct MockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mock",
        abstract: "Serve any schema without a database, from values that are always the same.",
        discussion: """
            Int is 2, Float 3.14, String "str", Boolean true, ID "id", any other scalar "str", an enum its first value, a \
            list two items, a union its first member by name, an interface its last implementing object type by name; \
            nothing is null. Values of your own come from a JSON file, by type and field:

              { "Agreement": { "number": "4100001" }, "DateTime": "2026-11-24T10:00:00Z", "Node": "Agreement" }

            With --lines, each line of standard input is a JSON object {"schema", "document", "variables", \
            "operationName"}, and is answered by a line with the GraphQL response.

            EXAMPLES:
              gateway mock --schema Schema
              gateway mock --schema schema.graphql --values values.json --listen 127.0.0.1:4000
              gateway mock --lines < cases.jsonl
            """
    )

    @Option(parsing: .upToNextOption, help: "Files, or folders of .graphql files, of one schema.")
    var schema: [String] = []

    @Option(help: "A JSON file with values of your own.")
    var values: String?

    @Option(help: "Where to listen: host:port, or unix:/path.")
    var listen = "127.0.0.1:4000"

    @Option(help: "Which status codes: audit or draft-2026.")
    var statusCodes: StatusPolicy = .audit

    @Option(parsing: .upToNextOption, help: "Exact origins whose pages may call, such as http://localhost:5173.")
    var corsOrigins: [String] = []

    @Flag(help: "Answer JSON objects, one a line, on standard input.")
    var lines = false

    @OptionGroup var limits: OperationLimitOptions

    func validate() throws {
        if lines, !schema.isEmpty || values != nil {
            throw ValidationError("With --lines, schemas come on standard input, and values are the built-in ones.")
        }
        if !lines, schema.isEmpty { throw ValidationError("Name the schema with --schema, or give --lines.") }
    }

    func run() throws {
        if lines {
            var bounds = MockLimits.bench
            bounds.operation = limits.limits(bounds.operation)
            return try LineLoop.run { [bounds] in MockLines(limits: bounds) }
        }
        guard let address = ListenAddress(listen) else {
            throw ValidationError("--listen takes host:port or unix:/path.")
        }
        let schema = try LoadedSchema.load(schema)
        var bounds = MockLimits.server
        bounds.operation = limits.limits(bounds.operation)
        let execution = MockExecution(schema: schema, own: try ownValues(schema), limits: bounds)
        // Threads that start from here inherit this, so the signals wait for the one that takes them.
        let signals = EndSignals()
        let server = try MockServer(
            execution,
            at: address,
            statuses: statusCodes,
            crossOrigin: CrossOrigin(origins: corsOrigins)
        )
        FileHandle.standardOutput.write(Data("The mock serves GraphQL at \(server.address)/graphql\n".utf8))
        signals.wait()
        server.stop()
    }

    private func ownValues(_ schema: Schema) throws -> OwnValues {
        guard let values else { return OwnValues() }
        guard let data = FileManager.default.contents(atPath: values) else {
            throw ValidationError("\(values) cannot be read.")
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONReader.value(of: String(decoding: data, as: UTF8.self))
        } catch {
            throw ValidationError(error.graphQLError(values).message)
        }
        do throws(ErrorList) {
            return try OwnValues(json, schema: schema)
        } catch {
            throw ValidationError(error.errors.map(\.message).joined(separator: "\n"))
        }
    }
}

extension StatusPolicy: ExpressibleByArgument {}
