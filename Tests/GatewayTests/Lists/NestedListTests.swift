import Accounts
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Lists below rows: below to-one relations, below rows that share a key, below rows without one.
@Suite struct NestedListTests {
    private static let gateway = Result { try TestGateway() }

    private func data(_ query: String, _ gateway: TestGateway? = nil) throws -> JSONValue {
        let answer = try (gateway ?? Self.gateway.get()).signedIn().ask(query)
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        return try #require(answer.data)
    }

    /// What a nested list shows is what the same list shows when its parent is asked for alone.
    @Test func nestedPagesAreThoseOfEachParentAlone() throws {
        let client = try Self.gateway.get().signedIn()
        for arguments in ["first: 3", "last: 3", "first: 5, last: 2", "first: 0"] {
            let orders =
                "orders(\(arguments)) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { number } }"
            let all = try client.ask("{ agreements(first: 10) { nodes { number \(orders) } } }")
            for node in all.data?.at("agreements.nodes")?.items ?? [] {
                let number = node["number"]?.text ?? ""
                let alone = try client.ask("{ agreement(number: \"\(number)\") { number \(orders) } }")
                #expect(alone.data?["agreement"]?.json == node.json, "\(arguments)")
            }
        }
    }

    /// Rows under each parent, as the database counts them.
    @Test func totalsAreTheDatabases() throws {
        let connection = try SampleDatabase.shared().connect()
        try connection.execute("SELECT set_config('gateway.organization_id', '1', false)")
        let counted = try connection.query(
            "SELECT a.number, count(o.id) FROM agreement a LEFT JOIN purchase_order o ON o.agreement_id = a.id AND o.organization_id = a.organization_id GROUP BY a.number"
        )
        var counts: [String: Int64] = [:]
        for row in 0..<counted.rowCount { counts[counted.text(row, 0)] = counted.int8(row, 1) }
        let nodes =
            try data("{ agreements(first: 10) { nodes { number orders { totalCount } } } }").at("agreements.nodes")?
            .items ?? []
        #expect(nodes.count == 10)
        // One has not begun, so it has none: an empty list, not a missing one.
        #expect(nodes.contains { $0.at("orders.totalCount")?.integer == 0 })
        for node in nodes { #expect(node.at("orders.totalCount")?.integer == counts[node["number"]?.text ?? ""]) }
    }

    @Test func emptyNestedListIsAnEmptyPage() throws {
        let nodes =
            try data(
                "{ agreements(first: 10) { nodes { status orders { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor } nodes { id } } } } }"
            ).at("agreements.nodes")?.items ?? []
        let pending = try #require(nodes.first { $0["status"]?.text == "PENDING" })
        #expect(
            pending["orders"]?.json
                == #"{"totalCount":0,"pageInfo":{"hasNextPage":false,"hasPreviousPage":false,"startCursor":null,"endCursor":null},"edges":[],"nodes":[]}"#
        )
    }

    /// Many orders have one agreement: its lists are fetched once, and shown with each.
    @Test func listBelowAToOneRelationIsSharedByItsRows() throws {
        let gateway = try TestGateway()
        let client = try gateway.signedIn()
        let (answer, statements) = try gateway.statements {
            try client.ask(
                "{ orders(first: 50) { nodes { agreement { number keys(first: 2) { totalCount nodes { lastFive } } } } } }"
            )
        }
        var lists: [String: Set<String>] = [:]
        let nodes = answer.data?.at("orders.nodes")?.items ?? []
        #expect(nodes.count == 50)
        for node in nodes {
            lists[node.at("agreement.number")?.text ?? "", default: []].insert(node.at("agreement.keys")?.json ?? "")
        }
        #expect(lists.count > 1 && lists.count < 50)
        #expect(lists.values.allSatisfy { $0.count == 1 })
        #expect(statements.filter { StatementKind($0) == .data }.count == 2)
        for (number, keys) in lists {
            let alone = try client.ask(
                "{ agreement(number: \"\(number)\") { keys(first: 2) { totalCount nodes { lastFive } } } }"
            )
            #expect(keys == [alone.data?.at("agreement.keys")?.json ?? ""])
        }
    }

