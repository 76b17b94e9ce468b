package import Accounts
import Foundation
package import Planning

/// The commands that mutations can run, by name.
package struct CommandRegistry: Sendable {
    private let commands: [String: any Command]

    /// - Parameter commands: each has another name.
    package init(_ commands: [any Command]) {
        self.commands = Dictionary(uniqueKeysWithValues: commands.map { (type(of: $0).name, $0) })
    }

    /// Every command that the gateway has.
    ///
    /// - Parameter hasher: shared by all, so that its limit on hashes at once holds for all.
    package static func standard(_ settings: Settings, hasher: PasswordHasher = PasswordHasher()) -> CommandRegistry {
        CommandRegistry([
            SignInCommand(SignIn(hasher: hasher, lifetime: TimeInterval(settings.sessionLifetime))), SignOutCommand(),
        ])
    }

    /// The registry with some more; one of the same name takes the other's place.
    package func adding(_ more: [any Command]) -> CommandRegistry {
        var all = commands
        for command in more { all[type(of: command).name] = command }
        return CommandRegistry(Array(all.values))
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
