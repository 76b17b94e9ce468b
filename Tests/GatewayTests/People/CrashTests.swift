import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import Synchronization
import TestSupport
import Testing

/// What is left when gateways are killed in the middle of their work.
@Suite struct CrashTests {
    private static let kills = 20

    /// Invites until the gateway is gone, two people at a time, and gives those whose invitation was confirmed.
    ///
    /// - Parameter hasBegun: signalled with the first of them.
    private func inviteUntilTheEnd(_ client: GatewayClient, round: Int, hasBegun: DispatchSemaphore) -> [String] {
        // Whoever waits goes on, whatever happens here.
        defer { hasBegun.signal() }
        var confirmed: [String] = []
        for number in 0..<1_000 {
            let people = ["slow\(round)-\(number)@contoso.example", "quick\(round)-\(number)@contoso.example"]
            let input = people.map {
                #"{email: "\#($0)", firstName: "Ada", lastName: "Lovelace", roles: [ACCOUNT_VIEWER]}"#
            }
            let mutation = "mutation { inviteUsers(input: [\(input.joined(separator: ","))]) { results { outcome } } }"
            guard let answer = try? client.ask(mutation) else { break }
            if answer.http.text.components(separatedBy: "INVITED").count == 3 {
                confirmed += people
                hasBegun.signal()
            }
            usleep(15_000)
        }
        return confirmed
    }

    @Test func noInvitationIsWithoutMailAndNoMailWithoutInvitation() throws {
        let world = try PeopleProcesses()
        var confirmed: Set<String> = []
        var points: [UInt32] = []
        // Until a mail was sent again as well, or the test would not have struck where it must.
        func hasStruck() -> Bool {
            let ids = world.mails.all().compactMap { $0.header("Message-ID") }
            return Set(ids).count < ids.count
        }
        var rounds = 0
        while rounds < Self.kills || rounds < 10 * Self.kills && !hasStruck() {
            let round = rounds
            rounds += 1
            let program = try world.start(["--mail-threads", "3"])
            let client = try world.signedIn(at: program)
            let point = UInt32.random(in: 1_000...400_000)
            let hasBegun = DispatchSemaphore(value: 0)
            points.append(point)
            let halves = try inParallel(2) { side in
                if side == 0 { return self.inviteUntilTheEnd(client, round: round, hasBegun: hasBegun) }
                hasBegun.wait()
                usleep(point)
                kill(program.process.processIdentifier, SIGKILL)
                program.process.waitUntilExit()
                return []
            }
            #expect(program.process.terminationReason == .uncaughtSignal)
            confirmed.formUnion(halves[0])
        }
        // The last one is left to finish what the others have begun.
        let last = try world.start(["--mail-threads", "3"])
        let owner = try Connection(
            PostgresConfiguration(connectionString: world.database.administratorConnectionString)
        )
        try eventually("every mail has gone out") {
            try owner.query("SELECT FROM gateway.mail WHERE status = 'QUEUED'").rowCount == 0
        }
        let rows = try owner.query(
            """
            SELECT i.email, m.message_id, m.status, encode(i.token_hash, 'hex') FROM gateway.invitation i
            FULL JOIN gateway.mail m ON m.organization_id = i.organization_id AND m.invitation_id = i.id
            """
        )
        var invited: [String: (messageID: String, tokenHash: String)] = [:]
        for row in 0..<rows.rowCount {
            // No side of the join is missing, and every mail has gone out.
            let email = try #require(rows.optionalText(row, 0))
            #expect(rows.optionalText(row, 2) == "SENT", "\(email), killed at \(points)")
            invited[email] = (try #require(rows.optionalText(row, 1)), rows.text(row, 3))
        }
        #expect(invited.count == rows.rowCount && confirmed.isSubset(of: invited.keys))
        let received = world.mails.all()
        var messageIDs: [String: Set<String>] = [:]
        for mail in received {
            let email = try #require(mail.header("X-Recipients"))
            messageIDs[email, default: []].insert(try #require(mail.header("Message-ID")))
            let hash = SessionToken(try #require(mail.token))?.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            #expect(hash?.joined() == invited[email]?.tokenHash, "\(email)")
        }
        #expect(messageIDs == invited.mapValues { [$0.messageID] }, "killed at \(points)")
        #expect(received.count > invited.count, "\(invited.count) invitations; killed at \(points)")
        #expect(confirmed.count >= Self.kills)
        withExtendedLifetime(last) {}
    }
}
