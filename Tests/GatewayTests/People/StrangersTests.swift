import Accounts
import Foundation
import GraphQL
import HTTP
import SampleData
import TestSupport
import Testing

@testable import Gateway

/// What callers who are not signed in can find out: nothing of who is known.
@Suite struct StrangersTests {
    private static func signIn(_ email: String) -> String {
        #"mutation { signIn(email: "\#(email)", password: "not the password") { token } }"#
    }

    private static func reset(_ email: String) -> String {
        #"mutation { requestPasswordReset(email: "\#(email)") { message } }"#
    }

    private static func invitation(_ email: String) -> String {
        """
        mutation { requestInvitation(email: "\(email)", agreementNumber: "V1", purchasingAccountNumber: "1") { message } }
        """
    }

    /// Known, unknown and throttled: no answer is there before the pause is over. (How near the times are to each other,
    /// `Scripts/people/timing` measures.)
    @Test(arguments: [signIn, reset, invitation])
    func answersAreHeldBack(_ question: @Sendable (String) -> String) throws {
        let people = try PeopleGateway { $0.strangerPause = .milliseconds(120) }
        let client = try people.anonymous()
        var answers: Set<String> = []
        for email in [TestGateway.email(.reportViewer), "nobody@contoso.example"] {
            for _ in 0..<11 {
                let start = ContinuousClock.now
                answers.insert(try client.ask(question(email)).http.text)
                #expect(ContinuousClock.now - start >= .milliseconds(120))
            }
        }
        // One answer, and one with each number of seconds until the next attempt.
        #expect(answers.count { !$0.contains("LIMIT_EXCEEDED") } == 1, "\(answers)")
        #expect(answers.contains { $0.contains("LIMIT_EXCEEDED") })
    }

    /// A link's token in a request's target would stand in logs and histories.
    @Test func secretsAreNotTakenFromTheTarget() throws {
        let client = try TestGateway().anonymous()
        let token = SessionToken().text
        let query = #"{invitation(token:"\#(token)"){email}}"#
        let target = "/graphql?query=" + (query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        let answer = try client.get(target)
        #expect(answer.status == 400)
        #expect(answer.text.contains("send it by POST"), "\(answer.text)")
        #expect(try client.ask(query).http["cache-control"] == "no-store")
        #expect(try client.ask("mutation { signOut { ended } }").http["cache-control"] == "no-store")
    }

    /// Spellings that are one account to the database are one to the throttle.
    @Test func spellingsOfAnAddressShareItsMail() throws {
        let people = try PeopleGateway()
        let client = try people.anonymous()
        let email = TestGateway.email(.reportViewer)
        var codes: [String] = []
        for spelling in [email, email.uppercased(), email.capitalized, email.replacing("e", with: "E")] {
            for _ in 0..<3 { codes += try client.ask(Self.reset(spelling)).codes }
        }
        #expect(codes == Array(repeating: "LIMIT_EXCEEDED", count: 7))
    }

    @Test(arguments: [
        (["10.0.0.7"], "10.0.0.7", ["203.0.113.5"], "203.0.113.5"),
        // Whoever is no proxy writes what they like.
        (["10.0.0.7"], "198.51.100.1", ["203.0.113.5"], "198.51.100.1"),
        ([], "10.0.0.7", ["203.0.113.5"], "10.0.0.7"),
        // The caller's own words stand before those of the proxy.
        (["10.0.0.7"], "10.0.0.7", ["1.2.3.4, 203.0.113.5"], "203.0.113.5"),
        (["10.0.0.7"], "10.0.0.7", ["1.2.3.4", "203.0.113.5"], "203.0.113.5"),
        // Two proxies, one behind the other.
        (["10.0.0.7", "10.0.0.8"], "10.0.0.7", ["1.2.3.4,203.0.113.5, 10.0.0.8"], "203.0.113.5"),
        (["10.0.0.7"], "10.0.0.7", ["nonsense"], "10.0.0.7"),
        (["10.0.0.7"], "10.0.0.7", [], "10.0.0.7"),
        (["unix"], "", ["2001:db8:0:0::1"], "2001:db8::1"),
        (["::1"], "0:0:0:0:0:0:0:1", ["203.0.113.5"], "203.0.113.5"),
    ])
    func callersAreWhereATrustedProxySays(_ proxies: [String], _ peer: String, _ forwarded: [String], _ caller: String)
    {
        #expect(CallerAddress(proxies: proxies).of(peer: peer, forwarded: forwarded) == caller)
    }

    /// Somebody far away who keeps guessing does not keep the owner out: not where they were before, and nowhere if they
    /// can read their mail.
    @Test func ownersAreNotLockedOut() throws {
        let people = try PeopleGateway { $0.trustedProxies = ["127.0.0.1"] }
        let email = TestGateway.email(.reportViewer)
        func ask(_ text: String, from place: String) throws -> Answer {
            try people.anonymous().ask(text, headers: [("X-Forwarded-For", place)])
        }
        func signIn(_ password: String, from place: String) throws -> [String] {
            try ask(#"mutation { signIn(email: "\#(email)", password: "\#(password)") { token } }"#, from: place).codes
        }
        #expect(try signIn(SampleData.password, from: "203.0.113.1") == [])
        for guess in 0..<12 { _ = try signIn("guess \(guess)", from: "198.51.100.\(guess)") }
        #expect(try signIn(SampleData.password, from: "203.0.113.1") == [])
        #expect(try signIn(SampleData.password, from: "203.0.113.2") == ["LIMIT_EXCEEDED"])
        #expect(try ask(Self.reset(email), from: "203.0.113.2").errors.isEmpty)
        let token = try #require(people.mails.mail(to: email).token)
        let reset = try ask(
            """
            mutation { resetPassword(token: "\(token)", password: "a quiet harbour at dawn",
              passwordConfirmation: "a quiet harbour at dawn") { changed } }
            """,
            from: "203.0.113.2"
        )
        #expect(reset.errors.isEmpty, "\(reset.http.text)")
        for guess in 0..<3 { _ = try signIn("guess \(guess)", from: "198.51.100.\(guess)") }
        #expect(try signIn("a quiet harbour at dawn", from: "203.0.113.2") == [])
        let events = try people.signedIn().ask("{ auditEvents(first: 2) { nodes { command networkAddress } } }")
        #expect(events.http.text.contains("203.0.113.2"), "\(events.http.text)")
    }
}
