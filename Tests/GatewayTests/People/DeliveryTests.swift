import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// What becomes of mail that a server refuses, puts off, or cannot be handed over to.
@Suite struct DeliveryTests {
    private func delivery(_ client: GatewayClient, is wanted: String) throws -> String? {
        var invitation: JSONValue?
        try eventually("the mail is \(wanted)") {
            let answer = try client.ask("{ invitations(first: 1) { nodes { delivery deliveryFailure } } }")
            invitation = answer.json.at("data.invitations.nodes.0")
            return invitation?["delivery"]?.text == wanted
        }
        return invitation?["deliveryFailure"]?.text ?? ""
    }

    @Test func refusedAddressesFailForGoodAndOthersAreTriedAgain() throws {
        let folder = "/tmp/gateway-delivery-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try PythonServer("mail.py", [folder])
        let people = try PeopleGateway { settings in
            settings.smtpHost = "127.0.0.1"
            settings.smtpPort = server.port
            settings.smtpEncryption = .none
        }
        let administrator = try people.signedIn()
        try administrator.invite("refused@contoso.example", roles: ["ACCOUNT_VIEWER"])
        let reason = try delivery(administrator, is: "FAILED")
        #expect(reason == "The mail server refuses mail for this address (550).")
        try administrator.invite("busy@contoso.example", roles: ["ACCOUNT_VIEWER"])
        let owner = try Connection(
            PostgresConfiguration(connectionString: people.database.administratorConnectionString)
        )
        try eventually("the mail was tried") {
            try owner.query("SELECT attempts FROM gateway.mail WHERE recipient = 'busy@contoso.example'").int4(0, 0) > 0
        }
        #expect(try delivery(administrator, is: "QUEUED") == "")
        // What is settled has no token any more.
        let sealed = try owner.query("SELECT status FROM gateway.mail WHERE sealed_token IS NOT NULL")
        #expect(sealed.rowCount == 1 && sealed.text(0, 0) == "QUEUED")
    }

    @Test func cancelledInvitationsAreNotMailed() throws {
        let people = try PeopleGateway { $0.mailThreads = 0 }
        let administrator = try people.signedIn()
        let id = try #require(
            administrator.invite("ada@contoso.example", roles: ["ACCOUNT_VIEWER"])["invitationId"]?.text
        )
        _ = try administrator.ask(#"mutation { cancelInvitation(id: "\#(id)") { invitation { id } } }"#)
        #expect(try delivery(administrator, is: "WITHDRAWN") == "")
    }
}
