import ArgumentParser

/// The program. Each subcommand is a file of its own.
@main
struct GatewayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "A GraphQL gateway for volume licensing, over PostgreSQL.",
        discussion: """
            Every subcommand takes its settings from flags, else from the environment, else from a JSON file \
            (--config, or gateway.json in the current folder). "gateway settings" lists them all.

            Without --database or DATABASE_URL, a private PostgreSQL is made in the folder .gateway, started, and \
            stopped again at the end. With one, only our own PostgreSQL schema in it is touched.

            EXAMPLES:
              gateway serve --sample     Serve, with sample data to try it with.
              gateway migrate            Make the tables, or bring them up to date.
              gateway migrate --status   What has been applied, and when.
              gateway import orders F    Import a CSV file.
              gateway keys rotate        Seal all licence keys anew, with a new key.
              gateway sample             Load people and agreements to try it with.
              gateway settings           All settings, and what holds here.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, CheckCommand.self, ExplainCommand.self, ExportTemplateCommand.self, ImportCommand.self,
            InviteCommand.self, KeysCommand.self, MigrateCommand.self, MockCommand.self, SampleCommand.self,
            SchemaCommand.self, SettingsCommand.self,
        ]
    )
}
