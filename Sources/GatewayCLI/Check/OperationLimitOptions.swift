import ArgumentParser
import Check
import GraphQL

/// Bounds on operations, as flags.
struct OperationLimitOptions: ParsableArguments {
    @Option(help: "How deep fields may nest.")
    var maximumDepth: Int?

    @Option(help: "How many fields an operation may have at its root.")
    var maximumRootFields: Int?

    @Option(help: "Under how many names one field may be selected in one place.")
    var maximumAliases: Int?

    func validate() throws {
        for (name, value) in [
            ("--maximum-depth", maximumDepth), ("--maximum-root-fields", maximumRootFields),
            ("--maximum-aliases", maximumAliases),
        ] {
            if let value, value < 1 { throw ValidationError("\(name) takes a number from 1.") }
        }
        if let maximumDepth, maximumDepth > OperationLimits.none.depth {
            throw ValidationError("--maximum-depth takes a number up to \(OperationLimits.none.depth).")
        }
    }

    /// The bounds that were given, and `defaults` for the others.
    func limits(_ defaults: OperationLimits) -> OperationLimits {
        OperationLimits(
            depth: maximumDepth ?? defaults.depth,
            rootFields: maximumRootFields ?? defaults.rootFields,
            aliases: maximumAliases ?? defaults.aliases
        )
    }
}
