import Foundation
import Gateway
import GraphQL
import Postgres
import TestSupport
import Testing

/// A long way to catch up with, for clients that take their time.
@Suite struct CatchUpTests {
    /// 16 KB an event: what is missed is more than sockets and the gateway hold.
    private static let agreement =
        "subscription { agreementChanged { agreement { a: notes b: notes c: notes d: notes } } }"

    /// Changes the first agreement in so many transactions.
    private func change(_ writer: Connection, _ count: Int) throws {
        try writer.execute(
            """
            DO $do$ BEGIN FOR i IN 1..\(count) LOOP
                UPDATE agreement SET notes = repeat(chr(65 + i % 26), 4000) WHERE id = (SELECT min(id) FROM agreement);
                COMMIT;
                PERFORM set_config('gateway.organization_id', '1', false);
            END LOOP; END $do$
            """
        )
    }

    @Test func aClientThatReadsSteadilyIsToldAllHoweverMuchItHasMissed() throws {
        let gateway = try TestGateway(SampleDatabase.make()) { $0.streamQueue = 50_000 }
        let caller = try gateway.signedIn()
        let writer = try gateway.database.writer()
        let beginning = try EventReader(gateway, Self.agreement, as: caller).line()
        try change(writer, 1_200)
        let place = ("Last-Event-ID", String(beginning.dropFirst(4)))
        let reader = try EventReader(gateway, Self.agreement, as: caller, headers: [place])
        var told = [try reader.next()]
        // Time for a gateway that does not wait for its clients; and there is more to tell meanwhile.
        try change(writer, 600)
        usleep(500_000)
        while told.count < 1_800, told.last?.code == nil { told.append(try reader.next()) }
        let log = try writer.query(
            "SELECT transaction::text || '-' || position FROM change_log WHERE topic = 'agreement' ORDER BY transaction, position"
        )
        #expect(told.last?.code == nil)
        #expect(told.map(\.id) == (0..<log.rowCount).map { log.text($0, 0) })
        // Then it is told like everybody else.
        try change(writer, 1)
        #expect(try reader.next().name == "next")
    }

    @Test func othersDoNotWaitForOneWhoCatchesUp() throws {
        let gateway = try TestGateway(SampleDatabase.make()) { $0.streamQueue = 50_000 }
        let caller = try gateway.signedIn()
        let writer = try gateway.database.writer()
        let beginning = try EventReader(gateway, Self.agreement, as: caller).line()
        try change(writer, 1_200)
        let place = ("Last-Event-ID", String(beginning.dropFirst(4)))
        let slow = try EventReader(gateway, Self.agreement, as: caller, headers: [place])
        let live = try EventReader(gateway, Self.agreement, as: caller)
        _ = try live.line()
        try change(writer, 1)
        #expect(try live.next().name == "next")
        #expect(try slow.next().code == nil)
    }
}
