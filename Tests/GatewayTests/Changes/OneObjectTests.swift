import Accounts
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Subscriptions with an `id`: changes of that object, and no work for others.
@Suite struct OneObjectTests {
    private static let order = "subscription ($id: ID) { orderChanged(id: $id) { order { number } } }"

    private func reader(_ gateway: TestGateway, _ id: String?, as caller: GatewayClient) throws -> EventReader {
        let id = id.map { "\"\($0)\"" } ?? "null"
        let reader = try EventReader(gateway, Self.order, as: caller, variables: "{\"id\": \(id)}")
        // It has begun: what happens from now on is told.
        _ = try reader.line()
        return reader
    }

    private func number(_ event: EventReader.Event) -> String? { event.json.at("data.orderChanged.order.number")?.text }

    /// Ids and numbers of an organization's orders.
    private func orders(_ caller: GatewayClient, _ count: Int) throws -> [(id: String, number: String)] {
        let answer = try caller.ask("{ orders(first: \(count), orderBy: [{ number: ASC }]) { nodes { id number } } }")
        return (answer.json.at("data.orders.nodes")?.items ?? []).compactMap { order in
            guard let id = order["id"]?.text, let number = order["number"]?.text else { return nil }
            return (id, number)
        }
    }

    @Test(arguments: [
        (
            "orderChanged", "{ order { id } }", "orders",
            "UPDATE purchase_order SET purchase_reference = 'x' WHERE id = "
        ),
        ("agreementChanged", "{ agreement { id } }", "agreements", "UPDATE agreement SET notes = 'x' WHERE id = "),
        ("invitationChanged", "{ id }", "invitations", "UPDATE invitation SET first_name = 'x' WHERE id = "),
        (
            "keyRevealed", "{ id }", "keys",
            "SELECT note_change(1, 'key_revealed', ARRAY[id::text]) FROM license_key WHERE id = "
        ),
    ])
    func onlyTheObjectWithTheIdIsTold(field: String, selection: String, list: String, change: String) throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn()
        for name in ["one", "two"] { try caller.invite("\(name)@contoso.example", roles: ["REPORT_VIEWER"]) }
        let found = try caller.ask("{ \(list)(first: 2) { nodes { id } } }")
        let ids = try (0..<2).map { try #require(found.json.at("data.\(list).nodes.\($0).id")?.text) }
        let all = try EventReader(gateway, "subscription { \(field) \(selection) }", as: caller)
        let one = try EventReader(gateway, "subscription { \(field)(id: \"\(ids[0])\") \(selection) }", as: caller)
        for reader in [all, one] { _ = try reader.line() }
        let writer = try gateway.database.writer()
        let table = ["orders": "purchase_order", "keys": "license_key"][list] ?? String(list.dropLast())
        let keys = try writer.query("SELECT id FROM \(table) WHERE organization_id = 1 ORDER BY id")
        for row in 0..<keys.rowCount { _ = try writer.query(change + "\(keys.int8(row, 0))") }
        #expect(keys.rowCount >= 2)
        let event = try one.next()
        var same = try all.next()
        while same.id != event.id { same = try all.next() }
        #expect(event.data.contains(ids[0]) && event.data == same.data)
    }

