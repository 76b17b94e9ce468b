import Accounts
import Gateway
import Planning
import Postgres
import TestSupport
import Testing

/// A schema that does not fit the database: the gateway does not start, and says which file and line, and what to do.
@Suite struct SchemaMismatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What stands in the schema's files, and what is written there instead.
        var changes: [(old: String, new: String)] = []
        /// What is done to the tables.
        var sql: String?
        /// The file whose line is named.
        let file: String
        /// What the message says: what is wrong, and a remedy.
        let says: [String]

        init(
            _ name: String,
            _ old: String? = nil,
            _ new: String? = nil,
            sql: String? = nil,
            file: String,
            says: [String]
        ) {
            testDescription = name
            if let old, let new { changes = [(old, new)] }
            self.sql = sql
            self.file = file
            self.says = says
        }
    }

    private static let cases = [
        Case(
            "missing column",
            "  lastFive: String!",
            "  lastSix: String!",
            file: "keys.graphql:5:3",
            says: ["LicenseKey.lastSix", "`license_key` has no column `last_six`", "@column"]
        ),
        Case(
            "order by a column that not all may read",
            "  issuedOn: Date!",
            "  issuedOn: Date @requires(permission: VIEW_AUDIT)",
            file: "keys.graphql:2:6",
            says: ["LicenseKey is ordered by `issued_on`", "LicenseKey.issuedOn needs VIEW_AUDIT", "@order"]
        ),
        Case(
            "missing table",
            "@table(name: \"license_key\")",
            "@table(name: \"licence_key\")",
            file: "keys.graphql:2:6",
            says: ["LicenseKey", "`licence_key`", "no such table or view", "migration"]
        ),
        Case(
            "wrong type",
            "  quantity: Int!\n  \"How many of them",
            "  quantity: Boolean!\n  \"How many of them",
            file: "licenses.graphql:8:3",
            says: ["LicenseDetail.quantity is Boolean!", "int4", "bool"]
        ),
        Case(
            "list of a column that is none",
            "  lastFive: String!",
            "  lastFive: [String!]!",
            file: "keys.graphql:5:3",
            says: ["LicenseKey.lastFive is [String!]!", "text"]
        ),
        Case(
            "not null over a column that may be",
            "  activationsLimit: Int\n",
            "  activationsLimit: Int!\n",
            file: "keys.graphql:13:3",
            says: ["LicenseKey.activationsLimit is Int!", "may be null", "NOT NULL", "the field Int"]
        ),
        Case(
            "relation without an index",
            sql: "DROP INDEX license_key_by_agreement",
            file: "agreements.graphql",
            says: [
                "Agreement.keys is a list", "no index that begins with", "organization_id, agreement_id", "migration",
            ]
        ),
        Case(
            "relation that does not say how",
            "  lines: OrderLineConnection @join(columns: [\"order_id\"])",
            "  lines: OrderLineConnection",
            file: "orders.graphql",
            says: ["Order.lines", "does not say how the tables meet", "@join(columns:"]
        ),
        Case(
            "relation by another number of columns",
            "  lines: OrderLineConnection @join(columns: [\"order_id\"])",
            "  lines: OrderLineConnection @join(columns: [\"order_id\", \"line_number\"])",
            file: "orders.graphql",
            says: ["Order.lines joins 2 columns with 1"]
        ),
        Case(
            "permission on a field that is not null",
            "  activationsUsed: Int!",
            "  activationsUsed: Int! @requires(permission: VIEW_KEYS)",
            file: "keys.graphql:11:3",
            says: ["LicenseKey.activationsUsed", "VIEW_KEYS", "Write Int."]
        ),
        Case(
            "missing row-level security",
            sql: "ALTER TABLE license_key NO FORCE ROW LEVEL SECURITY",
            file: "keys.graphql:2:6",
            says: ["`license_key`", "row-level security", "ENABLE and FORCE"]
        ),
        Case(
            "view with its owner's rights",
            sql: "ALTER VIEW license_summary SET (security_invoker = false)",
            file: "reports.graphql",
            says: ["`license_summary`", "row-level security", "security_invoker"]
        ),
        Case(
            "lookup by a column without a unique index",
            "  order(id: ID, number: String): Order",
            "  order(id: ID, currency: String): Order",
            file: "root.graphql",
            says: ["Query.order(currency:)", "no unique index", "organization_id, currency"]
        ),
        Case(
            "lookup by something that is no field",
            "  order(id: ID, number: String): Order",
            "  order(id: ID, colour: String): Order",
            file: "root.graphql",
            says: ["Query.order(colour:)", "does not name a field"]
        ),
        Case(
            "unknown permission",
            "@requires(permission: VIEW_KEYS) {",
            "@requires(permission: VIEW_KEES) {",
            file: "keys.graphql:2",
            says: ["VIEW_KEES"]
        ),
        Case(
            "syntax",
            "  lastFive: String!",
            "  lastFive String!",
            file: "keys.graphql:5:12",
            says: ["`:`"]
        ),
        Case(
            "unknown type",
            "  lastFive: String!",
            "  lastFive: Strng!",
            file: "keys.graphql:5:13",
            says: ["Strng"]
        ),
    ]

    @Test(arguments: cases)
    func mismatchIsToldWithItsPlaceAndRemedy(test: Case) throws {
        let database =
            try test.sql.map { sql in
                let own = try TestDatabase.make()
                try own.connect().execute(sql)
                return own
            } ?? SampleDatabase.shared()
        let variant = try SchemaVariant(test.changes)
        let error = #expect(throws: StartupError.self) { try variant.catalog(database) }
        let lines = error?.description.split(separator: "\n").map(String.init) ?? []
        let line = lines.first { line in test.says.allSatisfy { line.contains($0) } }
        #expect(line != nil, "\(error?.description ?? "it started")")
        #expect(line?.hasPrefix("\(variant.folder)/\(test.file)") == true, "\(line ?? "")")
    }

    /// All faults at once: nobody mends a schema one start at a time.
    @Test func allFaultsAreToldAtOnce() throws {
        let variant = try SchemaVariant([
            ("  lastFive: String!", "  lastSix: String!"), ("  issuedOn: Date!", "  issuedOn: Int!"),
            ("  partNumber: String!\n", "  partNumbr: String!\n"),
        ])
        let error = #expect(throws: StartupError.self) { try variant.catalog(try SampleDatabase.shared()) }
        for name in ["lastSix", "issuedOn", "partNumbr"] {
            #expect(error?.description.contains(name) == true, "\(name)")
        }
    }

    @Test func mutationWithoutACommandIsTold() throws {
        let variant = try SchemaVariant(extra: "extend type Mutation { sellEverything: SignOutPayload }")
        let catalog = try variant.catalog(try SampleDatabase.shared())
        let error = #expect(throws: StartupError.self) { try TestGateway(catalog: catalog) }
        #expect(error?.description.contains("sellEverything") == true)
        #expect(error?.description.contains("@command(name:)") == true)
    }

    @Test func missingFolderIsTold() throws {
        let connection = try SampleDatabase.shared().connect(role: DatabaseRole.queries)
        let error = #expect(throws: StartupError.self) {
            try Catalog.load(schema: "/no/such/schema", connection: connection)
        }
        #expect(error?.description.contains("/no/such/schema") == true)
        #expect(error?.description.contains("--schema") == true)
    }

    @Test func repositorysSchemaFits() throws {
        #expect(try SampleDatabase.catalog().relations.count >= 12)
    }
}
