package import Accounts
import Foundation
import GraphQL

/// `signIn(email:password:)`: begins a session.
package struct SignInCommand: Command {
    package static let name = "signIn"
    package static let changesCaller = true

    private let signIn: SignIn
    private let refusalPause: Duration

    /// - Parameter refusalPause: how long a refusal takes at least, longer than a password is verified on a quiet machine.
    package init(_ signIn: SignIn, refusalPause: Duration) {
        self.signIn = signIn
        self.refusalPause = refusalPause
    }

    package func pause(before outcome: Result<CommandResult, CommandFailure>) -> Duration {
        // Who is let in is known to be known.
        if case .success = outcome { return .zero }
        // On a machine with too much to do a hash takes longer; then all refusals do.
        return max(refusalPause, min(signIn.recentMaximum * 2, SignInCommand.longestPause))
    }

    private static let longestPause = Duration.seconds(10)

    package func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        try call.performForAnyone { () throws(AccountError) in
            CommandResult(
                try signIn.run(
                    call.request,
                    email: call.arguments.text("email"),
                    password: call.arguments.text("password"),
                    in: call.connection
                )
            )
        }
    }
}

/// `signOut`: ends the session that the request was sent with.
package struct SignOutCommand: Command {
    package static let name = "signOut"
    package static let changesCaller = true

    package init() {}

    package func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        var result = CommandResult(values: ["ended": .boolean(false)])
        result.endsSession = true
        guard call.tokenHash != nil else { return result }
        return try call.perform(scripts: true) { work throws(AccountError) in
            result.values["ended"] = .boolean(try SignOut().run(&work))
            return result
        }
    }
}

extension CommandResult {
    /// A session that has begun.
    init(_ session: SignedIn) {
        self.init(
            values: [
                "token": .string(session.token.text), "expiresAt": .string(session.expiresAt.formatted(.iso8601)),
            ],
            rows: ["viewer": [session.userID]]
        )
        begunSession = session.token.hash
    }
}
