import Accounts
import ArgumentParser
import Gateway
import Postgres

/// Invites the first person of the operator's organization, or of a partner's.
struct InviteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Invite the operator, or the first person of a partner.",
        discussion: """
            Makes an organization for them and writes the invitation's mail into the outbox; "gateway serve" sends it. \
            Everybody else is invited by the people inside: customers by registering an agreement, colleagues by \
            administrators. As long as nobody has come, it may be done again: the link before is dead then.

            EXAMPLES:
              gateway invite --operator --email ops@licensing.example --first-name Grace --last-name Hopper
              gateway invite --partner P-1001 --email desk@reseller.example --first-name Alan --last-name Turing \
                --language de

            \(SettingsOptions.help([.database, .people]))
            """
    )

    @Flag(name: .customLong("operator"), help: "The person runs the gateway: registers agreements.")
    var isOperator = false

    @Option(help: "The person works for the partner with this number.")
    var partner: String?

    @Option(help: "The mail's language.")
    var language = "en"

    @Option(help: "The person's work address.")
    var email: String

    @Option(help: "The person's first name.")
    var firstName: String

    @Option(help: "The person's last name.")
    var lastName: String

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        if isOperator == (partner != nil) { throw ValidationError("Give either --operator or --partner.") }
    }

    func run() throws {
        let settings = try options.read()
        try Terminal.untilInterrupted {
            let database = try OpenDatabase.open(settings)
            defer { database.close() }
            try database.migrate(settings)
            var configuration = database.ownerConfiguration(settings)
            configuration.role = DatabaseRole.commands
            let invitation = InviteInsider(
                partner.map { .partner($0) } ?? .operator,
                organizationName: partner.map { "Partner \($0)" } ?? "Operator",
                person: DesignatedAdministrator(
                    email: email,
                    firstName: firstName,
                    lastName: lastName,
                    preferredLanguage: language
                ),
                outbox: try settings.outbox()
            )
            do throws(AccountError) {
                try invitation.run(in: try Connection.make(configuration))
            } catch {
                throw ValidationError(error.message)
            }
            print("The mail to \(email) is in the outbox; a gateway that serves sends it.")
        }
    }
}

extension Connection {
    fileprivate static func make(_ configuration: PostgresConfiguration) throws(AccountError) -> Connection {
        do throws(PostgresError) { return try Connection(configuration) } catch { throw .database(error) }
    }
}
