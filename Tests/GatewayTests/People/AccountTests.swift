import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Passwords, sessions, access tokens, the audit and domains, over HTTP.
@Suite struct AccountTests {
    @Test func changedPasswordEndsTheOtherSessions() throws {
        let people = try PeopleGateway()
        let (here, there) = (try people.signedIn(), try people.signedIn())
        let change = """
            mutation { changePassword(currentPassword: "%", newPassword: "a quiet harbour at dawn",
              newPasswordConfirmation: "a quiet harbour at dawn") { viewer { email } } }
            """
        #expect(try here.reason(change.replacing("%", with: "not this one")) == "WRONG_PASSWORD")
        #expect(try there.ask("{ viewer { email } }").status == 200)
        let changed = try here.ask(change.replacing("%", with: SampleData.password))
        #expect(changed.errors.isEmpty, "\(changed.http.text)")
        #expect(try here.ask("{ viewer { email } }").status == 200)
        #expect(try there.ask("{ viewer { email } }").status == 401)
        try people.anonymous().signIn(
            email: TestGateway.email(.accountAdministrator),
            password: "a quiet harbour at dawn"
        )
    }

    @Test func forgottenPasswordIsChosenAnewByMail() throws {
        let people = try PeopleGateway()
        let session = try people.signedIn(.reportViewer)
        let guest = try people.anonymous()
        let email = TestGateway.email(.reportViewer)
        func request(_ address: String) throws -> String {
            try guest.ask(#"mutation { requestPasswordReset(email: "\#(address)") { message } }"#).http.text
        }
        #expect(try request(email) == request("nobody@contoso.example"))
        let token = try #require(people.mails.mail(to: email).token)
        let reset = """
            mutation { resetPassword(token: "\(token)", password: "a quiet harbour at dawn",
              passwordConfirmation: "a quiet harbour at dawn") { changed } }
            """
        let answer = try guest.ask(reset)
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        #expect(try guest.reason(reset) == "DEAD_LINK")
        #expect(try session.ask("{ viewer { email } }").status == 401)
        try guest.signIn(email: email, password: "a quiet harbour at dawn")
        #expect(people.mails.all().count == 1)
    }

    @Test func accessTokensDoWhatTheyNameAndNoMore() throws {
        let people = try PeopleGateway()
        let owner = try people.signedIn(.reportViewer)
        func create(_ permissions: String) -> String {
            """
            mutation { createAccessToken(name: "nightly", permissions: [\(permissions)],
              expiresAt: "\(inAMonth)") { token accessToken { id name permissions } } }
            """
        }
        #expect(try owner.reason(create("MANAGE_USERS")) == "PERMISSION_NOT_HELD")
        let made = try owner.ask(create("VIEW_ORDERS"))
        let script = try people.anonymous()
        script.token = made.json.at("data.createAccessToken.token")?.text
        let id = try #require(made.json.at("data.createAccessToken.accessToken.id")?.text, "\(made.http.text)")
        #expect(try script.ask("{ orders(first: 1) { nodes { number } } }").errors.isEmpty)
        #expect(try script.ask("{ keys(first: 1) { nodes { id } } }").codes == ["FORBIDDEN"])
        #expect(try script.reason(create("VIEW_ORDERS")) == "SCRIPT")
        #expect(try owner.ask(#"mutation { revokeAccessToken(id: "\#(id)") { revoked } }"#).errors.isEmpty)
        #expect(try script.ask("{ viewer { email } }").status == 401)
    }

    @Test func idleSessionsEnd() throws {
        let people = try PeopleGateway()
        let client = try people.signedIn()
        let owner = try people.database.connect()
        // That a session is used is noted behind the answer, once for each look at the database.
        func waitForNote() throws {
            let notes = "SELECT count(*) FROM session_use WHERE last_used_at > now() - interval '1 minute'"
            try eventually("the use is noted") { try owner.query(notes).int8(0, 0) > 0 }
        }
        try waitForNote()
        // The session as if it began 31 minutes ago and was used two minutes later.
        try owner.execute(
            """
            BEGIN; SELECT set_config('gateway.organization_id', '1', true);
            UPDATE session SET created_at = now() - interval '31 minutes';
            UPDATE session_use SET last_used_at = now() - interval '29 minutes'; COMMIT
            """
        )
        #expect(try client.ask("{ viewer { email } }").status == 200)
        try waitForNote()
        try owner.execute(
            """
            BEGIN; SELECT set_config('gateway.organization_id', '1', true);
            UPDATE session_use SET last_used_at = now() - interval '31 minutes';
            UPDATE session SET created_at = now() - interval '32 minutes'; COMMIT
            """
        )
        #expect(try client.ask("{ viewer { email } }").status == 401)
    }

    @Test func auditSaysWhatWasDoneAndWhatWasRefused() throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        try administrator.invite("ada@contoso.example", roles: ["ACCOUNT_VIEWER"])
        let viewer = try people.signedIn(.reportViewer)
        _ = try viewer.ask(#"mutation { cancelInvitation(id: "x") { invitation { id } } }"#)
        #expect(throws: UnexpectedAnswer.self) {
            try people.anonymous().signIn(email: TestGateway.email(.reportViewer), password: "wrong, and long enough")
        }
        let list = try administrator.ask(
            "{ auditEvents(first: 100) { nodes { command result reason actor target networkAddress } } }"
        )
        let events = (list.json.at("data.auditEvents.nodes")?.items ?? []).map { event in
            [event["command"]?.text, event["result"]?.text, event["reason"]?.text, event["target"]?.text]
                .map { $0 ?? "-" }.joined(separator: " ")
        }
        #expect(
            events == [
                "signIn REFUSED INVALID_CREDENTIALS -", "cancelInvitation REFUSED FORBIDDEN -", "signIn DONE - -",
                "inviteUsers DONE - ada@contoso.example", "signIn DONE - -",
            ],
            "\(list.http.text)"
        )
        #expect(try viewer.ask("{ auditEvents { nodes { command } } }").codes == ["FORBIDDEN"])
    }

    @Test(arguments: [
        "UPDATE audit_event SET command = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event",
    ])
    func auditIsNeverChanged(_ statement: String) throws {
        let people = try PeopleGateway()
        _ = try people.signedIn()
        for role in ["business_center_commands", "business_center_gateway", nil] {
            let connection = try people.database.connect(role: role)
            #expect(throws: PostgresError.self) { try connection.execute(statement) }
        }
    }

    @Test func domainsAreVerifiedByARealServer() throws {
        let folder = "/tmp/gateway-dns-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let records = folder + "/records"
        try "other.example nothing\n".write(toFile: records, atomically: true, encoding: .utf8)
        let server = try PythonServer("dns.py", [records])
        let people = try PeopleGateway { $0.dnsServer = "127.0.0.1:\(server.port)" }
        let (one, other) = (try people.signedIn(), try people.signedIn(organization: 1))
        func add(_ name: String, _ client: GatewayClient) throws -> Answer {
            try client.ask(#"mutation { addDomain(name: "\#(name)") { domain { id name challenge status } } }"#)
        }
        let added = try add("Bücher.example", one)
        let id = try #require(added.json.at("data.addDomain.domain.id")?.text, "\(added.http.text)")
        let rival = try #require(try add("bücher.example", other).json.at("data.addDomain.domain.id")?.text)
        #expect(added.json.at("data.addDomain.domain.name")?.text == "xn--bcher-kva.example")
        let verify = #"mutation { verifyDomain(id: "%") { domain { status } } }"#
        #expect(try one.reason(verify.replacing("%", with: id)) == "RECORD_MISSING")
        let challenge = try #require(added.json.at("data.addDomain.domain.challenge")?.text)
        try "xn--bcher-kva.example \(challenge)\n".write(toFile: records, atomically: true, encoding: .utf8)
        let verified = try one.ask(verify.replacing("%", with: id))
        #expect(verified.json.at("data.verifyDomain.domain.status")?.text == "VERIFIED", "\(verified.http.text)")
        // It is theirs: not another's, and no look-alike is taken.
        #expect(try other.reason(verify.replacing("%", with: rival)) == "RECORD_MISSING")
        #expect(
            try add("b\u{FC}\u{441}her.example", other).errors.first?["extensions"]?["reason"]?.text == "LOOK_ALIKE"
        )
        #expect(try add("shop.bücher.example", other).errors.first?["extensions"]?["reason"]?.text == "DOMAIN_TAKEN")
        #expect(
            try other.invite("x@xn--bcher-kva.example", roles: ["ACCOUNT_VIEWER"])["outcome"]?.text == "FOREIGN_DOMAIN"
        )
        #expect(try one.invite("x@xn--bcher-kva.example", roles: ["ACCOUNT_VIEWER"])["outcome"]?.text == "INVITED")
        #expect(try one.ask(#"mutation { removeDomain(id: "\#(id)") { removed } }"#).errors.isEmpty)
    }
}
