import Foundation
import GraphQL
import Postgres
import TestSupport
import Testing

/// A database that was dumped, and restored into another cluster: transactions there have other numbers.
@Suite struct RestoredLogTests {
    @Test func changesOfAnotherClusterAreRemovedAtStartUp() throws {
        let database = try SampleDatabase.make()
        let writer = try database.writer()
        let order = try writer.orderNumbers(1)[0]
        try writer.change(order)
        // One lies ahead of what the gateway does now, one far ahead.
        try writer.execute(
            """
            INSERT INTO change_log (organization_id, transaction, topic, key, operation, occurred_at)
            SELECT 1, (n + pg_snapshot_xmax(pg_current_snapshot())::text::bigint)::text::xid8, 'purchase_order',
                ARRAY[(SELECT id::text FROM purchase_order WHERE number = '\(order)')], 'UPDATE', now()
            FROM unnest(ARRAY[10000, 1000000]) n;
            INSERT INTO change_log_end SELECT 2, max(transaction), 1 FROM change_log
            """
        )
        let old = try writer.query("SELECT max(transaction)::text, min(transaction)::text FROM change_log")
        let gateway = try TestGateway(database)
        try eventually("they are removed") {
            gateway.log.all.contains { $0.contains("changes of another cluster are removed") }
        }
        #expect(gateway.log.all.contains { $0.contains("another cluster") && $0.contains("organizations=2") })
        let query = "subscription { orderChanged { order { number } } }"
        let reader = try EventReader(gateway, query, as: gateway.signedIn())
        _ = try reader.line()
        try writer.change(order)
        #expect(try reader.next().json.at("data.orderChanged.order.number")?.text == order)
        // Whoever was there before the dump has missed something.
        for (id, reason) in [("\(old.text(0, 0))-1", "EVENT_UNKNOWN"), ("\(old.text(0, 1))-1", "EVENT_TOO_OLD")] {
            let late = try EventReader(gateway, query, as: gateway.signedIn(), headers: [("Last-Event-ID", id)])
            #expect(try late.next().data.contains(reason))
        }
        let back = try EventReader(gateway, query, as: gateway.signedIn(), headers: [("Last-Event-ID", reader.lastID)])
        try writer.change(order)
        #expect(try back.next().json.at("data.orderChanged.order.number")?.text == order)
    }
}
