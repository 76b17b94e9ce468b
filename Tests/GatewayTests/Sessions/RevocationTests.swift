import Accounts
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// What one gateway takes from a caller, another one on the same database no longer gives, from the very next
/// request: a hundred times out of a hundred. The other gateway is the built program, in a process of its own.
@Suite struct RevocationTests {
    private static let rounds = 100
    private static let question = "{ orders(first: 1) { nodes { number } } }"

    private func changeRoles(_ database: TestDatabase) throws -> (Connection, (String) throws -> Void) {
        let connection = try database.connect(role: DatabaseRole.commands)
        return (
            connection,
            { sql in
                try connection.execute("BEGIN; SELECT set_config('gateway.organization_id', '1', true); \(sql); COMMIT")
            }
        )
    }

    private func client(of program: ServingProgram) throws -> GatewayClient {
        GatewayClient(try HTTPClient(port: program.port), of: program)
    }

    @Test func endedSessionIsOverAtOnceInAnotherGateway() throws {
        let database = try SampleDatabase.make()
        let asking = try TestGateway(database).anonymous()
        let ending = try client(of: ServingProgram(database))
        var right = 0
        for _ in 0..<Self.rounds {
            try asking.signIn(email: TestGateway.email(.reportViewer))
            let before = try asking.ask(Self.question)
            ending.token = asking.token
            let ended = try ending.ask("mutation { signOut { ended } }")
            let after = try asking.ask(Self.question)
            if before.errors.isEmpty, ended.data?.json == #"{"signOut":{"ended":true}}"#, after.status == 401,
                after.codes == ["UNAUTHENTICATED"], after.data == nil
            {
                right += 1
            }
            asking.token = nil
        }
        #expect(right == Self.rounds)
    }

    @Test func roleTakenAwayIsGoneAtOnceInAnotherGateway() throws {
        let database = try SampleDatabase.make()
        let asking = try TestGateway(database).signedIn(.reportViewer)
        let changing = try client(of: ServingProgram(database))
        try changing.signIn(email: TestGateway.email(.accountAdministrator))
        let keys = "{ keys(first: 1) { nodes { lastFive } } }"
        let people = try changing.ask("{ users(first: 100) { nodes { id email } } }").json.at("data.users.nodes")
        let person = people?.items.first { $0["email"]?.text == TestGateway.email(.reportViewer) }
        let id = try #require(person?["id"]?.text)
        func change(_ role: SampleRole) throws -> Bool {
            let mutation = "mutation { assignRoles(userId: \"\(id)\", roles: [\(role.rawValue)]) { user { id } } }"
            return try changing.ask(mutation).errors.isEmpty
        }
        var right = 0
        for _ in 0..<Self.rounds {
            let before = try asking.ask(keys)
            let isTaken = try change(.accountViewer)
            let after = try asking.ask(keys)
            let isGivenBack = try change(.reportViewer)
            if isTaken, isGivenBack, before.errors.isEmpty, after.data?.json == #"{"keys":null}"#,
                after.codes == ["FORBIDDEN"]
            {
                right += 1
            }
        }
        #expect(right == Self.rounds)
        // And what was given back is there again.
        #expect(try asking.ask(keys).errors.isEmpty)
    }

    /// A command is not run for a caller whose session has just ended, though this gateway still remembers it.
    @Test func mutationOfEndedSessionIsRefused() throws {
        let database = try SampleDatabase.make()
        let asking = try TestGateway(database).anonymous()
        let ending = try client(of: ServingProgram(database))
        var right = 0
        for _ in 0..<20 {
            try asking.signIn(email: TestGateway.email(.reportViewer))
            _ = try asking.ask(Self.question)
            ending.token = asking.token
            _ = try ending.ask("mutation { signOut { ended } }")
            let after = try asking.ask("mutation { signOut { ended } }")
            if after.status == 401, after.data == nil { right += 1 }
            asking.token = nil
        }
        #expect(right == 20)
    }

    @Test func deactivatedUserIsOutAtOnce() throws {
        let database = try SampleDatabase.make()
        let gateway = try TestGateway(database)
        let asking = try gateway.signedIn(.reportViewer)
        #expect(try asking.ask(Self.question).errors.isEmpty)
        let owner = try database.connect()
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        try owner.execute(
            "UPDATE app_user SET status = 'DEACTIVATED' WHERE email = '\(TestGateway.email(.reportViewer))'"
        )
        #expect(try asking.ask(Self.question).status == 401)
    }

    /// The other organization's people are not looked up again: only the epoch that moved matters.
    @Test func changesElsewhereCostNothing() throws {
        let database = try SampleDatabase.make()
        let gateway = try TestGateway(database)
        let asking = try gateway.signedIn(.reportViewer, organization: 1)
        _ = try asking.ask(Self.question)
        let (_, change) = try changeRoles(database)
        try change("DELETE FROM user_role WHERE organization_id = 1 AND role = 'REPORT_VIEWER'")
        let (answer, statements) = try gateway.statements { try asking.ask(Self.question) }
        #expect(answer.errors.isEmpty)
        #expect(!statements.contains { StatementKind($0) == .sessionLookup })
    }

    @Test func sessionThatHasRunOutIsOver() throws {
        let database = try SampleDatabase.make()
        let gateway = try TestGateway(database)
        let asking = try gateway.signedIn(.reportViewer)
        let (_, change) = try changeRoles(database)
        try change("UPDATE session SET expires_at = created_at + interval '1 microsecond'")
        let answer = try asking.ask(Self.question)
        #expect(answer.status == 401)
        #expect(answer.codes == ["UNAUTHENTICATED"])
        #expect(answer.http["www-authenticate"] == "Bearer")
    }
}
