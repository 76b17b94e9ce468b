import Accounts
import Dispatch
import GraphQL
import Postgres
import SampleData
import Synchronization
import TestSupport
import Testing

/// Changes as they happen: what is told, to whom, how often and in which order.
@Suite struct ChangesTests {
    private static let orders = "subscription { orderChanged { order { number purchaseReference } } }"

    private func number(_ event: EventReader.Event) -> String? { event.json.at("data.orderChanged.order.number")?.text }

    @Test func aChangedOrderIsToldWithWhatIsSelected() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn(.accountViewer))
        let writer = try gateway.database.writer()
        let order = try writer.orderNumbers(1)[0]
        try writer.change(order, reference: "PO-1")
        let event = try reader.next()
        #expect(reader.head.status == 200)
        #expect(reader.head["content-type"] == "text/event-stream; charset=utf-8")
        #expect(reader.head["cache-control"] == "no-store")
        #expect(event.name == "next")
        #expect(event.data == #"{"data":{"orderChanged":{"order":{"number":"\#(order)","purchaseReference":"PO-1"}}}}"#)
    }

    @Test func aTransactionThatWritesAnOrderAndItsLinesIsOneEvent() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn())
        let writer = try gateway.database.writer()
        let orders = try writer.orderNumbers(2)
        try writer.execute(
            """
            BEGIN;
            UPDATE purchase_order SET purchase_reference = 'a' WHERE number = '\(orders[0])';
            UPDATE order_line SET quantity = quantity + 1
            WHERE order_id = (SELECT id FROM purchase_order WHERE number = '\(orders[0])');
            UPDATE purchase_order SET purchase_reference = 'b' WHERE number = '\(orders[0])';
            COMMIT
            """
        )
        try writer.change(orders[1])
        #expect(try number(reader.next()) == orders[0])
        #expect(try number(reader.next()) == orders[1])
    }

    @Test func linesOfAnOrderChangedByOneStatementAreOneEvent() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn())
        let writer = try gateway.database.writer()
        let many = try writer.query(
            "SELECT number FROM purchase_order WHERE id IN (SELECT order_id FROM order_line WHERE line_number = 2) LIMIT 2"
        )
        let orders = [many.text(0, 0), many.text(1, 0)]
        try writer.execute(
            """
            UPDATE order_line SET quantity = quantity + 1
            WHERE order_id = (SELECT id FROM purchase_order WHERE number = '\(orders[0])')
            """
        )
        try writer.change(orders[1])
        #expect(try number(reader.next()) == orders[0])
        #expect(try number(reader.next()) == orders[1])
    }

    @Test func eachOfManyConcurrentChangesIsToldOnceAndInOrder() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn(.accountViewer)
        let readers = try (0..<3).map { _ in try EventReader(gateway, Self.orders, as: caller) }
        let database = gateway.database
        let orders = try database.writer().orderNumbers(20)
        let failures = Mutex<[String]>([])
        let writing = DispatchGroup()
        for place in 0..<5 {
            DispatchQueue.global().async(group: writing) {
                do {
                    let writer = try database.writer()
                    // Each its own orders: none of them waits for another.
                    for round in 0..<40 {
                        let order = orders[place * 4 + round % 4]
                        try writer.execute(
                            """
                            BEGIN; UPDATE purchase_order SET purchase_reference = '\(round)' WHERE number = '\(order)';
                            SELECT pg_sleep(random() * 0.01); COMMIT
                            """
                        )
                    }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
        }
        var events: [[EventReader.Event]] = readers.map { _ in [] }
        for index in readers.indices {
            for _ in 0..<200 { events[index].append(try readers[index].next()) }
        }
        writing.wait()
        #expect(failures.withLock { $0 } == [])
        for told in events {
            let places = told.compactMap { event in
                event.id.split(separator: "-").compactMap { Int64($0) }
            }
            #expect(zip(places, places.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
            let counts = Dictionary(grouping: told) { number($0) ?? "?" }.mapValues(\.count)
            #expect(counts == Dictionary(uniqueKeysWithValues: orders.map { ($0, 10) }))
            #expect(told.map(\.id) == events[0].map(\.id))
        }
    }

    /// A transaction that began earlier and commits later stands before: nobody reads past it.
    @Test func aLateCommitIsNotMissed() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn())
        let (early, late) = (try gateway.database.writer(), try gateway.database.writer())
        let orders = try early.orderNumbers(2)
        try early.execute("BEGIN")
        try early.change(orders[0])
        try late.change(orders[1])
        // Time for a reader that would get it wrong.
        try late.execute("SELECT pg_sleep(0.3)")
        try early.execute("COMMIT")
        #expect(try number(reader.next()) == orders[0])
        #expect(try number(reader.next()) == orders[1])
    }

    @Test func whatIsRolledBackIsNotTold() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn())
        let writer = try gateway.database.writer()
        let orders = try writer.orderNumbers(2)
        try writer.execute("BEGIN")
        try writer.change(orders[0])
        try writer.execute("ROLLBACK")
        try writer.change(orders[1])
        #expect(try number(reader.next()) == orders[1])
    }

    @Test func anotherOrganizationIsToldNothing() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn(organization: 1))
        let (here, there) = (try gateway.database.writer(organization: 2), try gateway.database.writer())
        try there.change(there.orderNumbers(1)[0])
        let order = try here.orderNumbers(1)[0]
        try here.change(order)
        #expect(try number(reader.next()) == order)
    }

    @Test func listsBelowAreReadAndWhatMayNotBeSeenIsNullWithAnError() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let selection = "number agreement { keys { totalCount } } lines(first: 2) { totalCount }"
        let query = "subscription { orderChanged { order { \(selection) } } }"
        let reader = try EventReader(gateway, query, as: gateway.signedIn(.accountViewer))
        let writer = try gateway.database.writer()
        try writer.change(writer.orderNumbers(1)[0])
        let event = try reader.next()
        #expect(event.json.at("data.orderChanged.order.agreement.keys") == .null)
        #expect((event.json.at("data.orderChanged.order.lines.totalCount")?.integer ?? 0) > 0)
        #expect(event.code == "FORBIDDEN")
    }

    @Test func commandsAreTold() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn()
        func reader(_ selection: String) throws -> EventReader {
            try EventReader(gateway, "subscription { \(selection) }", as: caller)
        }
        let agreements = try reader("agreementChanged { agreement { id version } }")
        let keys = try reader("keyRevealed { id }")
        let invitations = try reader("invitationChanged { email status }")
        let found = try caller.ask(
            """
            { agreements(first: 1, filter: { status: { eq: ACTIVE }, endsOn: { gt: "2027-12-31" } }) { nodes { id version } }
              keys(first: 1) { nodes { id } } }
            """
        )
        let agreement = try #require(found.json.at("data.agreements.nodes.0"))
        let id = try #require(agreement["id"]?.text)
        let version = try #require(agreement["version"]?.integer)
        let key = try #require(found.json.at("data.keys.nodes.0.id")?.text)
        let changed = try caller.ask(
            "mutation { updateAgreement(input: { id: \"\(id)\", version: \(version), notes: \"told\" }) { agreement { id } } }"
        )
        #expect(changed.errors.isEmpty)
        #expect(try caller.ask("mutation { revealKey(id: \"\(key)\") { key } }").errors.isEmpty)
        try caller.invite("somebody@contoso.example", roles: ["REPORT_VIEWER"])
        #expect(
            try agreements.next().data
                == #"{"data":{"agreementChanged":{"agreement":{"id":"\#(id)","version":\#(version + 1)}}}}"#
        )
        #expect(try keys.next().data == #"{"data":{"keyRevealed":{"id":"\#(key)"}}}"#)
        #expect(
            try invitations.next().data
                == #"{"data":{"invitationChanged":{"email":"somebody@contoso.example","status":"PENDING"}}}"#
        )
    }

    /// The log is read once for an organization, and an object once for all who ask the same and may see the same.
    @Test func subscribersWithOneQuestionShareOneStatement() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let writer = try gateway.database.writer()
        let order = try writer.orderNumbers(1)[0]
        let callers = try [SampleRole.accountViewer, .accountViewer, .reportViewer].map { try gateway.signedIn($0) }
        let readers = try (callers + callers).map { try EventReader(gateway, Self.orders, as: $0) }
        // All have begun.
        for reader in readers { _ = try reader.line() }
        // A change is looked for again while a transaction that is older runs anywhere in the cluster.
        var looks = Int.max
        for _ in 0..<50 where looks > 2 {
            let (_, statements) = try gateway.statements {
                try writer.change(order)
                for reader in readers { #expect(try number(reader.next()) == order) }
            }
            let reading = statements.filter { $0.contains("FROM \"purchase_order\"") }
            // One for each set of permissions.
            #expect(reading.count == 2, "\(reading)")
            looks = min(looks, statements.filter { $0.contains("change_log l") }.count)
        }
        #expect(looks <= 2)
    }

    /// A schema of somebody else's has its own subscriptions: a trigger and a line of SDL.
    @Test func anotherTableIsToldWithoutALineOfSwift() throws {
        let database = try SampleDatabase.make()
        try database.connect().execute(
            """
            CREATE TRIGGER log_update AFTER UPDATE ON purchasing_account REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION log_change('account', 'id')
            """
        )
        let schema = try SchemaVariant(
            extra: #"extend type Subscription { accountChanged: PurchasingAccount @changes(of: "account") }"#
        )
        let gateway = try TestGateway(database, catalog: schema.catalog(database))
        let reader = try EventReader(gateway, "subscription { accountChanged { name } }", as: gateway.signedIn())
        try database.writer().execute(
            "UPDATE purchasing_account SET name = 'Renamed' WHERE id = (SELECT min(id) FROM purchasing_account)"
        )
        #expect(try reader.next().data == #"{"data":{"accountChanged":{"name":"Renamed"}}}"#)
    }
}
