import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

@Suite struct IdempotencyTests {
    private static func mutation(_ name: String) -> String {
        """
        mutation { createAccessToken(name: "\(name)", permissions: [VIEW_ORDERS], expiresAt: "\(inAMonth)") { token } }
        """
    }

    @Test func aHundredAtOnceHaveOneEffectAndOneAnswer() throws {
        let world = try PeopleProcesses()
        let programs = try (0..<2).map { _ in try world.start(["--mail-threads", "0"]) }
        let token = try #require(world.signedIn(at: programs[0]).token)
        let key = [("Idempotency-Key", "one and the same")]
        let clients = try (0..<100).map { try world.anonymous(at: programs[$0 % 2]) }
        let answers = try inParallel(100) { caller in
            clients[caller].token = token
            return try clients[caller].ask(Self.mutation("script"), headers: key).http.text
        }
        let done = Set(answers.filter { !$0.contains("STILL_RUNNING") })
        #expect(answers.count == 100)
        #expect(done.count == 1, "\(done)")
        let client = clients[0]
        let list = try client.ask("{ viewer { accessTokens { totalCount } } }")
        #expect(list.json.at("data.viewer.accessTokens.totalCount")?.integer == 1, "\(list.http.text)")
        // Later too, byte for byte, at either gateway.
        for client in clients[0..<2] {
            #expect(try client.ask(Self.mutation("script"), headers: key).http.text == done.first)
        }
        // The same key for something else is a mistake.
        let other = try client.ask(Self.mutation("another"), headers: key)
        #expect(other.errors.first?["extensions"]?["reason"]?.text == "KEY_REUSED")
        // Another caller's key is another key.
        let stranger = try world.signedIn(.reportViewer, at: programs[1])
        #expect(try stranger.ask(Self.mutation("script"), headers: key).http.text != done.first)
    }

    @Test func callersWithoutASessionHaveNoKeys() throws {
        let people = try PeopleGateway()
        let answer = try people.anonymous().ask(
            #"mutation { requestPasswordReset(email: "a@b.example") { message } }"#,
            headers: [("Idempotency-Key", "k")]
        )
        #expect(answer.codes == ["BAD_REQUEST"])
    }
}