    @Test func subscribersWithIdsCauseNoStatementForOthers() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn(.accountViewer)
        let found = try orders(caller, 40)
        let readers = try found.dropFirst(10).map { try reader(gateway, $0.id, as: caller) }
        let writer = try gateway.database.writer()
        let (_, statements) = try gateway.statements {
            for order in found { try writer.change(order.number) }
            for (reader, order) in zip(readers, found.dropFirst(10)) {
                #expect(try number(reader.next()) == order.number)
            }
        }
        #expect(statements.filter { $0.contains("FROM \"purchase_order\"") }.count == readers.count)
    }

    @Test func subscribersWithTheSameIdShareAStatement() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn(.accountViewer)
        let found = try orders(caller, 2)
        let readers = try (0..<6).map { try reader(gateway, found[$0 % 2].id, as: caller) }
        let writer = try gateway.database.writer()
        let (_, statements) = try gateway.statements {
            for order in found { try writer.change(order.number) }
            for (place, reader) in readers.enumerated() {
                #expect(try number(reader.next()) == found[place % 2].number)
            }
        }
        #expect(statements.filter { $0.contains("FROM \"purchase_order\"") }.count == 2)
    }

    @Test func noIdAtAllIsEverything() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn(.accountViewer)
        let found = try orders(caller, 1)
        let reader = try reader(gateway, nil, as: caller)
        try gateway.database.writer().change(found[0].number)
        #expect(try number(reader.next()) == found[0].number)
    }

    /// As lookups find nothing by such ids, and do not say why.
    @Test func anIdOfNothingIsToldOfNothing() throws {
        let gateway = try TestGateway(SampleDatabase.make()) { $0.heartbeat = .milliseconds(50) }
        let here = try gateway.signedIn(.accountManager)
        let there = try gateway.signedIn(.accountManager, organization: 1)
        let foreign = try #require(orders(there, 1).first)
        let found = try here.ask("{ agreements(first: 1) { nodes { id } } }")
        let agreement = try #require(found.json.at("data.agreements.nodes.0.id")?.text)
        let silent = try [foreign.id, agreement, "nonsense", ""].map { try reader(gateway, $0, as: here) }
        let own = try reader(gateway, nil, as: here)
        let abroad = try reader(gateway, foreign.id, as: there)
        let order = try #require(orders(here, 1).first)
        try gateway.database.writer(organization: 2).change(foreign.number)
        try gateway.database.writer().change(order.number)
        #expect(try number(abroad.next()) == foreign.number)
        #expect(try number(own.next()) == order.number)
        for reader in silent {
            let comments = reader.comments
            var lines: [String] = []
            while lines.filter({ $0.hasPrefix(":") }).count < 3 { lines.append(try reader.line()) }
            #expect(reader.comments == comments && !lines.contains { $0.hasPrefix("event:") }, "\(lines)")
        }
    }

    /// Ids of another schema's types, whatever they are made of.
    @Test func keysOfAnyTypesAreKnownByTheirIds() throws {
        let database = try SampleDatabase.make()
        try database.connect().execute(
            """
            CREATE TABLE parcel (
                organization_id bigint NOT NULL, code uuid NOT NULL, place text NOT NULL, part smallint NOT NULL,
                number integer NOT NULL, weight int, PRIMARY KEY (organization_id, code, place, part, number)
            );
            ALTER TABLE parcel ENABLE ROW LEVEL SECURITY;
            ALTER TABLE parcel FORCE ROW LEVEL SECURITY;
            CREATE POLICY tenant ON parcel
                USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
            GRANT SELECT ON parcel TO business_center_gateway;
            CREATE TRIGGER log_update AFTER UPDATE ON parcel REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION log_change('parcel', 'code', 'place', 'part', 'number');
            CREATE TRIGGER log_delete AFTER DELETE ON parcel REFERENCING OLD TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION log_change('parcel', 'code', 'place', 'part', 'number');
            SELECT set_config('gateway.organization_id', '1', false);
            INSERT INTO parcel
            SELECT 1, c.code, place, -7, -70000, weight
            FROM (SELECT gen_random_uuid() AS code) c,
                (VALUES ('Z\u{FC}rich "West"', 1), ('Zu\u{308}rich "West"', 2)) AS t (place, weight)
            """
        )
        let schema = try SchemaVariant(
            extra: """
                type Parcel implements Node @table(name: "parcel", key: ["code", "place", "part", "number"]) {
                  id: ID!
                  weight: Int
                }
                extend type Query { parcels: ParcelConnection }
                type ParcelChange { id: ID! operation: ChangeOperation! parcel: Parcel }
                extend type Subscription { parcelChanged(id: ID!): ParcelChange @changes(of: "parcel") }
                """
        )
        let gateway = try TestGateway(database, catalog: schema.catalog(database))
        let caller = try gateway.signedIn()
        let found = try caller.ask("{ parcels(filter: { weight: { eq: 1 } }) { nodes { id } } }")
        let id = try #require(found.json.at("data.parcels.nodes.0.id")?.text, "\(found.http.text)")
        let query = "subscription { parcelChanged(id: \"\(id)\") { operation id parcel { id weight } } }"
        let reader = try EventReader(gateway, query, as: caller)
        _ = try reader.line()
        let writer = try database.writer()
        // Swift takes the two places for the same text; PostgreSQL does not.
        try writer.execute("UPDATE parcel SET weight = 3 WHERE weight = 2")
        try writer.execute("UPDATE parcel SET weight = 9 WHERE weight = 1")
        try writer.execute("DELETE FROM parcel")
        let changed = #""operation":"UPDATE","id":"\#(id)","parcel":{"id":"\#(id)","weight":9}"#
        let first = try reader.next()
        // When it is sent, the row may be gone.
        if first.data.contains("UPDATE") {
            #expect(first.data == #"{"data":{"parcelChanged":{\#(changed)}}}"#)
            #expect(try reader.next().data.contains(#"{"operation":"DELETE","id":"\#(id)","parcel":null}"#))
        } else {
            #expect(first.data == #"{"data":{"parcelChanged":{"operation":"DELETE","id":"\#(id)","parcel":null}}}"#)
        }
    }
}
