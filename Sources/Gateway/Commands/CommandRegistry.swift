import Accounts
package import Planning

/// The commands that mutations can run, by name.
package struct CommandRegistry: Sendable {
    private var commands: [String: any Command]
    /// Sends the mail that the commands cause; `nil`: nobody here does.
    var mail: MailWorker?
    /// How files are had; `nil`: none are.
    var downloads: DownloadLinks?
    /// Keeps answers that are given again; `nil`: none is.
    var idempotency: IdempotencyKeys?

    /// - Parameter commands: each has another name.
    package init(_ commands: [any Command]) {
        self.commands = Dictionary(uniqueKeysWithValues: commands.map { (type(of: $0).name, $0) })
    }

    /// The registry with some more; one of the same name takes the other's place.
    package func adding(_ more: [any Command]) -> CommandRegistry {
        var registry = self
        for command in more { registry.commands[type(of: command).name] = command }
        return registry
    }

    func command(_ name: String) -> (any Command)? { commands[name] }

    /// Faults of a schema whose mutations have no command here.
    package func check(_ catalog: Catalog) throws(StartupError) {
        let missing = catalog.commands.filter { commands[$0] == nil }
        guard missing.isEmpty else {
            throw StartupError(
                "The schema's Mutation needs commands that this gateway does not have: \(missing.joined(separator: ", ")). "
                    + "It has \(commands.keys.sorted().joined(separator: ", ")). Mend the field's name, or name one with "
                    + "@command(name:)."
            )
        }
    }
}
