import ArgumentParser

/// Works on schemas as callers see them.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a schema as callers see it, or say what changed between two.",
        subcommands: [SchemaPrintCommand.self, SchemaDiffCommand.self],
        defaultSubcommand: SchemaPrintCommand.self
    )
}
