package import Accounts
import Foundation
import GraphQL

/// `signIn(email:password:)`: begins a session.
package struct SignInCommand: Command {
    package static let name = "signIn"

    private let signIn: SignIn

    package init(_ signIn: SignIn) {
        self.signIn = signIn
    }

    package func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        do throws(AccountError) {
            let session = try signIn.run(
                email: call.text("email"),
                password: call.text("password"),
                remoteAddress: call.remoteAddress,
                in: call.connection.connection
            )
            var result = CommandResult()
            result.values["token"] = .string(session.token.text)
            result.values["expiresAt"] = .string(session.expiresAt.formatted(.iso8601))
            result.rows["viewer"] = [session.userID]
            result.begunSession = session.token.hash
            return result
        } catch {
            throw CommandFailure(error)
        }
    }
}

/// `signOut`: ends the session that the request was sent with.
package struct SignOutCommand: Command {
    package static let name = "signOut"

    package init() {}

    package func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        var result = CommandResult()
        result.endsSession = true
        result.values["ended"] = .boolean(false)
        guard let tokenHash = call.tokenHash else { return result }
        do throws(AccountError) {
            let ended = try SignOut().run(tokenHash: tokenHash, in: call.connection.connection)
            result.values["ended"] = .boolean(ended)
        } catch {
            throw CommandFailure(error)
        }
        return result
    }
}

extension CommandFailure {
    init(_ error: AccountError) {
        switch error {
        case .database(let error): self = .database(error)
        case .invalidCredentials: self = .refused(GraphQLError(error.message, code: .unauthenticated))
        case .throttled(let seconds):
            self = .refused(
                GraphQLError(
                    error.message,
                    code: .limitExceeded,
                    details: [JSONMember("retryAfterSeconds", .integer(Int64(seconds)))]
                )
            )
        }
    }
}
