import Accounts
import Foundation
import GraphQL
import SampleData
import TestSupport
import Testing

/// Who has a backup of the database, or every log, has no way in. (`SecretSweep` asks the same of all that the other tests
/// leave behind.)
@Suite struct SecretsTests {
    private let password = "a quiet harbour at dawn"

    /// What is sent and received is kept to be searched for.
    @Test func secretsOfAllTestsAreKept() throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        #expect(SecretSweep.isKept(try #require(administrator.token)))
        #expect(SecretSweep.isKept(SampleData.password))
        try administrator.invite("ada@contoso.example", roles: ["ACCOUNT_VIEWER"])
        let ada = try people.anonymous()
        let link = try #require(people.mails.mail(to: "ada@contoso.example").token)
        #expect(SecretSweep.isKept(link))
        try ada.accept(link, password: "one that \(getpid()) knows")
        #expect(SecretSweep.isKept("one that \(getpid()) knows"))
        #expect(SecretSweep.isKept(try #require(ada.token)))
        _ = try ada.ask(#"mutation { signIn(email: "a@b.example", password: "typed into the text") { token } }"#)
        #expect(SecretSweep.isKept("typed into the text"))
        _ = try ada.ask(
            "{ __typename }",
            headers: [("Authorization", "Bearer AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
        )
        #expect(SecretSweep.isKept("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"))
    }

    @Test func dumpAndLogsHoldNoPasswordNoTokenAndNoLink() throws {
        let world = try PeopleProcesses()
        let program = try world.start(["--log-level", "trace"])
        let administrator = try world.signedIn(at: program)
        var secrets = [password, SampleData.password, SampleDatabase.sealKey]
        func keep(_ secret: String?) throws -> String {
            let secret = try #require(secret)
            secrets.append(secret)
            return secret
        }
        _ = try keep(administrator.token)
        // Somebody comes in, and does not know for a while how.
        try administrator.invite("ada@contoso.example", roles: ["REPORT_VIEWER"])
        let link = try keep(world.mails.mail(to: "ada@contoso.example").token)
        let ada = try world.anonymous(at: program)
        _ = try ada.ask(#"{ invitation(token: "\#(link)") { email } }"#)
        _ = try ada.ask(#"mutation { signIn(email: "\#(password)@b.example", password: "\#(password)") { token } }"#)
        _ = try ada.ask(#"mutation { signIn(email: "ada@contoso.example", password: "\#(password) ) { token } }"#)
        _ = try ada.ask(#"mutation { signIn(email: "ada@contoso.example", passwort: "\#(password)") { token } }"#)
        #expect(try ada.accept(link).errors.isEmpty)
        _ = try keep(ada.token)
        #expect(try ada.accept(link).codes == ["BAD_USER_INPUT"])
        // A token for scripts, whose answer is kept for whoever sends the request again.
        try ada.signIn(email: "ada@contoso.example", password: password)
        _ = try keep(ada.token)
        let creation = try ada.ask(
            """
            mutation { createAccessToken(name: "n", permissions: [VIEW_ORDERS], expiresAt: "\(inAMonth)") { token } }
            """,
            headers: [("Idempotency-Key", "once and no more")]
        )
        _ = try keep(creation.json.at("data.createAccessToken.token")?.text)
        // The password is forgotten.
        _ = try ada.ask(#"mutation { requestPasswordReset(email: "ada@contoso.example") { message } }"#)
        let reset = try keep(world.mails.mail(to: "ada@contoso.example", count: 2).token)
        let choice = try ada.ask(
            """
            mutation { resetPassword(token: "\(reset)", password: "\(password) again", passwordConfirmation: "\(password) again") {
              changed } }
            """
        )
        #expect(choice.errors.isEmpty, "\(choice.http.text)")
        // A mail that has not gone out.
        try administrator.invite("busy@contoso.example", roles: ["ACCOUNT_VIEWER"])

        let dump = try PgDump.text(of: world.database)
        let serverLog = try String(contentsOfFile: "/tmp/gateway-tests-\(getpid())/postgres.log", encoding: .utf8)
        #expect(dump.contains("ada@contoso.example") && dump.contains("QUEUED"))
        #expect(program.log.split(separator: "\n").count > 12 && !serverLog.isEmpty)
        #expect(secrets.count == 9)
        for secret in secrets {
            let digits = secret.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            for (name, text) in [("dump", dump), ("log", program.log), ("server's log", serverLog)] {
                #expect(!text.contains(secret) && !text.contains(digits), "the \(name) holds a secret")
            }
        }
        for link in ["accept-invitation#", "reset-password#"] {
            #expect(!dump.contains(link) && !program.log.contains(link) && !serverLog.contains(link))
        }
    }
}
