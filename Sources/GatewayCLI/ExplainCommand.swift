import Accounts
import ArgumentParser
import Check
import Foundation
import Gateway
import GraphQL
import Planning
import Postgres

/// Shows what an operation would do, and does nothing.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show the statements of a query, PostgreSQL's plans of them, and who may see which field.",
        discussion: """
            Plans the query as the gateway would for a caller with these roles, and asks PostgreSQL how it would run each \
            statement. Nothing is run. Without --role, the caller is not signed in.

            EXAMPLES:
              gateway explain --document queries/orders.graphql --role REPORT_VIEWER
              gateway explain --document orders.graphql --role ACCOUNT_VIEWER --variables '{"first": 10}'

            \(SettingsOptions.help([.database]))
            """
    )

    @Option(help: "The file with the query.")
    var document: String

    @Option(parsing: .upToNextOption, help: "Roles of the caller; what any of them grants, holds.")
    var role: [String] = []

    @Option(help: "A JSON object with values for the query's variables.")
    var variables: String?

    @Option(help: "Which of the document's operations.")
    var operationName: String?

    @OptionGroup var options: SettingsOptions

    func run() throws {
        let settings = try options.read()
        try Terminal.untilInterrupted {
            let database = try OpenDatabase.open(settings)
            defer { database.close() }
            // An operator's database is looked at and no more; a private one may be new.
            if database.server != nil { try database.migrate(settings) }
            let catalog = try Catalog.load(
                schema: settings.schemaFolder,
                connection: try Connection(
                    PostgresConfiguration(
                        connectionString: database.connectionString,
                        schema: settings.databaseSchema,
                        role: DatabaseRole.queries
                    )
                )
            )
            do {
                let explanation = try OperationExplanation.explain(
                    try checked(catalog.schema, settings),
                    operationName: operationName,
                    variables: try variables.map { try JSONReader.value(of: $0) },
                    roles: role.isEmpty ? [Permissions.anonymousRole] : role,
                    catalog: catalog,
                    limits: settings.rowLimits,
                    connection: try Connection(database.ownerConfiguration(settings))
                )
                print(explanation.text, terminator: "")
            } catch let errors as ErrorList {
                throw fault(errors.errors)
            } catch let error as GraphQLError {
                throw fault([error])
            } catch let error as JSONError {
                throw fault([error.graphQLError("--variables")])
            }
        }
    }

    /// The document, validated like that of a request.
    private func checked(_ schema: Schema, _ settings: Settings) throws -> AST.Document {
        guard let data = FileManager.default.contents(atPath: document) else {
            throw ValidationError("\(document) cannot be read.")
        }
        let parsed = try Parser.parseDocument(String(decoding: data, as: UTF8.self), limits: settings.parser)
        let errors = Validator.validate(parsed, schema: schema, limits: settings.operation)
        if !errors.isEmpty { throw ErrorList(errors) }
        return parsed
    }

    private func fault(_ errors: [GraphQLError]) -> ExitCode {
        FileHandle.standardError.write(Data(CheckReport(errors: errors, names: [document]).text.utf8))
        return .failure
    }
}
