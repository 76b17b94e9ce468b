import ArgumentParser

/// What an operator does about licence keys.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Look after the keys that licence keys are sealed with.",
        subcommands: [KeysRotateCommand.self]
    )
}
