import Accounts
import Bytes
import Foundation
import GraphQL
import Planning

/// `inviteUsers(input:)`
struct InviteUsersCommand: Command {
    static let name = "inviteUsers"
    let outbox: Outbox

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let drafts = call.arguments.objects("input").map { InvitationDraft($0) }
        return try call.perform { work throws(AccountError) in
            let outcomes = try InviteUsers(drafts, outbox: outbox).run(&work)
            return CommandResult(values: [
                "results": .array(zip(drafts, outcomes).map { Self.result($0, $1) })
            ])
        }
    }

    private static func result(_ draft: InvitationDraft, _ outcome: InviteUsers.Outcome) -> JSONValue {
        switch outcome {
        case .invited(let id):
            .object([
                JSONMember("email", .string(draft.email)), JSONMember("outcome", .string("INVITED")),
                JSONMember("message", .string("A mail with a link is on its way to \(draft.email).")),
                JSONMember("invitationId", .string(OpaqueKey.text(type: "Invitation", key: [id]))),
            ])
        case .refused(let refusal):
            .object([
                JSONMember("email", .string(draft.email)), JSONMember("outcome", .string(refusal.reason)),
                JSONMember("message", .string(refusal.message)),
            ])
        }
    }
}

extension InvitationDraft {
    init(_ input: CommandInput) {
        self.init(
            email: input.text("email"),
            firstName: input.text("firstName"),
            lastName: input.text("lastName"),
            preferredLanguage: input.text("preferredLanguage"),
            country: input.optionalText("country"),
            roles: input.texts("roles")
        )
    }
}

/// `resendInvitation(id:)`
struct ResendInvitationCommand: Command {
    static let name = "resendInvitation"
    let outbox: Outbox

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let resend = ResendInvitation(id: call.key("id", of: "Invitation"), outbox: outbox)
        return try call.perform(showing: "invitation", resend.run)
    }
}

/// `cancelInvitation(id:)`
struct CancelInvitationCommand: Command {
    static let name = "cancelInvitation"
    let outbox: Outbox

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let cancellation = CancelInvitation(id: call.key("id", of: "Invitation"), outbox: outbox)
        return try call.perform(showing: "invitation", cancellation.run)
    }
}

/// `invitation(token:)`: what a link is for.
struct InvitationCommand: Command {
    static let name = "invitation"
    static let takesSecret = true

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        try call.performForAnyone { () throws(AccountError) in
            let link = try OpenInvitation.find(token: call.arguments.text("token"), in: call.connection)
            var result = CommandResult()
            result.answer = .object([
                JSONMember("email", .string(link.email)), JSONMember("firstName", .string(link.firstName)),
                JSONMember("lastName", .string(link.lastName)),
                JSONMember("organizationName", .string(link.organizationName)),
                JSONMember("invitedBy", link.invitedBy.map { .string($0) } ?? .null),
                JSONMember("expiresAt", .string(link.expiresAt.formatted(.iso8601))),
            ])
            return result
        }
    }
}

/// `acceptInvitation(token:password:passwordConfirmation:firstName:lastName:)`
struct AcceptInvitationCommand: Command {
    static let name = "acceptInvitation"
    static let changesCaller = true
    let hasher: PasswordHasher
    let limits: SessionLimits

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let input = call.arguments
        let acceptance = AcceptInvitation(
            token: input.text("token"),
            password: input.text("password"),
            confirmation: input.text("passwordConfirmation"),
            firstName: input.text("firstName"),
            lastName: input.text("lastName"),
            hasher: hasher,
            limits: limits
        )
        return try call.performForAnyone { () throws(AccountError) in
            CommandResult(try acceptance.run(call.request, runner: call.runner, in: call.connection))
        }
    }
}

/// `requestInvitation(email:agreementNumber:purchasingAccountNumber:)`
struct RequestInvitationCommand: Command {
    static let name = "requestInvitation"
    let throttle: SignInThrottle
    let pause: Duration

    func pause(before outcome: Result<CommandResult, CommandFailure>) -> Duration { pause }

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        try call.performForAnyone { () throws(AccountError) in
            let request = MailRequest(
                address: call.arguments.text("email"),
                subject: .firstInvitation(
                    agreementNumber: call.arguments.text("agreementNumber"),
                    accountNumber: call.arguments.text("purchasingAccountNumber")
                ),
                throttle: throttle
            )
            try request.run(call.request, runner: call.runner, in: call.connection)
            return CommandResult(
                values: [
                    "message": .string(
                        "If the agreement names this address, a mail with a link is on its way. Look into your spam "
                            + "folder too. If none comes, your partner can say who is named."
                    )
                ]
            )
        }
    }
}
