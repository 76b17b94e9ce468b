import Accounts
import GraphQL

/// `registerAgreement(input:)`
struct RegisterAgreementCommand: Command {
    static let name = "registerAgreement"
    let outbox: Outbox

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let input = call.arguments.object("input")
        let draft = RegisterAgreement.Draft(
            number: input.text("number"),
            title: input.text("title"),
            signedOn: input.text("signedOn"),
            startsOn: input.text("startsOn"),
            endsOn: input.text("endsOn"),
            organizationName: input.text("organizationName"),
            country: input.text("country"),
            accountNumber: input.text("purchasingAccountNumber"),
            accountName: input.text("purchasingAccountName"),
            currency: input.text("currency"),
            partnerNumber: input.optionalText("partnerNumber"),
            administrator: DesignatedAdministrator(input.object("administrator")),
            existing: RegisterAgreement.ExistingCustomer(rawValue: input.text("existingCustomer")) ?? .ask
        )
        return try call.perform { work throws(AccountError) in
            try RegisterAgreement(draft, outbox: outbox).run(&work)
            return CommandResult(values: ["number": .string(draft.number)])
        }
    }
}

/// `resendFirstInvitation(agreementId:)`
struct ResendFirstInvitationCommand: Command {
    static let name = "resendFirstInvitation"
    let outbox: Outbox

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let resend = ResendFirstInvitation(key: call.partnerAgreement, outbox: outbox)
        return try call.perform { work throws(AccountError) in CommandResult(try resend.run(&work)) }
    }
}

/// `changeDesignatedAdministrator(agreementId:administrator:)`
struct ChangeDesignatedAdministratorCommand: Command {
    static let name = "changeDesignatedAdministrator"
    let outbox: Outbox

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let change = ChangeDesignatedAdministrator(
            key: call.partnerAgreement,
            administrator: DesignatedAdministrator(call.arguments.object("administrator")),
            outbox: outbox
        )
        return try call.perform { work throws(AccountError) in CommandResult(try change.run(&work)) }
    }
}

extension CommandCall {
    fileprivate var partnerAgreement: PartnerAgreementKey? {
        arguments.keys("agreementId", of: "PartnerAgreement", count: 2).map {
            PartnerAgreementKey(customerID: $0[0], agreementID: $0[1])
        }
    }
}

extension CommandResult {
    fileprivate init(_ key: PartnerAgreementKey) {
        self.init(rows: ["agreement": [key.customerID, key.agreementID]])
    }
}

extension DesignatedAdministrator {
    init(_ input: CommandInput) {
        self.init(
            email: input.text("email"),
            firstName: input.text("firstName"),
            lastName: input.text("lastName"),
            preferredLanguage: input.text("preferredLanguage")
        )
    }
}
