import Accounts
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// What was done to an object, also if nothing of it is left.
@Suite struct ChangeOperationTests {
    private static let query = "subscription { orderChanged { operation id order { number } } }"

    /// An order without lines, as a number that is also its id; in organization 1.
    private static func insert(_ id: Int) -> String {
        """
        INSERT INTO purchase_order (organization_id, id, agreement_id, number, status, ordered_at, currency, total)
        SELECT organization_id, \(id), id, '\(id)', 'SUBMITTED', now(), 'EUR', 1 FROM agreement ORDER BY id LIMIT 1
        """
    }

    private static func line(_ id: Int) -> String {
        """
        INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
        SELECT 1, \(id), 1, min(id), 1, 1 FROM product
        """
    }

    private static func update(_ id: Int) -> String {
        "UPDATE purchase_order SET purchase_reference = 'x' WHERE id = \(id)"
    }

    private static func delete(_ id: Int) -> String { "DELETE FROM purchase_order WHERE id = \(id)" }

    private func operation(_ event: EventReader.Event) -> String? { event.json.at("data.orderChanged.operation")?.text }

    @Test func newChangedAndRemovedObjectsAreToldAsSuch() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn(.accountViewer)
        let reader = try EventReader(gateway, Self.query, as: caller)
        _ = try reader.line()
        let writer = try gateway.database.writer()
        try writer.execute(Self.insert(900_001))
        let id = try #require(try caller.ask("{ order(number: \"900001\") { id } }").json.at("data.order.id")?.text)
        #expect(
            try reader.next().data
                == #"{"data":{"orderChanged":{"operation":"INSERT","id":"\#(id)","order":{"number":"900001"}}}}"#
        )
        try writer.execute(Self.update(900_001))
        #expect(try operation(reader.next()) == "UPDATE")
        try writer.execute(Self.line(900_001))
        #expect(try operation(reader.next()) == "UPDATE")
        try writer.execute("DELETE FROM order_line WHERE order_id = 900001")
        #expect(try operation(reader.next()) == "UPDATE")
        try writer.execute(Self.delete(900_001))
        #expect(
            try reader.next().data == #"{"data":{"orderChanged":{"operation":"DELETE","id":"\#(id)","order":null}}}"#
        )
    }

    /// One transaction is one event for an object: what it has done in all.
    @Test(arguments: [
        ([insert(900_001), line(900_001), update(900_001)], "INSERT"),
        ([update(900_000), line(900_000)], "UPDATE"),
        ([line(900_000), update(900_000), delete(900_000)], "DELETE"),
        (["DELETE FROM order_line WHERE order_id = 900000", delete(900_000), insert(900_000)], "UPDATE"),
        ([insert(900_001), line(900_001), delete(900_001)], nil),
        ([insert(900_001), delete(900_001), insert(900_001)], "INSERT"),
        (["SAVEPOINT s", delete(900_000), "ROLLBACK TO s", update(900_000)], "UPDATE"),
    ])
    func whatATransactionHasDoneInAllIsTold(statements: [String], expected: String?) throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let writer = try gateway.database.writer()
        let reader = try EventReader(gateway, Self.query, as: gateway.signedIn())
        _ = try reader.line()
        for order in [900_000, 900_002] {
            try writer.execute(Self.insert(order))
            #expect(try operation(reader.next()) == "INSERT")
        }
        try writer.execute("BEGIN")
        for statement in statements { try writer.execute(statement) }
        try writer.execute("COMMIT")
        try writer.execute(Self.delete(900_002))
        var told: [String?] = []
        repeat {
            told.append(try operation(reader.next()))
        } while told.last != "DELETE" || told.count < (expected == nil ? 1 : 2)
        #expect(told == (expected.map { [$0] } ?? []) + ["DELETE"])
    }

    @Test func whatHasHappenedIsToldWithoutTheObjectToo() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let query =
            "subscription { told: orderChanged { what: operation __typename one: order { id } two: order { number } } }"
        let reader = try EventReader(gateway, query, as: gateway.signedIn())
        let short = try EventReader(gateway, "subscription { orderChanged { operation } }", as: gateway.signedIn())
        for reader in [reader, short] { _ = try reader.line() }
        let writer = try gateway.database.writer()
        try writer.execute(Self.insert(900_001))
        #expect(try reader.next().json.at("data.told.two.number")?.text == "900001")
        #expect(try short.next().data == #"{"data":{"orderChanged":{"operation":"INSERT"}}}"#)
        try writer.execute(Self.delete(900_001))
        #expect(
            try reader.next().data
                == #"{"data":{"told":{"what":"DELETE","__typename":"OrderChange","one":null,"two":null}}}"#
        )
        #expect(try short.next().data == #"{"data":{"orderChanged":{"operation":"DELETE"}}}"#)
    }

    /// The removal and the loss are one transaction, so not even that is told.
    @Test func whoeverLosesTheRightIsNotToldOfWhatIsRemovedWithIt() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let writer = try gateway.database.writer()
        let short = "subscription { orderChanged { operation } }"
        let reader = try EventReader(gateway, short, as: gateway.signedIn(.reportViewer))
        _ = try reader.line()
        try writer.execute(Self.insert(900_001))
        #expect(try operation(reader.next()) == "INSERT")
        let address = TestGateway.email(.reportViewer)
        try writer.execute(
            """
            BEGIN; \(Self.delete(900_001));
            DELETE FROM user_role WHERE user_id = (SELECT id FROM app_user WHERE email = '\(address)'); COMMIT
            """
        )
        #expect(try reader.next().code == "FORBIDDEN")
    }

    @Test func anotherOrganizationIsNotToldOfWhatIsGone() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.query, as: gateway.signedIn(organization: 1))
        _ = try reader.line()
        let (here, there) = (try gateway.database.writer(organization: 2), try gateway.database.writer())
        try there.execute(Self.insert(900_001))
        try there.execute(Self.delete(900_001))
        let order = try here.orderNumbers(1)[0]
        try here.change(order)
        #expect(try reader.next().json.at("data.orderChanged.order.number")?.text == order)
    }

    /// Without the permission for the object there is no subscription to what has happened to it, whatever is selected.
    @Test func theOperationNeedsThePermissionOfTheObject() throws {
        let gateway = try TestGateway()
        let query = "subscription { orderChanged { operation } }"
        let event = try EventReader(gateway, query, as: gateway.signedIn(.userAdministrator)).next()
        #expect(event.code == "FORBIDDEN" && event.data.contains("VIEW_ORDERS"))
    }

    /// A field that returns the object itself tells of it while it is there.
    @Test func anObjectThatIsGoneIsNotToldAsItself() throws {
        let database = try SampleDatabase.make()
        let schema = try SchemaVariant(
            extra: #"extend type Subscription { orderTold: Order @changes(of: "purchase_order") }"#
        )
        let gateway = try TestGateway(database, catalog: schema.catalog(database))
        let reader = try EventReader(gateway, "subscription { orderTold { number } }", as: gateway.signedIn())
        _ = try reader.line()
        let writer = try database.writer()
        let orders = try writer.orderNumbers(2)
        try writer.execute("DELETE FROM purchase_order WHERE number = '\(orders[0])'")
        try writer.change(orders[1])
        #expect(try reader.next().json.at("data.orderTold.number")?.text == orders[1])
    }
}
