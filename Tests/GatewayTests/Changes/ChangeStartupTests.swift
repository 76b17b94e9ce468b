import Gateway
import Planning
import Postgres
import TestSupport
import Testing

/// Subscriptions that can never be told, or would tell too much: the gateway does not start, and says where and why.
@Suite struct ChangeStartupTests {
    private static let change = "type Foo { id: ID! operation: ChangeOperation! "

    @Test(arguments: [
        ("fooChanged: Order", "does not say which changes it tells"),
        (#"fooChanged: Reports @changes(of: "agreement")"#, "one object with a table"),
        (#"fooChanged: OrderConnection @changes(of: "agreement")"#, "one object with a table"),
        (#"fooChanged: [Order!] @changes(of: "agreement")"#, "one object with a table"),
        (#"fooChanged: Product @changes(of: "agreement")"#, "belongs to no tenant"),
        (#"fooChanged(number: String): Order @changes(of: "agreement")"#, "Remove the argument"),
        (#"fooChanged(id: [ID!]): Order @changes(of: "agreement")"#, "Remove the argument"),
        (#"fooChanged: Order @changes(of: "purchase_orders")"#, "nothing writes it: there are agreement, invitation,"),
    ])
    func aSubscriptionThatCannotBeToldIsAFault(field: String, words: String) throws {
        try expect(words, "extend type Subscription { \(field) }")
    }

    @Test(arguments: [
        ("order: Order! }", "Foo.order is not part of a change"),
        ("order: Order number: String }", "Foo.number is not part of a change"),
        ("order: Order role: Role }", "Foo.role is not part of a change"),
        ("order(id: ID): Order }", "Foo.order is not part of a change"),
        ("order: Order } extend type Order { foo: Foo }", "Order.foo returns Foo, which only subscriptions can tell"),
        ("order: Invitation }", "it is a view"),
        ("one: Order two: Agreement }", "one object with a table"),
    ])
    func aTypeThatCannotSayWhatHasHappenedIsAFault(rest: String, words: String) throws {
        try expect(
            words,
            Self.change + rest + #" extend type Subscription { told: Foo @changes(of: "purchase_order") }"#
        )
    }

    @Test func whatIsNotedDoesNothingToAnObject() throws {
        let schema =
            Self.change + #"key: LicenseKey } extend type Subscription { told: Foo @changes(of: "key_revealed") }"#
        try expect("does nothing to it", schema)
    }

    @Test func rowsThatNotEverybodyInTheOrganizationSeesAreNotToldWhenGone() throws {
        let database = try SampleDatabase.make()
        try database.connect().execute("CREATE POLICY cheap ON purchase_order FOR SELECT USING (total < 100)")
        try expect("a policy looks at more than `organization_id`", nil, database)
    }

    /// Their texts depend on who has written them.
    @Test func keysWithSeveralTextsHaveNoIdsInTheLog() throws {
        let schema = """
            extend type Subscription { told(id: ID): Meeting @changes(of: "agreement") }
            type Meeting implements Node @table(name: "meeting", key: ["at"]) { id: ID! }
            """
        let database = try SampleDatabase.make()
        try database.connect().execute(
            "CREATE TABLE meeting (organization_id bigint, at timestamptz, PRIMARY KEY (organization_id, at))"
        )
        try expect("`meeting.at` is timestamptz", schema, database)
    }

    @Test func aTopicWhoseTriggersAreOffIsAFault() throws {
        let database = try SampleDatabase.make()
        try database.connect().execute("ALTER TABLE agreement DISABLE TRIGGER USER")
        try expect("tells of the topic \"agreement\", but nothing writes it", nil, database)
    }

    @Test func aNoteOfATopicThatIsNotDeclaredIsRefused() throws {
        let writer = try SampleDatabase.make().writer()
        #expect(
            performing: { try writer.execute("SELECT note_change(1, 'unheard', ARRAY['1'])") },
            throws: { "\($0)".contains("noted_topic") }
        )
    }

    private func expect(_ words: String, _ extra: String?, _ database: TestDatabase? = nil) throws {
        let schema = try SchemaVariant(extra: extra)
        let database = try database ?? SampleDatabase.shared()
        #expect(
            performing: { try schema.catalog(database) },
            throws: { "\($0)".contains(words) && "\($0)".contains(".graphql:") }
        )
    }
}
