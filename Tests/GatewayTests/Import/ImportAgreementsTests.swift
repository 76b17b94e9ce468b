import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// `gateway import agreements`: new customers come in by the first invitation.
@Suite struct ImportAgreementsTests {
    private static let header =
        "agreement_number,title,signed_on,starts_on,ends_on,organization_name,country,purchasing_account_number,"
        + "purchasing_account_name,currency,partner_number,administrator_email,administrator_first_name,"
        + "administrator_last_name,administrator_language,existing_customer"

    private func row(
        _ number: String,
        title: String = "Campus agreement",
        ends: String = "2029-01-31",
        account: String = "PA-77001",
        partner: String = "",
        email: String = "ada@northwind.example",
        existing: String = ""
    ) -> String {
        "\(number),\(title),2026-01-15,2026-02-01,\(ends),Northwind Traders,DE,\(account),Northwind Purchasing,EUR,"
            + "\(partner),\(email),Ada,Lovelace,de,\(existing)"
    }

    private func load(_ rows: [String], into database: TestDatabase, _ more: [String] = []) throws -> Program.Outcome {
        try ImportFile([Self.header] + rows)
            .load("agreements", into: database, ["--seal-key", SampleDatabase.sealKey] + more)
    }

    /// Agreements of all organizations with such a number.
    private func agreements(_ database: TestDatabase, like pattern: String) throws -> [String] {
        let owner = try Connection(PostgresConfiguration(connectionString: database.administratorConnectionString))
        let found = try owner.query(
            """
            SELECT format('%s %s %s %s', a.number, a.title, a.ends_on, o.name)
            FROM gateway.agreement a JOIN gateway.organization o USING (organization_id)
            WHERE a.number LIKE '\(pattern)' ORDER BY a.number
            """
        )
        return (0..<found.rowCount).map { found.text($0, 0) }
    }

    @Test func newAgreementInvitesItsAdministratorWhoComesIn() throws {
        let world = try PeopleProcesses()
        let program = try world.start()
        let outcome = try load([row("IMP-1")], into: world.database)
        #expect(outcome.output == "1 row read, 1 added, 0 changed.\n", "\(outcome.errors)")
        let mail = try world.mails.mail(to: "ada@northwind.example", count: 1)
        #expect(mail.header("Content-Language") == "de")
        let ada = try world.anonymous(at: program)
        let accepted = try ada.accept(try #require(mail.token))
        #expect(
            accepted.json.at("data.acceptInvitation.viewer.roles")?.json == #"["ACCOUNT_ADMINISTRATOR"]"#,
            "\(accepted.http.text)"
        )
        let seen = try ada.ask(
            "{ agreements { nodes { number title } } auditEvents(first: 9) { nodes { command target } } }"
        )
        #expect(seen.json.at("data.agreements.nodes")?.json == #"[{"number":"IMP-1","title":"Campus agreement"}]"#)
        #expect(seen.http.text.contains(#""command":"gateway import","target":"IMP-1, ada@northwind.example""#))
    }

    @Test func agreementsOfOneNewCustomerShareItAndAgainChangesNothing() throws {
        let database = try SampleDatabase.make()
        let rows = [row("IMP-2"), row("IMP-3", title: "Branch agreement")]
        #expect(try load(rows, into: database).output == "2 rows read, 2 added, 0 changed.\n")
        let before = try agreements(database, like: "IMP-%")
        #expect(before.count == 2 && before.allSatisfy { $0.hasSuffix("Northwind Traders") })
        #expect(try load(rows, into: database).output == "2 rows read, nothing to change.\n")
        let changed = try load([row("IMP-3", title: "Renamed", ends: "2030-01-31")], into: database)
        #expect(changed.output == "1 row read, 0 added, 1 changed.\n")
        #expect(
            try agreements(database, like: "IMP-%")
                == [before[0], "IMP-3 Renamed 2030-01-31 Northwind Traders"]
        )
    }

    @Test func everyFaultIsToldWithItsLineAndNothingIsRegistered() throws {
        let database = try SampleDatabase.make()
        let known = try database.value("SELECT number FROM purchasing_account ORDER BY id LIMIT 1")
        let outcome = try load(
            [
                row("IMP-4"),
                row("IMP-4"),
                row("IMP-5", ends: "2025-01-01"),
                row("IMP-6", partner: "P-NONE"),
            ],
            into: database
        )
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("line 3, agreement_number: The agreement IMP-4 stands in line 2 already."))
        #expect(outcome.errors.contains("line 4, ends_on: The agreement ends before it has started."))
        #expect(outcome.errors.contains("line 5, partner_number: There is no partner P-NONE."), "\(outcome.errors)")
        let late = try load(
            [row("IMP-7"), row("IMP-8", account: known), row("IMP-9", account: "PA-77002", email: "nobody")],
            into: database
        )
        #expect(late.errors.contains("line 3, existing_customer: "), "\(late.errors)")
        #expect(late.errors.contains("line 4, administrator_email: "), "\(late.errors)")
        #expect(late.errors.contains("Nothing was imported: 2 faults."))
        #expect(try agreements(database, like: "IMP-%").isEmpty)
    }

    @Test func dryRunRegistersAndInvitesNobody() throws {
        let database = try SampleDatabase.make()
        let outcome = try load([row("IMP-10")], into: database, ["--dry-run"])
        #expect(outcome.output == "1 row read; would be 1 added, 0 changed.\n", "\(outcome.errors)")
        #expect(try agreements(database, like: "IMP-%").isEmpty)
    }
}
