import Accounts
import Postgres
import SampleData
import TestSupport
import Testing

/// What one gateway takes from a caller, another one on the same database no longer gives, from the very next
/// request: a hundred times out of a hundred.
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

    @Test func endedSessionIsOverAtOnceInAnotherGateway() throws {
        let database = try SampleDatabase.make()
        let one = try TestGateway(database)
        let other = try TestGateway(database)
        let ending = try other.anonymous()
        let asking = try one.anonymous()
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
        let gateway = try TestGateway(database)
        let asking = try gateway.signedIn(.reportViewer)
        let (_, change) = try changeRoles(database)
        let user = "(SELECT id FROM app_user WHERE email = '\(TestGateway.email(.reportViewer))')"
        var right = 0
        for _ in 0..<Self.rounds {
            let before = try asking.ask(Self.question)
            try change("DELETE FROM user_role WHERE organization_id = 1 AND user_id = \(user)")
            let after = try asking.ask(Self.question)
            try change("INSERT INTO user_role (organization_id, user_id, role) VALUES (1, \(user), 'REPORT_VIEWER')")
            if before.errors.isEmpty, after.data?.json == #"{"orders":null}"#, after.codes == ["FORBIDDEN"] {
                right += 1
            }
        }
        #expect(right == Self.rounds)
        // And what was given back is there again.
        #expect(try asking.ask(Self.question).errors.isEmpty)
    }

    /// A command is not run for a caller whose session has just ended, though this gateway still remembers it.
    @Test func mutationOfEndedSessionIsRefused() throws {
        let database = try SampleDatabase.make()
        let one = try TestGateway(database)
        let other = try TestGateway(database)
        let asking = try one.anonymous()
        let ending = try other.anonymous()
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
