import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// `gateway invite`: how the first person of the operator, or of a partner, comes in.
@Suite struct InviteCommandTests {
    private func invite(_ world: PeopleProcesses, _ arguments: [String]) throws -> Program.Outcome {
        try Program.run(
            ["invite", "--database", world.database.connectionString, "--seal-key", SampleDatabase.sealKey] + arguments
        )
    }

    private static func person(_ email: String, _ firstName: String, _ lastName: String) -> [String] {
        ["--email", email, "--first-name", firstName, "--last-name", lastName]
    }

    private func houses(_ world: PeopleProcesses, kind: String) throws -> Int64 {
        let owner = try Connection(
            PostgresConfiguration(connectionString: world.database.administratorConnectionString)
        )
        return try owner.query("SELECT count(*) FROM gateway.organization WHERE kind = '\(kind)'").int8(0, 0)
    }

    @Test func operatorComesInOnceAndByTheLatestLink() throws {
        let world = try PeopleProcesses()
        let program = try world.start()
        let address = "ops@licensing.example"
        for number in 1...2 {
            let outcome = try invite(
                world,
                ["--operator", "--language", "de"] + Self.person(address, "Grace", "Hopper")
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("The mail to \(address) is in the outbox"))
            _ = try world.mails.mail(to: address, count: number)
        }
        let mails = world.mails.all().sorted { $0.modified < $1.modified }
        #expect(mails.count == 2 && mails.allSatisfy { $0.header("Content-Language") == "de" })
        let grace = try world.anonymous(at: program)
        #expect(
            try grace.accept(try #require(mails[0].token)).errors.first?["extensions"]?["reason"]?.text == "DEAD_LINK"
        )
        let accepted = try grace.accept(try #require(mails[1].token))
        let viewer = accepted.json.at("data.acceptInvitation.viewer")
        #expect(viewer?["roles"]?.json == #"["ACCOUNT_ADMINISTRATOR","OPERATOR"]"#, "\(accepted.http.text)")
        #expect(viewer?["permissions"]?.items.contains(.string("REGISTER_AGREEMENTS")) == true)
        #expect(try houses(world, kind: "OPERATOR") == 1)
        // From here on people inside invite; nobody gets in by the command line.
        let late = try invite(world, ["--operator"] + Self.person("mallory@evil.example", "Mal", "Lory"))
        #expect(late.status != 0)
        #expect(late.errors.contains("has an account administrator already"), "\(late.errors)")
        let audit = try grace.ask("{ auditEvents(first: 9) { nodes { command target } } }")
        #expect(audit.http.text.components(separatedBy: "gateway invite").count == 3, "\(audit.http.text)")
    }

    @Test func partnersPersonSeesThePartnersAgreements() throws {
        let world = try PeopleProcesses()
        let owner = try world.database.connect()
        try owner.execute(
            """
            INSERT INTO partner (id, number, name, country_code) VALUES (9001, 'P-TEST', 'Test Reseller', 'DE');
            BEGIN; SELECT set_config('gateway.organization_id', '1', true);
            UPDATE agreement SET partner_id = 9001 WHERE id = (SELECT min(id) FROM agreement); COMMIT
            """
        )
        let program = try world.start()
        let outcome = try invite(
            world,
            ["--partner", "P-TEST"] + Self.person("desk@reseller.example", "Alan", "Turing")
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let alan = try world.anonymous(at: program)
        let token = try #require(world.mails.mail(to: "desk@reseller.example").token)
        #expect(try alan.accept(token).errors.isEmpty)
        let list = try alan.ask("{ partnerAgreements { totalCount } }")
        #expect(list.json.at("data.partnerAgreements.totalCount")?.integer == 1, "\(list.http.text)")
    }

    private static let alan = person("desk@reseller.example", "Alan", "Turing")

    private static let mistakes: [(arguments: [String], message: String)] = [
        (["--partner", "P-NONE"] + alan, "no partner with this number"),
        (["--operator"] + person("no address", "Alan", "Turing"), "not an address"),
        (["--operator"] + person("desk@b.example", "Alan\r\nBcc: x@y.example", "Turing"), "one line of text"),
        (alan, "either --operator or --partner"),
        (["--operator", "--partner", "P-1"] + alan, "either --operator or --partner"),
        (["--operator", "--email", "desk@b.example"], "Missing expected argument '--first-name"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreSaidAndNothingIsWritten(_ arguments: [String], _ message: String) throws {
        let world = try PeopleProcesses()
        let outcome = try invite(world, arguments)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(try houses(world, kind: "OPERATOR") == 0)
        #expect(try houses(world, kind: "PARTNER") == 0)
    }
}