    /// A list that is asked for twice is two lists.
    @Test func aliasesOfOneListHaveTheirOwnPages() throws {
        let nodes =
            try data(
                "{ agreements(last: 3) { nodes { a: orders(first: 2) { nodes { number } } b: orders(last: 1) { nodes { number } } } } }"
            ).at("agreements.nodes")?.items ?? []
        for node in nodes {
            #expect(node.at("a.nodes")?.items.count == 2)
            #expect(node.at("b.nodes")?.items.count == 1)
            #expect(node.at("a.nodes.0.number") != node.at("b.nodes.0.number"))
        }
    }

    /// The partner is missing where nobody looks after the agreement.
    @Test func nullForeignKeyIsANullObject() throws {
        let database = try SampleDatabase.make()
        let owner = try database.connect()
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        try owner.execute("UPDATE agreement SET partner_id = CASE id % 2 WHEN 0 THEN (SELECT min(id) FROM partner) END")
        let expected = try owner.query(
            "SELECT count(*) FROM agreement WHERE organization_id = 1 AND partner_id IS NULL"
        ).int8(0, 0)
        let gateway = try TestGateway(database)
        let nodes =
            try data("{ agreements(first: 10) { nodes { partner { name number } } } }", gateway).at("agreements.nodes")?
            .items ?? []
        #expect(nodes.filter { $0["partner"] == .null }.count == Int(expected))
        #expect(expected == 5)
        #expect(nodes.contains { $0.at("partner.name")?.text != nil })
    }

    /// A list below a relation that leads nowhere (a table made for the purpose: its parent may be missing).
    @Test func listBelowAMissingRowIsMissingWithIt() throws {
        let database = try SampleDatabase.make()
        try ForestTable.make(in: database)
        let catalog = try SchemaVariant(extra: ForestTable.sdl).catalog(database)
        let gateway = try TestGateway(database, catalog: catalog)
        let answer = try gateway.signedIn().ask(
            "{ trees(first: 10) { nodes { name above { name below(first: 5) { totalCount nodes { name } } } below { totalCount nodes { name } } } } }"
        )
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        #expect(
            answer.data?.json
                == #"{"trees":{"nodes":["#
                + #"{"name":"leaf","above":{"name":"branch","below":{"totalCount":1,"nodes":[{"name":"leaf"}]}},"below":{"totalCount":0,"nodes":[]}},"#
                + #"{"name":"branch","above":{"name":"root","below":{"totalCount":2,"nodes":[{"name":"branch"},{"name":"twig"}]}},"below":{"totalCount":1,"nodes":[{"name":"leaf"}]}},"#
                + #"{"name":"twig","above":{"name":"root","below":{"totalCount":2,"nodes":[{"name":"branch"},{"name":"twig"}]}},"below":{"totalCount":0,"nodes":[]}},"#
                + #"{"name":"root","above":null,"below":{"totalCount":2,"nodes":[{"name":"branch"},{"name":"twig"}]}}]}}"#
        )
    }

    /// A view may give null where the schema promises a value: an error with its path, whatever the names on the way.
    @Test func missingValueIsAnErrorWhereItStands() throws {
        let database = try SampleDatabase.make()
        try ForestTable.make(in: database)
        let gateway = try TestGateway(database, catalog: try SchemaVariant(extra: ForestTable.sdl).catalog(database))
        let client = try gateway.signedIn()
        let answer = try client.ask("{ shrubs(first: 2) { nodes { name: above { name } } } }")
        #expect(answer.data?.json == #"{"shrubs":{"nodes":[{"name":null},{"name":{"name":"root"}}]}}"#)
        #expect(answer.paths == ["shrubs.nodes.0.name.name"])
        #expect(answer.codes == ["INTERNAL_SERVER_ERROR"])
        #expect(!answer.http.text.contains("tree"))
        let whole = try client.ask("{ shrubs(first: 2) { nodes { name } } }")
        #expect(whole.data?.json == #"{"shrubs":null}"#)
        #expect(whole.paths == ["shrubs.nodes.1.name"])
    }

    /// A value that does not fit 32 bits is an error, and null goes up to the next place that may be null
    /// (specification, section 6.4.4).
    @Test func valueBeyond32BitsIsAnErrorWhereItStands() throws {
        let database = try SampleDatabase.make()
        try ForestTable.make(in: database)
        let catalog = try SchemaVariant(extra: ForestTable.sdl).catalog(database)
        let gateway = try TestGateway(database, catalog: catalog)
        let client = try gateway.signedIn()
        // Nullable: the field alone.
        let optional = try client.ask("{ trees(first: 4) { nodes { name age } } }")
        #expect(
            optional.data?.json
                == #"{"trees":{"nodes":[{"name":"leaf","age":1},{"name":"branch","age":2147483647},{"name":"twig","age":3},{"name":"root","age":null}]}}"#
        )
        #expect(optional.paths == ["trees.nodes.3.age"])
        #expect(optional.codes == ["INTERNAL_SERVER_ERROR"])
        // Not null: the row, the list of rows, the page, up to the field of the query.
        let strict = try client.ask("{ trees(first: 4) { nodes { name height } } a: __typename }")
        #expect(strict.data?.json == #"{"trees":null,"a":"Query"}"#)
        #expect(strict.paths == ["trees.nodes.3.height"])
        #expect(strict.status == 200)
        // A row that may be null keeps the error to itself.
        let above = try client.ask("{ trees(first: 4) { nodes { name above { height } } } }")
        #expect(
            above.data?.json
                == #"{"trees":{"nodes":[{"name":"leaf","above":{"height":2147483647}},{"name":"branch","above":null},{"name":"twig","above":null},{"name":"root","above":null}]}}"#
        )
        #expect(above.paths == ["trees.nodes.1.above.height", "trees.nodes.2.above.height"])
    }
}

