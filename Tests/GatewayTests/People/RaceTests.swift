import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import Synchronization
import TestSupport
import Testing

/// What must hold however many come at once, over two gateways that are processes of their own. Each caller has a thread
/// and a connection of its own.
@Suite struct RaceTests {
    /// 200 callers at once, half of them at each of two gateways that are processes of their own, for each of 50
    /// invitations. With fewer rounds for a password's hash, which is slow in a debug build; `Scripts/people/races` does it
    /// with all of them.
    @Test func eachInvitationMakesOneUser() throws {
        let world = try PeopleProcesses()
        let programs = try (0..<2).map { try world.start(["--command-threads", "8", "--mail-threads", "\(1 - $0)"]) }
        let administrator = try world.signedIn(at: programs[0])
        let guests = (0..<50).map { "guest\($0)@contoso.example" }
        for guest in guests { try administrator.invite(guest, roles: ["ACCOUNT_VIEWER"]) }
        let tokens = try guests.map { try #require(world.mails.mail(to: $0).token) }
        let clients = try (0..<200).map { try world.anonymous(at: programs[$0 % 2]) }
        let successes = try inParallel(200) { caller in
            try tokens.map { token in
                clients[caller].token = nil
                let answer = try clients[caller].accept(token)
                if answer.errors.isEmpty { return 1 }
                guard answer.errors[0]["extensions"]?["reason"]?.text == "DEAD_LINK" else {
                    throw UnexpectedAnswer(description: answer.http.text)
                }
                return 0
            }
        }
        #expect(tokens.indices.map { index in successes.reduce(0) { $0 + $1[index] } } == tokens.map { _ in 1 })
        let users = try world.database.connect().query(
            "SELECT count(*) FROM sign_in_address WHERE address LIKE 'guest%@contoso.example'"
        )
        #expect(users.int8(0, 0) == 50)
    }

    @Test func anAdministratorIsAlwaysLeft() throws {
        let world = try PeopleProcesses()
        let programs = try (0..<2).map { _ in try world.start(["--mail-threads", "0"]) }
        let owner = try world.database.connect(role: "business_center_commands")
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        let rivals = [TestGateway.email(.accountAdministrator), TestGateway.email(.accountManager)]
        func make(_ sql: String) throws {
            try owner.execute("BEGIN; SELECT set_config('gateway.organization_id', '1', true); \(sql); COMMIT")
        }
        let asTheyWere = """
            UPDATE app_user SET status = 'ACTIVE' WHERE status <> 'ACTIVE';
            INSERT INTO user_role SELECT organization_id, id, 'ACCOUNT_ADMINISTRATOR' FROM app_user
            WHERE email IN ('\(rivals[0])', '\(rivals[1])') ON CONFLICT DO NOTHING
            """
        try make(asTheyWere)
        let clients = [
            try world.signedIn(at: programs[0]), try world.signedIn(.accountManager, at: programs[1]),
        ]
        let users = try clients[0].ask("{ users(first: 100) { nodes { id email } } }").json.at("data.users.nodes")
        let ids = try rivals.map { email in
            try #require(users?.items.first { $0["email"]?.text == email }?["id"]?.text)
        }
        var (none, one) = (0, 0)
        for round in 0..<500 {
            let take =
                round % 2 == 0
                ? "assignRoles(userId: \"%\", roles: [ACCOUNT_MANAGER])" : "deactivateUser(userId: \"%\")"
            _ = try inParallel(2) { side in
                let mutation = take.replacing("%", with: ids[1 - side])
                return try clients[side].ask("mutation { \(mutation) { user { id } } }").status
            }
            let left = try owner.query(
                """
                SELECT count(*) FROM user_role r
                JOIN app_user u ON u.organization_id = r.organization_id AND u.id = r.user_id
                WHERE r.role = 'ACCOUNT_ADMINISTRATOR' AND u.status = 'ACTIVE'
                """
            ).int8(0, 0)
            if left == 0 { none += 1 }
            if left == 1 { one += 1 }
            try make(asTheyWere)
            for (client, email) in zip(clients, rivals) where try client.ask("{ viewer { id } }").status != 200 {
                client.token = nil
                try client.signIn(email: email)
            }
        }
        #expect(none == 0)
        // Each time one of them prevails.
        #expect(one == 500)
    }
}

/// Runs a closure on so many threads at once and gives what each returned.
func inParallel<Value: Sendable>(_ count: Int, _ body: @escaping (Int) throws -> Value) throws -> [Value] {
    // Guard: each thread uses only what its own call makes, or clients that no other call uses.
    nonisolated(unsafe) let body = body
    let results = Mutex<[Int: Result<Value, any Error>]>([:])
    let threads = DispatchGroup()
    for index in 0..<count {
        threads.enter()
        Thread.detachNewThread {
            let result = Result { try body(index) }
            results.withLock { $0[index] = result }
            threads.leave()
        }
    }
    threads.wait()
    let all = results.withLock { $0 }
    return try (0..<count).map { index in
        guard let result = all[index] else { throw UnexpectedAnswer(description: "a thread gave nothing") }
        return try result.get()
    }
}
