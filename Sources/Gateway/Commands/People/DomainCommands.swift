import Accounts
import GraphQL

/// `addDomain(name:)`
struct AddDomainCommand: Command {
    static let name = "addDomain"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let addition = AddDomain(name: call.arguments.text("name"))
        return try call.perform(showing: "domain", addition.run)
    }
}

/// `verifyDomain(id:)`
struct VerifyDomainCommand: Command {
    static let name = "verifyDomain"
    let resolver: TextResolver

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let verification = VerifyDomain(id: call.key("id", of: "Domain"), resolver: resolver)
        return try call.perform(showing: "domain", verification.run)
    }
}

/// `removeDomain(id:)`
struct RemoveDomainCommand: Command {
    static let name = "removeDomain"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let removal = RemoveDomain(id: call.key("id", of: "Domain"))
        return try call.perform { work throws(AccountError) in
            try removal.run(&work)
            return CommandResult(values: ["removed": .boolean(true)])
        }
    }
}
