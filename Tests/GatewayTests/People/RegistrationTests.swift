import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Agreements that are registered for customers who may be there already, and what partners may change of them.
@Suite struct RegistrationTests {
    private let people: PeopleGateway
    private let operatorClient: GatewayClient
    private let partner: GatewayClient

    init() throws {
        let database = try SampleDatabase.make()
        try database.connect().execute(
            "INSERT INTO partner (id, number, name, country_code) VALUES (9001, 'P-TEST', 'Test Reseller', 'DE')"
        )
        people = try PeopleGateway(database)
        try people.insider(kind: "OPERATOR", role: "OPERATOR", email: "operator@house.example")
        try people.insider(kind: "PARTNER", role: "PARTNER", email: "partner@reseller.example", partner: "9001")
        operatorClient = try people.anonymous()
        try operatorClient.signIn(email: "operator@house.example")
        partner = try people.anonymous()
        try partner.signIn(email: "partner@reseller.example")
    }

    private func register(
        _ number: String,
        customer: String = "Blue Yonder Airlines",
        account: String = "0001234567",
        email: String = "harry@blueyonder.example",
        existing: String? = nil
    ) throws -> Answer {
        try operatorClient.ask(
            """
            mutation { registerAgreement(input: {
              number: "\(number)", title: "Licences", signedOn: "2026-03-01", startsOn: "2026-03-02", endsOn: "2029-03-01",
              organizationName: "\(customer)", country: "DE", purchasingAccountNumber: "\(account)",
              purchasingAccountName: "Main", currency: "EUR", partnerNumber: "P-TEST",
              administrator: {email: "\(email)", firstName: "Harry", lastName: "Berg"}
              \(existing.map { ", existingCustomer: \($0)" } ?? "")
            }) { number } }
            """
        )
    }

    private func reason(_ answer: Answer) -> String? { answer.errors.first?["extensions"]?["reason"]?.text }

    private func partnerAgreement(_ number: String) throws -> String {
        let list = try partner.ask("{ partnerAgreements(first: 100) { nodes { id number } } }")
        let nodes = list.json.at("data.partnerAgreements.nodes")?.items ?? []
        return try #require(nodes.first { $0["number"]?.text == number }?["id"]?.text, "\(list.http.text)")
    }

    private func change(_ agreement: String, to email: String) throws -> Answer {
        try partner.ask(
            """
            mutation { changeDesignatedAdministrator(agreementId: "\(agreement)", administrator: {email: "\(email)",
              firstName: "Eve", lastName: "Else"}) { agreement { number } } }
            """
        )
    }

    @Test func existingCustomersAreAskedFor() throws {
        #expect(try register("V1").errors.isEmpty)
        // By the account's number, and by name and country.
        let asked = try register("V2", customer: "Blue Yonder GmbH")
        #expect(reason(asked) == "CUSTOMER_EXISTS")
        #expect(asked.errors.first?["message"]?.text?.contains("existingCustomer: JOIN") == true)
        #expect(reason(try register("V2", customer: "blue yonder airlines", account: "2")) == "CUSTOMER_EXISTS")
        #expect(reason(try register("V2", customer: "Other", account: "3", existing: "JOIN")) == "NO_CUSTOMER")
        #expect(reason(try register("V1", existing: "JOIN")) == "AGREEMENT_EXISTS")
        #expect(people.mails.all().count <= 1)
        #expect(try register("V2", account: "2", existing: "JOIN").errors.isEmpty)
        #expect(try register("V3", existing: "SEPARATE").errors.isEmpty)
        #expect(reason(try register("V4", existing: "JOIN")) == "SEVERAL_CUSTOMERS")
        let owner = try Connection(
            PostgresConfiguration(connectionString: people.database.administratorConnectionString)
        )
        let found = try owner.query(
            """
            SELECT a.number, dense_rank() OVER (ORDER BY a.organization_id), p.number FROM gateway.agreement a
            JOIN gateway.purchasing_account p ON p.organization_id = a.organization_id AND p.id = a.purchasing_account_id
            WHERE a.number LIKE 'V_' ORDER BY 1
            """
        )
        let rows = (0..<found.rowCount).map { "\(found.text($0, 0)) \(found.int8($0, 1)) \(found.text($0, 2))" }
        #expect(rows == ["V1 1 0001234567", "V2 1 2", "V3 2 0001234567"])
    }

