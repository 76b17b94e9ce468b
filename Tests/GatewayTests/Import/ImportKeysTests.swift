import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// `gateway import keys`: sealed before the database sees them.
@Suite struct ImportKeysTests {
    private let database: TestDatabase
    private let agreement: String
    private let part: String
    private static let header =
        "agreement_number,purchasing_account_number,part_number,key,type,status,activations_used,activations_limit,issued_on"

    init() throws {
        database = try SampleDatabase.make()
        agreement = try database.value("SELECT number FROM agreement ORDER BY id LIMIT 1")
        part = try database.value("SELECT part_number FROM product ORDER BY id LIMIT 1")
    }

    private func row(_ key: String, status: String = "ACTIVE", used: String = "3", agreement: String? = nil) -> String {
        "\(agreement ?? self.agreement),,\(part),\(key),MAK,\(status),\(used),50,2026-03-14"
    }

    private func load(_ rows: [String], _ more: [String] = []) throws -> Program.Outcome {
        try ImportFile([Self.header] + rows).load(
            "keys",
            into: database,
            ["--seal-key", SampleDatabase.sealKey] + more
        )
    }

    /// What the gateway shows of the keys that end so.
    private func shown(_ lastFive: String) throws -> [(key: String?, status: String?, used: Int64?)] {
        let caller = try TestGateway(database).signedIn()
        let found = try caller.ask(
            "{ keys(filter: { lastFive: { eq: \"\(lastFive)\" } }) { nodes { id status activationsUsed } } }"
        )
        return try (found.data?.at("keys.nodes")?.items ?? []).map { node in
            let key = try caller.revealed(try #require(node["id"]?.text))
            return (key, node["status"]?.text, node["activationsUsed"]?.integer)
        }
    }

    @Test func importedKeysAreRevealedAsTheyWereInTheFile() throws {
        let outcome = try load([row("AAAAA-BBBBB-CCCCC-DDDDD-ZZ001"), row("AAAAA-BBBBB-CCCCC-DDDDD-ZZ002", used: "")])
        #expect(outcome.output == "2 rows read, 2 added, 0 changed.\n", "\(outcome.errors)")
        let first = try shown("ZZ001")
        #expect(first.map(\.key) == ["AAAAA-BBBBB-CCCCC-DDDDD-ZZ001"])
        #expect(first.map(\.used) == [3])
        #expect(try shown("ZZ002").map(\.used) == [0])
    }

    @Test func importingAgainChangesNothingAndWhatDiffersIsChanged() throws {
        let key = "AAAAA-BBBBB-CCCCC-DDDDD-ZZ003"
        _ = try load([row(key)])
        #expect(try load([row(key)]).output == "1 row read, nothing to change.\n")
        #expect(try load([row(key, status: "BLOCKED", used: "9")]).output == "1 row read, 0 added, 1 changed.\n")
        let shown = try shown("ZZ003")
        #expect(shown.map(\.status) == ["BLOCKED"])
        #expect(shown.map(\.key) == [key])
    }

    @Test func keysThatEndAlikeAreToldApart() throws {
        let outcome = try load([row("AAAAA-BBBBB-CCCCC-DDDDD-ZZ004"), row("AAAAA-BBBBB-CCCCC-EEEEE-ZZ004")])
        #expect(outcome.output == "2 rows read, 2 added, 0 changed.\n", "\(outcome.errors)")
        #expect(try Set(shown("ZZ004").map(\.key)).count == 2)
        #expect(try load([row("AAAAA-BBBBB-CCCCC-EEEEE-ZZ004", used: "7")]).output.contains("0 added, 1 changed"))
    }

    @Test func noKeyIsInTheDatabaseOrInAMessage() throws {
        let key = "AAAAA-BBBBB-QQQQQ-DDDDD-ZZ005"
        _ = try load([row(key)])
        #expect(try !PgDump.text(of: database).contains("QQQQQ"))
        let twice = try load([row("AAAAA-BBBBB-QQQQQ-DDDDD-ZZ006"), row("AAAAA-BBBBB-QQQQQ-DDDDD-ZZ006")])
        #expect(twice.status != 0)
        #expect(twice.errors.contains("line 3, key: The same key stands in line 2 already."), "\(twice.errors)")
        let malformed = try load([row("AAAAA-BBBBB-QQQQQ-DDDDD-ZZ00")])
        #expect(malformed.errors.contains("line 2, key: This is not a key: five groups"), "\(malformed.errors)")
        #expect(!(twice.errors + malformed.errors).contains("QQQQQ"))
        #expect(try shown("ZZ006").isEmpty)
    }

    @Test func keysSealedWithAKeyThatIsMissingAreNotTakenForOthers() throws {
        _ = try load([row("AAAAA-BBBBB-CCCCC-DDDDD-ZZ007")])
        let other = String(repeating: "7d", count: 32)
        let outcome = try ImportFile([Self.header, row("AAAAA-BBBBB-CCCCC-DDDDD-ZZ007")])
            .load("keys", into: database, ["--seal-key", other])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("not among the sealing keys"), "\(outcome.errors)")
    }
}
