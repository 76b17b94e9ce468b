import GraphQL
import SampleData
import Testing

/// Permissions on single fields of a type that the caller may see otherwise, however the field is asked for.
@Suite struct FieldPermissionTests {
    private func gateway() throws -> TestGateway {
        let variant = try SchemaVariant([
            ("calls it.\"\n  title: String!", "calls it.\"\n  title: String @requires(permission: VIEW_KEYS)"),
            (
                "total: Decimal!\n  \"Of the total",
                "total: Decimal @requires(permission: MANAGE_USERS)\n  \"Of the total"
            ),
            ("partner: Partner @join", "partner: Partner @requires(permission: MANAGE_USERS) @join"),
            ("lines: OrderLineConnection @join", "lines: OrderLineConnection @requires(permission: VIEW_KEYS) @join"),
        ])
        return try TestGateway(catalog: try variant.catalog(try SampleDatabase.shared()))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let query: String
        /// What an account viewer, who may not see keys and people, is not shown.
        let forbidden: [String]
    }

    private static let cases = [
        Case(
            testDescription: "plain",
            query: "{ agreements(first: 3) { nodes { number title status } } }",
            forbidden: ["agreements.nodes.title"]
        ),
        Case(
            testDescription: "aliases",
            query: "{ a: agreements(first: 3) { rows: nodes { number x: title title y: title } } }",
            forbidden: ["a.rows.x", "a.rows.title", "a.rows.y"]
        ),
        Case(
            testDescription: "fragments",
            query: """
                query Q { agreements(first: 3) { nodes { ...One } } orders(first: 2) { nodes { ...Two } } }
                fragment One on Agreement { number ...Three }
                fragment Three on Agreement { title orders(first: 2) { nodes { ...Two } } }
                fragment Two on Order { number total agreement { title } }
                """,
            forbidden: [
                "agreements.nodes.title", "agreements.nodes.orders.nodes.total",
                "agreements.nodes.orders.nodes.agreement.title", "orders.nodes.total", "orders.nodes.agreement.title",
            ]
        ),
        Case(
            testDescription: "inline fragments",
            query: "{ agreements(first: 3) { nodes { ... on Agreement { title } ... { partner { name } } number } } }",
            forbidden: ["agreements.nodes.title", "agreements.nodes.partner"]
        ),
        Case(
            testDescription: "conditions",
            query: "{ agreements(first: 3) { nodes { title @include(if: true) t: title @skip(if: true) number } } }",
            forbidden: ["agreements.nodes.title"]
        ),
        Case(
            testDescription: "nested types",
            query: """
                { keys(first: 1) { nodes { lastFive } }
                  licenseDetails(first: 3) { nodes { quantity agreement { title partner { name }
                    purchasingAccount { agreements(first: 2) { nodes { title number } } } } } } }
                """,
            forbidden: [
                "keys", "licenseDetails.nodes.agreement.title", "licenseDetails.nodes.agreement.partner",
                "licenseDetails.nodes.agreement.purchasingAccount.agreements.nodes.title",
            ]
        ),
        Case(
            testDescription: "lists and edges",
            query: """
                { orders(first: 3) { totalCount edges { cursor node { number lines(first: 2) { nodes { quantity } }
                  all: lines { totalCount } } } } }
                """,
            forbidden: ["orders.edges.node.lines", "orders.edges.node.all"]
        ),
        Case(
            testDescription: "arguments",
            query: "query ($n: Int = 2) { orders(last: $n) { nodes { total number } } }",
            forbidden: ["orders.nodes.total"]
        ),
    ]

    /// Columns and tables of the forbidden fields.
    private static let hidden = [
        "\"title\"", "\"total\"", "\"partner\"", "\"partner_id\"", "\"order_line\"", "\"license_key\"",
    ]

    @Test(arguments: cases, [nil, "omit", "refuse"])
    func forbiddenFieldIsHiddenHoweverItIsAskedFor(test: Case, mode: String?) throws {
        let gateway = try gateway()
        let all = try gateway.signedIn(.accountAdministrator).ask(test.query)
        #expect(all.errors.isEmpty)
        let caller = try gateway.signedIn(.accountViewer)
        let forbidden = Set(test.forbidden)
        var expected = ExpectedAnswer(omits: mode == "omit") { forbidden.contains($0) }
        let data = expected.filter(try #require(all.data))
        let (answer, statements) = try gateway.statements {
            try caller.ask(test.query, headers: mode.map { [("Forbidden-Fields", $0)] } ?? [])
        }
        for name in Self.hidden { #expect(!statements.contains { $0.contains(name) }, "\(name)") }
        if mode == "refuse" {
            #expect(answer.status == 403)
            #expect(answer.json["data"] == nil)
            #expect(answer.errors.count == test.forbidden.count)
            return
        }
        #expect(answer.data?.json == data.json)
        #expect(answer.paths.sorted() == expected.errorPaths.sorted())
    }

    /// Whether there is a row with a value tells the value.
    @Test func nothingIsFoundByAFieldThatTheCallerMayNotRead() throws {
        let database = try SampleDatabase.make()
        let variant = try SchemaVariant([
            (
                "in the organization.\"\n  number: String!\n  \"What",
                "in the organization.\"\n  number: String @requires(permission: VIEW_KEYS)\n  \"What"
            )
        ])
        let gateway = try TestGateway(database, catalog: try variant.catalog(database))
        let found = try gateway.signedIn(.reportViewer).ask("{ agreements(first: 1) { nodes { id number } } }")
        let number = try #require(found.data?.at("agreements.nodes.0.number")?.text)
        let query = "query ($number: String) { agreement(number: $number) { id } }"
        let caller = try gateway.signedIn(.accountViewer)
        for text in [number, "none"] {
            let answer = try caller.ask(query, variables: "{\"number\": \"\(text)\"}")
            #expect(answer.data?.json == #"{"agreement":null}"#)
            #expect(answer.codes == ["FORBIDDEN"])
        }
        let id = try #require(found.data?.at("agreements.nodes.0.id")?.text)
        #expect(try caller.ask("{ agreement(id: \"\(id)\") { title } }").errors.isEmpty)
    }
}
