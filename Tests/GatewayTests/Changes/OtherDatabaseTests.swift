import GraphQL
import Postgres
import TestSupport
import Testing

/// Transactions of another database in the same cluster, whose numbers come from the same row of numbers.
@Suite struct OtherDatabaseTests {
    private static let orders = "subscription { orderChanged { order { number } } }"

    private func number(_ event: EventReader.Event) -> String? { event.json.at("data.orderChanged.order.number")?.text }

    @Test func aTransactionOfAnotherDatabaseHoldsNothingBack() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn()
        let writer = try gateway.database.writer()
        let orders = try writer.orderNumbers(3)
        let other = try SampleDatabase.make().writer()
        try other.execute("BEGIN")
        try other.change(other.orderNumbers(1)[0])
        let reader = try EventReader(gateway, Self.orders, as: caller)
        _ = try reader.line()
        try writer.change(orders[0])
        let first = try reader.next()
        #expect(number(first) == orders[0])
        try writer.change(orders[1])
        #expect(try number(reader.next()) == orders[1])
        // Nor does it matter to those who come back.
        let again = try EventReader(gateway, Self.orders, as: caller, headers: [("Last-Event-ID", first.id)])
        #expect(try number(again.next()) == orders[1])
        try writer.change(orders[2])
        #expect(try number(again.next()) == orders[2])
        try other.execute("COMMIT")
    }

    /// One of each: ours holds back what came after it, until it ends.
    @Test func aTransactionOfThisDatabaseHoldsBackWhateverRunsElsewhere() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let (early, late) = (try gateway.database.writer(), try gateway.database.writer())
        let orders = try early.orderNumbers(2)
        let other = try SampleDatabase.make().writer()
        try other.execute("BEGIN")
        try other.change(other.orderNumbers(1)[0])
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn())
        _ = try reader.line()
        try early.execute("BEGIN")
        try early.change(orders[0])
        try late.change(orders[1])
        // Time for a reader that would get it wrong.
        try late.execute("SELECT pg_sleep(0.5)")
        try early.execute("COMMIT")
        #expect(try number(reader.next()) == orders[0])
        #expect(try number(reader.next()) == orders[1])
        try other.execute("COMMIT")
    }
}
