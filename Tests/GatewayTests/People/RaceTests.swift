import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import Synchronization
import TestSupport
import Testing

/// What must hold however many come at once. Each caller has a thread and a connection of its own.
@Suite struct RaceTests {
    @Test func eachInvitationMakesOneUser() throws {
        let people = try PeopleGateway { $0.commandThreads = 8 }
        let administrator = try people.signedIn()
        var tokens: [String] = []
        for number in 0..<50 {
            try administrator.invite("guest\(number)@contoso.example", roles: ["ACCOUNT_VIEWER"])
        }
        for number in 0..<50 {
            tokens.append(try #require(people.mails.mail(to: "guest\(number)@contoso.example", patience: 60).token))
        }
        // 200 attempts on 16 connections, four for each invitation.
        let successes = try inParallel(16) { caller in
            let client = try people.anonymous()
            var count = 0
            for attempt in 0..<200 where attempt % 16 == caller {
                client.token = nil
                if try client.accept(tokens[attempt % 50]).errors.isEmpty { count += 1 }
            }
            return count
        }
        #expect(successes.reduce(0, +) == 50)
        let owner = try people.database.connect()
        let users = try owner.query(
            "SELECT count(*) FROM sign_in_address WHERE address LIKE 'guest%@contoso.example'"
        )
        #expect(users.int8(0, 0) == 50)
    }

    @Test func anAdministratorIsAlwaysLeft() throws {
        let people = try PeopleGateway { $0.commandThreads = 4 }
        let owner = try people.database.connect(role: "business_center_commands")
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        let rival = TestGateway.email(.accountManager)
        let (one, other) = (try people.signedIn(), try people.signedIn(.accountManager))
        func make(_ sql: String) throws {
            try owner.execute("BEGIN; SELECT set_config('gateway.organization_id', '1', true); \(sql); COMMIT")
        }
        let first = TestGateway.email(.accountAdministrator)
        try make(
            "INSERT INTO user_role SELECT organization_id, id, 'ACCOUNT_ADMINISTRATOR' FROM app_user WHERE email = '\(rival)'"
        )
        let users = try one.ask("{ users(first: 100) { nodes { id email } } }").json.at("data.users.nodes")?.items ?? []
        let ids = try [first, rival].map { email in
            try #require(users.first { $0["email"]?.text == email }?["id"]?.text)
        }
        var lost = 0
        for round in 0..<250 {
            let take =
                round % 2 == 0
                ? "assignRoles(userId: \"%\", roles: [ACCOUNT_MANAGER])" : "deactivateUser(userId: \"%\")"
            _ = try inParallel(2) { side in
                let client = side == 0 ? one : other
                let mutation = take.replacing("%", with: ids[1 - side])
                return try client.ask("mutation { \(mutation) { user { id } } }").status
            }
            let left = try owner.query(
                """
                SELECT count(*) FROM user_role r
                JOIN app_user u ON u.organization_id = r.organization_id AND u.id = r.user_id
                WHERE r.role = 'ACCOUNT_ADMINISTRATOR' AND u.status = 'ACTIVE'
                """
            ).int8(0, 0)
            if left == 0 { lost += 1 }
            // As they were.
            try make(
                """
                UPDATE app_user SET status = 'ACTIVE' WHERE status <> 'ACTIVE';
                INSERT INTO user_role SELECT organization_id, id, 'ACCOUNT_ADMINISTRATOR' FROM app_user
                WHERE email IN ('\(first)', '\(rival)') ON CONFLICT DO NOTHING
                """
            )
            for (client, email) in [(one, first), (other, rival)]
            where try client.ask("{ viewer { id } }").status != 200 {
                client.token = nil
                try client.signIn(email: email)
            }
        }
        #expect(lost == 0)
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
