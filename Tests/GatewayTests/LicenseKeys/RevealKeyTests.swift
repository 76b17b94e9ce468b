import Foundation
import Gateway
import GraphQL
import LocalPostgres
import Postgres
import SampleData
import TestSupport
import Testing

/// Licence keys are kept sealed, and shown one at a time to those who may see them.
@Suite struct RevealKeyTests {
    @Test(arguments: RoleMatrix.everyone)
    func keyIsShownToThoseWhoMaySeeKeys(role: SampleRole?) throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let key = try #require(try gateway.signedIn().keys().first)
        let caller = try role.map { try gateway.signedIn($0) } ?? gateway.anonymous()
        let answer = try caller.ask(GatewayClient.reveal, variables: #"{"id": "\#(key.id)"}"#)
        if RoleMatrix.permissions(of: role).contains(RoleMatrix.seesKeys) {
            let shown = try #require(answer.json.at("data.revealKey.key")?.text)
            #expect(shown.wholeMatch(of: #/([B-Y2-9]{5}-){4}[B-Y2-9]{5}/#) != nil)
            #expect(shown.suffix(5) == key.masked.suffix(5))
            #expect(answer.json.at("data.revealKey.licenseKey.masked")?.text == key.masked)
        } else {
            #expect(answer.data?.json == #"{"revealKey":null}"#)
            #expect(answer.codes == ["FORBIDDEN"])
        }
    }

    @Test func keyOfAnotherOrganizationIsUnknown() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let foreign = try #require(try gateway.signedIn(organization: 1).keys().first)
        let caller = try gateway.signedIn()
        for id in [foreign.id, "nothing"] {
            #expect(try caller.reason(GatewayClient.reveal, variables: #"{"id": "\#(id)"}"#) == "NOT_FOUND")
        }
    }

    @Test func eachRevealIsInTheAuditWithoutTheKey() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let viewer = try gateway.signedIn(.reportViewer)
        let key = try #require(try viewer.keys().first)
        let shown = try viewer.revealed(key.id)
        #expect(try viewer.revealed(key.id) == shown)
        let answer = try gateway.signedIn().ask(
            #"{ auditEvents(filter: { command: { eq: "revealKey" } }) { nodes { actor target result networkAddress } } }"#
        )
        let event =
            #"{"actor":"\#(TestGateway.email(.reportViewer))","target":"\#(key.masked)","result":"DONE","#
            + #""networkAddress":"127.0.0.1"}"#
        #expect(answer.data?.json == #"{"auditEvents":{"nodes":[\#(event),\#(event)]}}"#)
        #expect(!gateway.log.all.contains { $0.contains(shown.dropLast(6)) })
    }

    @Test func dumpOfTheDatabaseHoldsNoKey() throws {
        let database = try SampleDatabase.make()
        let caller = try TestGateway(database).signedIn()
        let keys = try caller.keys().map { try caller.revealed($0.id) }
        #expect(keys.count > 20)
        let dump = try PgDump.text(of: database)
        #expect(dump.contains("COPY gateway.sealed_license_key"))
        for key in keys {
            #expect(dump.contains(key.suffix(5)))
            #expect(!dump.contains(key.dropLast(6)))
            #expect(!dump.contains(key.replacing("-", with: "").dropLast(5)))
            let digits = Array(key.dropLast(6).utf8).map { String($0, radix: 16) }.joined()
            #expect(!dump.contains(digits), "as hexadecimal digits")
        }
    }

    @Test(arguments: ["row", "organization"])
    func ciphertextMovedElsewhereDoesNotOpen(elsewhere: String) throws {
        let database = try SampleDatabase.make()
        let gateway = try TestGateway(database)
        let caller = try gateway.signedIn()
        let keys = try caller.keys()
        let owner = try database.connect()
        let numbers = try owner.query(
            "SELECT license_key_id FROM sealed_license_key WHERE organization_id = 1 ORDER BY license_key_id LIMIT 2"
        )
        let (first, second) = (numbers.int8(0, 0), numbers.int8(1, 0))
        let source =
            elsewhere == "row"
            ? "organization_id = 1 AND license_key_id = \(second)"
            : "(organization_id, license_key_id) = (SELECT organization_id, min(license_key_id) FROM sealed_license_key "
                + "WHERE organization_id = 2 GROUP BY 1)"
        let before = try keys.filter {
            try caller.ask(GatewayClient.reveal, variables: #"{"id": "\#($0.id)"}"#).errors.isEmpty
        }
        try owner.execute(
            """
            UPDATE sealed_license_key SET sealed = (SELECT sealed FROM sealed_license_key WHERE \(source))
            WHERE organization_id = 1 AND license_key_id = \(first)
            """
        )
        let after = try keys.map { try caller.reason(GatewayClient.reveal, variables: #"{"id": "\#($0.id)"}"#) }
        #expect(before.count == keys.count)
        #expect(after.compactMap { $0 } == ["KEY_DOES_NOT_OPEN"])
    }

    /// Queries work as a role that has no right to the ciphertext.
    @Test func queriesMayNotReadSealedKeys() throws {
        let connection = try SampleDatabase.shared().connect(role: "business_center_gateway")
        #expect(throws: PostgresError.self) { try connection.query("SELECT count(*) FROM sealed_license_key") }
    }
}

extension GatewayClient {
    static let reveal = "mutation ($id: ID!) { revealKey(id: $id) { key licenseKey { masked } } }"

    func keys() throws -> [(id: String, masked: String)] {
        try ask("{ keys(first: 100) { nodes { id masked } } }").json.at("data.keys.nodes")?.items.compactMap { node in
            guard let id = node["id"]?.text, let masked = node["masked"]?.text else { return nil }
            return (id, masked)
        } ?? []
    }

    func revealed(_ id: String) throws -> String {
        let answer = try ask(GatewayClient.reveal, variables: #"{"id": "\#(id)"}"#)
        guard let key = answer.json.at("data.revealKey.key")?.text else {
            throw UnexpectedAnswer(description: answer.http.text)
        }
        return key
    }
}

/// What `pg_dump` writes of a database: what somebody has who has its backup.
enum PgDump {
    static func text(of database: TestDatabase) throws -> String {
        let file = "/tmp/gateway-dump-\(getpid())-\(UInt32.random(in: 0 ... .max)).sql"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let administrator = try Connection(
            PostgresConfiguration(connectionString: database.administratorConnectionString)
        )
        let programs = try administrator.query("SELECT setting FROM pg_config WHERE name = 'BINDIR'").text(0, 0)
        let process = Process()
        process.executableURL = URL(filePath: programs + "/pg_dump")
        process.arguments = ["--file", file, "--dbname", database.administratorConnectionString]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw UnexpectedAnswer(description: "pg_dump failed") }
        return try String(contentsOfFile: file, encoding: .utf8)
    }
}
