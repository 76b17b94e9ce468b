import Accounts
import Foundation
import GraphQL

/// `createAccessToken(name:permissions:expiresAt:)`
struct CreateAccessTokenCommand: Command {
    static let name = "createAccessToken"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let text = call.arguments.text("expiresAt")
        let plain = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let expiresAt = (try? plain.parse(text)) ?? (try? fractional.parse(text)) else {
            throw .refused(GraphQLError("`expiresAt` is not a time such as 2026-11-24T10:00:00Z.", code: .badUserInput))
        }
        let creation = CreateAccessToken(
            name: call.arguments.text("name"),
            permissions: call.arguments.texts("permissions"),
            expiresAt: expiresAt
        )
        return try call.perform { work throws(AccountError) in
            let (token, id) = try creation.run(&work)
            return CommandResult(values: ["token": .string(token.text)], rows: ["accessToken": [id]])
        }
    }
}

/// `revokeAccessToken(id:)`
struct RevokeAccessTokenCommand: Command {
    static let name = "revokeAccessToken"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let revocation = RevokeAccessToken(id: call.key("id", of: "AccessToken"))
        return try call.perform { work throws(AccountError) in
            try revocation.run(&work)
            return CommandResult(values: ["revoked": .boolean(true)])
        }
    }
}
