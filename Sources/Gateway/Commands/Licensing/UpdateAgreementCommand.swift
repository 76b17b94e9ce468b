import Accounts
import GraphQL

/// `updateAgreement(input:)`
struct UpdateAgreementCommand: Command {
    static let name = "updateAgreement"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let input = call.arguments.object("input")
        let edits = UpdateAgreement.Field.allCases.filter { input.isGiven($0.rawValue) }.map { field in
            UpdateAgreement.Edit(field: field, text: input.optionalText(field.rawValue))
        }
        let update = UpdateAgreement(
            id: input.key("id", of: "Agreement"),
            version: input.integer("version"),
            edits: edits
        )
        return try call.perform(scripts: true, showing: "agreement", update.run)
    }
}
