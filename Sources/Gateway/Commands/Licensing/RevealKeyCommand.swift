import Accounts
import GraphQL

/// `revealKey(id:)`
struct RevealKeyCommand: Command {
    static let name = "revealKey"
    let seal: Seal

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let reveal = RevealKey(id: call.key("id", of: "LicenseKey"), seal: seal)
        return try call.perform(scripts: true) { work throws(AccountError) in
            let revealed = try reveal.run(&work)
            return CommandResult(values: ["key": .string(revealed.key)], rows: ["licenseKey": [revealed.id]])
        }
    }
}
