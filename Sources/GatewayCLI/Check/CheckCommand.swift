import ArgumentParser
import Bytes
import Check
import Foundation
import GraphQL

/// Checks schemas and documents, for developers and their CI.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check schemas, and documents against them.",
        discussion: """
            Takes any standard SDL; several files are one schema. Every error is reported, as \
            "file:line:column: message [rule]" or as JSON, and the exit status is 1 if there is any. Without \
            --schema, documents are only parsed.

            With --lines, each line of standard input is a JSON object {"schema", "document", "variables", \
            "operationName"}, of which "schema" or "document" may be missing, and is answered by a line \
            {"errors": [{"message", "locations": [{"line", "column"}], "rule"}]}.

            EXAMPLES:
              gateway check --schema Schema
              gateway check --schema Schema --document queries/orders.graphql --format json
              gateway check --lines < cases.jsonl
              gateway check --rules
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Option(parsing: .upToNextOption, help: "Files, or folders of .graphql files, of one schema.")
    var schema: [String] = []

    @Option(parsing: .upToNextOption, help: "Files, or folders of .graphql files; each file is a document.")
    var document: [String] = []

    @Option(help: "A JSON object with values for the operations' variables; they are checked too.")
    var variables: String?

    @Option(help: "The operation that the variables are for. Without it: every operation.")
    var operationName: String?

    @Option(help: "How errors are written: text or json.")
    var format: Format = .text

    @Flag(help: "Answer JSON objects, one a line, on standard input.")
    var lines = false

    @Flag(help: "List the rules: what each demands, and where the specification says so.")
    var rules = false

    @OptionGroup var limits: OperationLimitOptions

    func validate() throws {
        if lines, !schema.isEmpty || !document.isEmpty {
            throw ValidationError("With --lines, schemas and documents come on standard input.")
        }
        if !lines, !rules, schema.isEmpty, document.isEmpty {
            throw ValidationError("Say what to check: --schema, --document, or --lines.")
        }
    }

    func run() throws {
        if rules {
            for rule in Rule.allCases { print(Self.line(of: rule)) }
            return
        }
        let bounds = limits.limits(.none)
        if lines { return try LineLoop.run { CheckLines(limits: bounds) } }
        let report = SchemaCheck(
            schema: try SourceFiles.read(schema),
            documents: try SourceFiles.read(document),
            variables: try variables.map(Self.object),
            operationName: operationName,
            limits: bounds,
            completion: LoadedSchema.completion
        ).run()
        switch format {
        case .text: FileHandle.standardOutput.write(Data(report.text.utf8))
        case .json:
            var buffer = ByteBuffer()
            report.append(to: &buffer)
            buffer.append("\n")
            FileHandle.standardOutput.write(Data(buffer.readable))
        }
        if !report.errors.isEmpty { throw ExitCode.failure }
    }

    private static func line(of rule: Rule) -> String {
        guard let link = rule.link else { return "\(rule): \(rule.summary)" }
        return "\(rule): \(rule.summary) Section \(rule.section), \(link)"
    }

    private static func object(_ text: String) throws -> JSONValue {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.value(of: text)
        } catch {
            throw ValidationError(error.graphQLError("--variables").message)
        }
        guard case .object = value else { throw ValidationError("--variables takes a JSON object.") }
        return value
    }
}
