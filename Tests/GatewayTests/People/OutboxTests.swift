import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

@testable import Accounts

/// What the outbox holds goes out once, and as it was meant.
@Suite struct OutboxTests {
    private func administrator(_ database: TestDatabase) throws -> Connection {
        try Connection(PostgresConfiguration(connectionString: database.administratorConnectionString))
    }

    private func waitUntilSent(_ database: TestDatabase) throws {
        let owner = try administrator(database)
        try eventually("no mail is queued") {
            try owner.query("SELECT FROM gateway.mail WHERE status = 'QUEUED'").rowCount == 0
        }
        #expect(try owner.query("SELECT FROM gateway.mail WHERE status <> 'SENT'").rowCount == 0)
    }

    /// Three gateways with three threads each find a full outbox at the same moment.
    @Test func gatewaysSideBySideSendNoMailTwice() throws {
        let world = try PeopleProcesses()
        let first = try world.start(["--mail-threads", "0"])
        let client = try world.signedIn(at: first)
        for batch in 0..<4 {
            let people = (0..<50).map { number in
                // A server that takes its time for some: their mail is being sent while others look for the next.
                let address = "\(number % 5 == 0 ? "slow" : "quick")\(batch)-\(number)@contoso.example"
                return #"{email: "\#(address)", firstName: "Ada", lastName: "Lovelace", roles: [ACCOUNT_VIEWER]}"#
            }
            let answer = try client.ask(
                "mutation { inviteUsers(input: [\(people.joined(separator: ","))]) { results { outcome } } }"
            )
            #expect(answer.http.text.components(separatedBy: "INVITED").count == 51, "\(answer.http.text)")
        }
        #expect(world.mails.all().isEmpty)
        // Nothing is due until all are there.
        let owner = try administrator(world.database)
        try owner.execute("UPDATE gateway.mail SET next_attempt_at = next_attempt_at + interval '1 hour'")
        let programs = try (0..<3).map { _ in try world.start(["--mail-threads", "3"]) }
        #expect(world.mails.all().isEmpty)
        try owner.execute("UPDATE gateway.mail SET next_attempt_at = next_attempt_at - interval '1 hour'")
        try waitUntilSent(world.database)
        let received = world.mails.all()
        #expect(received.count == 200)
        #expect(Set(received.compactMap { $0.header("Message-ID") }).count == 200)
        #expect(Set(received.compactMap { $0.header("X-Recipients") }).count == 200)
        withExtendedLifetime(programs) {}
    }

    /// Line breaks in all that a mail shows, put into the outbox behind the back of every check: whatever the kind, one
    /// recipient and as many headers as ever reach a real server.
    @Test(arguments: MailKind.allCases)
    func nothingIsAddedToAMail(_ kind: MailKind) throws {
        let folder = "/tmp/gateway-headers-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try PythonServer("mail.py", [folder])
        let people = try PeopleGateway { settings in
            settings.smtpHost = "127.0.0.1"
            settings.smtpPort = server.port
            settings.smtpEncryption = .none
            settings.mailThreads = 2
        }
        let outbox = Outbox(seal: SampleDatabase.seal, messageDomain: "b.example")
        let connection = try people.database.connect(role: DatabaseRole.commands)
        try connection.command { (connection) throws(AccountError) in
            try connection.work(in: 1)
            for (number, payload) in (["Ada"] + Payloads.all).enumerated() {
                let mail = OutgoingMail(
                    kind: kind,
                    recipient: "to\(number)@contoso.example",
                    recipientName: payload,
                    language: number == 0 ? "en" : payload,
                    details: [
                        "organization": payload, "inviter": payload, "inviterEmail": payload, "agreement": payload,
                    ],
                    token: SessionToken()
                )
                try outbox.post(mail, organizationID: 1, now: Date(), in: connection)
            }
        }
        try waitUntilSent(people.database)
        let mails = MailFolder(path: folder).all()
        #expect(mails.count == 41)
        #expect(Set(mails.compactMap { $0.header("X-Recipients") }) == Set((0...40).map { "to\($0)@contoso.example" }))
        let names = mails.map { mail in mail.headers.map { $0.prefix { $0 != ":" } } }
        #expect(Set(names).count == 1, "\(Set(names))")
        // The nine of the mail, and three that the server adds.
        #expect(names.first?.count == 12)
        #expect(mails.allSatisfy { !$0.headers.contains { $0.hasPrefix("Bcc") } && $0.token != nil })
    }

