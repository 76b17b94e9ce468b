import Accounts
import GraphQL

/// `changePassword(currentPassword:newPassword:newPasswordConfirmation:)`
struct ChangePasswordCommand: Command {
    static let name = "changePassword"
    let hasher: PasswordHasher
    let throttle: SignInThrottle

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let change = ChangePassword(
            current: call.arguments.text("currentPassword"),
            new: call.arguments.text("newPassword"),
            confirmation: call.arguments.text("newPasswordConfirmation"),
            hasher: hasher,
            throttle: throttle
        )
        return try call.performForAnyone { () throws(AccountError) in
            CommandResult(rows: ["viewer": [try change.run(call.request, runner: call.runner, in: call.connection)]])
        }
    }
}

/// `requestPasswordReset(email:)`
struct RequestPasswordResetCommand: Command {
    static let name = "requestPasswordReset"
    let throttle: SignInThrottle
    let pause: Duration

    func pause(before outcome: Result<CommandResult, CommandFailure>) -> Duration { pause }

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        try call.performForAnyone { () throws(AccountError) in
            let request = MailRequest(
                address: call.arguments.text("email"),
                subject: .passwordReset,
                throttle: throttle
            )
            try request.run(call.request, runner: call.runner, in: call.connection)
            return CommandResult(
                values: [
                    "message": .string(
                        "If this address signs in here, a mail with a link is on its way. Look into your spam folder too."
                    )
                ]
            )
        }
    }
}

/// `resetPassword(token:password:passwordConfirmation:)`
struct ResetPasswordCommand: Command {
    static let name = "resetPassword"
    let hasher: PasswordHasher

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        try call.performForAnyone { () throws(AccountError) in
            let reset = ResetPassword(
                token: call.arguments.text("token"),
                password: call.arguments.text("password"),
                confirmation: call.arguments.text("passwordConfirmation"),
                hasher: hasher
            )
            try reset.run(call.request, runner: call.runner, in: call.connection)
            return CommandResult(values: ["changed": .boolean(true)])
        }
    }
}
