import Accounts
import Foundation
import Postgres
import SampleData
import TestSupport
import Testing

/// Stopping: what was accepted is answered, and nothing new is.
@Suite struct DrainTests {
    @Test func requestsUnderWayAreAnswered() throws {
        let database = try SampleDatabase.make()
        let gateway = try TestGateway(database)
        let clients = try (0..<4).map { _ in try gateway.signedIn() }
        // Held up in the database until the lock is let go.
        let blocker = try database.connect()
        try blocker.execute("BEGIN; LOCK TABLE purchase_order IN ACCESS EXCLUSIVE MODE")
        for client in clients {
            try client.http.send(
                "POST",
                "/graphql",
                headers: [("Content-Type", "application/json"), ("Authorization", "Bearer \(client.token ?? "")")],
                body: Array(#"{"query": "{ orders(first: 1) { totalCount } }"}"#.utf8)
            )
        }
        try database.waitForLocks()
        let stopped = DispatchSemaphore(value: 0)
        let stopping = Thread {
            gateway.stop(deadline: .seconds(600))
            stopped.signal()
        }
        stopping.start()
        try eventually("nobody new is served") { (try? gateway.anonymous().ask("{ __typename }")) == nil }
        try blocker.execute("ROLLBACK")
        for client in clients {
            let answer = try Answer(client.http.answer())
            #expect(answer.status == 200)
            #expect(answer.data?.at("orders.totalCount")?.integer == 200)
            #expect(client.http.isClosed())
        }
        #expect(stopped.wait(timeout: .now() + 300) == .success)
    }

    @Test func commandUnderWayIsAnswered() throws {
        let database = try SampleDatabase.make()
        let gateway = try TestGateway(database)
        let client = try gateway.anonymous()
        let blocker = try database.connect()
        try blocker.execute("BEGIN; LOCK TABLE session IN ACCESS EXCLUSIVE MODE")
        let query =
            #"mutation { signIn(email: \"\#(TestGateway.email(.reportViewer))\", password: \"volume-licensing-sample\") { token } }"#
        try client.http.send(
            "POST",
            "/graphql",
            headers: [("Content-Type", "application/json")],
            body: Array("{\"query\": \"\(query)\"}".utf8)
        )
        try database.waitForLocks()
        let stopped = DispatchSemaphore(value: 0)
        Thread {
            gateway.stop(deadline: .seconds(600))
            stopped.signal()
        }.start()
        try eventually("nobody new is served") { (try? gateway.anonymous().ask("{ __typename }")) == nil }
        try blocker.execute("ROLLBACK")
        let answer = try Answer(client.http.answer())
        #expect(answer.data?.at("signIn.token")?.text?.count == 43)
        #expect(stopped.wait(timeout: .now() + 300) == .success)
    }

    @Test func idleConnectionsAreClosed() throws {
        let gateway = try TestGateway()
        let client = try gateway.anonymous()
        #expect(try client.ask("{ __typename }").status == 200)
        let start = ContinuousClock.now
        gateway.stop(deadline: .seconds(600))
        #expect(client.http.isClosed())
        // Not by force.
        #expect(ContinuousClock.now - start < .seconds(300))
    }
}