    /// The same in an address: nothing but the one recipient, or no mail at all.
    @Test func nothingIsAddedToARecipient() throws {
        let folder = "/tmp/gateway-recipients-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try PythonServer("mail.py", [folder])
        let people = try PeopleGateway { settings in
            settings.smtpHost = "127.0.0.1"
            settings.smtpPort = server.port
            settings.smtpEncryption = .none
        }
        let outbox = Outbox(seal: SampleDatabase.seal, messageDomain: "b.example")
        let connection = try people.database.connect(role: DatabaseRole.commands)
        try connection.command { (connection) throws(AccountError) in
            try connection.work(in: 1)
            for payload in Payloads.all + [
                "ada@contoso.example> <victim@evil.example", "a@b.example,victim@evil.example",
            ] {
                let mail = OutgoingMail(
                    kind: .invitation,
                    recipient: payload + "@contoso.example",
                    recipientName: "Ada",
                    language: "en",
                    details: ["organization": "O", "inviter": "I", "inviterEmail": "i@b.example"],
                    token: SessionToken()
                )
                try outbox.post(mail, organizationID: 1, now: Date(), in: connection)
            }
        }
        let owner = try administrator(people.database)
        try eventually("every mail was tried") {
            try owner.query("SELECT FROM gateway.mail WHERE status = 'QUEUED' AND attempts = 0").rowCount == 0
        }
        for mail in MailFolder(path: folder).all() {
            let recipients = try #require(mail.header("X-Recipients"))
            #expect(!recipients.contains(",") && !recipients.hasPrefix("victim@"), "\(recipients)")
            #expect(mail.headers.count == 12)
        }
    }

    /// A token's last use is noted, once and not at every request; a revoked one's is not.
    @Test func useOfAccessTokensIsNoted() throws {
        let people = try PeopleGateway()
        let owner = try people.signedIn(.reportViewer)
        func make(_ name: String) throws -> (client: GatewayClient, id: String) {
            let made = try owner.ask(
                """
                mutation { createAccessToken(name: "\(name)", permissions: [VIEW_ORDERS], expiresAt: "\(inAMonth)") {
                  token accessToken { id lastUsedAt } } }
                """
            )
            #expect(made.json.at("data.createAccessToken.accessToken.lastUsedAt") == .null, "\(made.http.text)")
            let client = try people.anonymous()
            client.token = made.json.at("data.createAccessToken.token")?.text
            return (client, try #require(made.json.at("data.createAccessToken.accessToken.id")?.text))
        }
        func uses() throws -> [String: String] {
            let list = try owner.ask("{ viewer { accessTokens { nodes { name lastUsedAt } } } }")
            let nodes = list.json.at("data.viewer.accessTokens.nodes")?.items ?? []
            return Dictionary(
                uniqueKeysWithValues: nodes.compactMap { node in
                    node["lastUsedAt"]?.text.map { (node["name"]?.text ?? "", $0) }
                }
            )
        }
        let (used, unused) = (try make("used"), try make("unused"))
        #expect(try uses().isEmpty)
        let before = Date(timeIntervalSinceNow: -2)
        #expect(try used.client.ask("{ orders(first: 1) { nodes { id } } }").errors.isEmpty)
        try eventually("the use is noted") { try !uses().isEmpty }
        let noted = try uses()
        #expect(noted.keys.sorted() == ["used"])
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let time = try #require(
            noted["used"].flatMap { (try? format.parse($0)) ?? (try? Date.ISO8601FormatStyle().parse($0)) }
        )
        #expect(time > before && time < Date(timeIntervalSinceNow: 2))
        for _ in 0..<20 { _ = try used.client.ask("{ orders(first: 1) { nodes { id } } }") }
        usleep(300_000)
        #expect(try uses() == noted)
        #expect(try owner.ask(#"mutation { revokeAccessToken(id: "\#(unused.id)") { revoked } }"#).errors.isEmpty)
        #expect(try unused.client.ask("{ orders(first: 1) { nodes { id } } }").status == 401)
        usleep(300_000)
        let row = try administrator(people.database).query(
            "SELECT last_used_at IS NULL FROM gateway.access_token WHERE name = 'unused'"
        )
        #expect(row.bool(0, 0))
    }
}