    @Test func twoRegistrationsAtOnceAreOne() throws {
        let people = people
        let text = """
            mutation { registerAgreement(input: {number: "V1", title: "T", signedOn: "2026-03-01", startsOn: "2026-03-02",
              endsOn: "2029-03-01", organizationName: "O", country: "DE", purchasingAccountNumber: "1",
              purchasingAccountName: "P", currency: "EUR",
              administrator: {email: "a@c.example", firstName: "A", lastName: "B"}}) { number } }
            """
        let token = operatorClient.token
        let answers = try inParallel(8) { _ in
            let client = try people.anonymous()
            client.token = token
            return try client.ask(text).errors.isEmpty ? 1 : 0
        }
        #expect(answers.reduce(0, +) == 1)
    }

    /// What a partner changes, and what they were refused, the customer reads in its own audit.
    @Test func customersSeeWhatTheirPartnerDid() throws {
        #expect(try register("V1").errors.isEmpty)
        let agreement = try partnerAgreement("V1")
        #expect(try change(agreement, to: "eve@blueyonder.example").errors.isEmpty)
        let eve = try people.anonymous()
        #expect(try eve.accept(try #require(people.mails.mail(to: "eve@blueyonder.example").token)).errors.isEmpty)
        #expect(reason(try change(agreement, to: "mallory@blueyonder.example")) == "ALREADY_ACCEPTED")
        let list = try eve.ask("{ auditEvents(first: 10) { nodes { command result reason actor target } } }")
        let events = (list.json.at("data.auditEvents.nodes")?.items ?? []).map { event in
            ["command", "result", "reason", "actor", "target"].map { event[$0]?.text ?? "-" }.joined(separator: " ")
        }
        #expect(
            events == [
                "changeDesignatedAdministrator REFUSED ALREADY_ACCEPTED partner@reseller.example V1",
                "acceptInvitation DONE - eve@blueyonder.example eve@blueyonder.example",
                "changeDesignatedAdministrator DONE - partner@reseller.example V1",
                "registerAgreement DONE - operator@house.example V1, harry@blueyonder.example",
            ],
            "\(list.http.text)"
        )
        // And in the partner's own.
        let owner = try Connection(
            PostgresConfiguration(connectionString: people.database.administratorConnectionString)
        )
        let own = try owner.query(
            """
            SELECT a.result FROM gateway.audit_event a JOIN gateway.app_user u
                ON u.organization_id = a.organization_id AND u.id = a.user_id
            WHERE a.command = 'changeDesignatedAdministrator' AND u.email = 'partner@reseller.example' ORDER BY a.id
            """
        )
        #expect((0..<own.rowCount).map { own.text($0, 0) } == ["DONE", "REFUSED"])
    }

    /// A later agreement is no way into an organization that has its administrator.
    @Test func partnersNameNobodyInAnOrganizationThatManagesItself() throws {
        #expect(try register("V1").errors.isEmpty)
        let harry = try people.anonymous()
        #expect(try harry.accept(try #require(people.mails.mail(to: "harry@blueyonder.example").token)).errors.isEmpty)
        #expect(try register("V2", email: "sally@blueyonder.example", existing: "JOIN").errors.isEmpty)
        let sally = try #require(people.mails.mail(to: "sally@blueyonder.example").token)
        let agreement = try partnerAgreement("V2")
        #expect(reason(try change(agreement, to: "mallory@reseller.example")) == "HAS_ADMINISTRATOR")
        // The organization cancels what the operator has sent: then nobody outside brings it back.
        let list = try harry.ask("{ invitations(first: 1) { nodes { id email } } }")
        #expect(list.json.at("data.invitations.nodes.0.email")?.text == "sally@blueyonder.example")
        let id = try #require(list.json.at("data.invitations.nodes.0.id")?.text)
        #expect(try harry.ask(#"mutation { cancelInvitation(id: "\#(id)") { invitation { id } } }"#).errors.isEmpty)
        let resent = try partner.ask(
            #"mutation { resendFirstInvitation(agreementId: "\#(agreement)") { agreement { number } } }"#
        )
        #expect(reason(resent) == "NO_ADMINISTRATOR")
        _ = try people.anonymous().ask(
            """
            mutation { requestInvitation(email: "sally@blueyonder.example", agreementNumber: "V2",
              purchasingAccountNumber: "0001234567") { message } }
            """
        )
        let owner = try people.database.connect()
        try eventually("the request is answered") { try owner.query("SELECT FROM mail_request").rowCount == 0 }
        #expect(try people.anonymous().accept(sally).errors.first?["extensions"]?["reason"]?.text == "DEAD_LINK")
        #expect(try harry.ask("{ invitations { totalCount } }").json.at("data.invitations.totalCount")?.integer == 2)
    }
}
