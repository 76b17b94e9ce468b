import Accounts
import GraphQL

/// `provisionOnlineService(input:)`
struct ProvisionOnlineServiceCommand: Command {
    static let name = "provisionOnlineService"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let input = call.arguments.object("input")
        let provision = ProvisionOnlineService(
            agreement: input.key("agreementId", of: "Agreement"),
            product: input.key("productId", of: "Product"),
            domain: input.text("domain"),
            seats: input.integer("seats")
        )
        return try call.perform(scripts: true, showing: "onlineService", provision.run)
    }
}

/// `changeSeats(input:)`
struct ChangeSeatsCommand: Command {
    static let name = "changeSeats"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let input = call.arguments.object("input")
        let change = ChangeOnlineService(
            id: input.key("id", of: "OnlineService"),
            version: input.integer("version"),
            change: .seats(input.integer("seats"))
        )
        return try call.perform(scripts: true, showing: "onlineService", change.run)
    }
}

/// `suspendOnlineService(id:version:)`
struct SuspendOnlineServiceCommand: Command {
    static let name = "suspendOnlineService"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let change = ChangeOnlineService(
            id: call.key("id", of: "OnlineService"),
            version: call.arguments.integer("version"),
            change: .suspend
        )
        return try call.perform(scripts: true, showing: "onlineService", change.run)
    }
}

/// `resumeOnlineService(id:version:seats:)`
struct ResumeOnlineServiceCommand: Command {
    static let name = "resumeOnlineService"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let change = ChangeOnlineService(
            id: call.key("id", of: "OnlineService"),
            version: call.arguments.integer("version"),
            change: .resume(seats: call.arguments.has("seats") ? call.arguments.integer("seats") : nil)
        )
        return try call.perform(scripts: true, showing: "onlineService", change.run)
    }
}