/// A table of a test's own, each row of which may have one above it.
enum ForestTable {
    static let sdl = """
        extend type Query { trees: TreeConnection shrubs: ShrubConnection }
        type Shrub @table(name: "shrub") @order(by: ["id desc"]) {
          name: String!
          above: Shrub @join(columns: ["above_id"])
        }
        type Tree @table(name: "tree") @order(by: ["id desc"]) {
          name: String!
          age: Int
          height: Int! @column(name: "age")
          above: Tree @join(columns: ["above_id"])
          below: TreeConnection @join(columns: ["above_id"])
        }
        """

    static func make(in database: TestDatabase) throws {
        try database.connect().execute(
            """
            CREATE TABLE tree (
                organization_id bigint NOT NULL, id bigint NOT NULL, name text NOT NULL, age bigint NOT NULL, above_id bigint,
                PRIMARY KEY (organization_id, id)
            );
            CREATE INDEX tree_by_above ON tree (organization_id, above_id, id);
            INSERT INTO tree VALUES
                (1, 1, 'root', 2147483648, NULL), (1, 2, 'twig', 3, 1), (1, 3, 'branch', 2147483647, 1), (1, 4, 'leaf', 1, 3),
                (2, 5, 'weed', 1, NULL);
            ALTER TABLE tree ENABLE ROW LEVEL SECURITY;
            ALTER TABLE tree FORCE ROW LEVEL SECURITY;
            CREATE POLICY tenant ON tree
                USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
            CREATE VIEW shrub WITH (security_invoker = true) AS
                SELECT organization_id, id, nullif(name, 'branch') AS name, above_id FROM tree;
            GRANT SELECT ON tree, shrub TO \(DatabaseRole.queries);
            """
        )
    }
}
