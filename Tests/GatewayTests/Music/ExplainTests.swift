import GraphQL
import SampleData
import TestSupport
import Testing

/// Operations are explained to those who may ask, and not run.
@Suite struct ExplainTests {
    private static let query = """
        query Sales($after: String) {
          artists(first: 2) { nodes { name albums(first: 3) { nodes { title } aggregate { sum { price } } } } }
          invoices(first: 5, after: $after) { nodes { total } }
        }
        """

    @Test func planShowsStatementsCostAndVerdicts() throws {
        let gateway = try Music.makeGateway()
        let client = try gateway.anonymous()
        let (answer, sent) = try gateway.statements { try client.ask(Self.query, extensions: #"{"explain": true}"#) }
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        #expect(answer.data == .null)
        #expect(sent.allSatisfy { StatementKind($0) != .data }, "something was run")
        let explained = try #require(answer.json.at("extensions.explain"))
        #expect(explained["operation"]?.text == "Sales")
        #expect(explained["rows"] == .integer(2 + 6 + 2 + 5))
        #expect(explained["rowLimit"] == .integer(10_000))
        let statements = explained["statements"]?.items ?? []
        #expect(
            statements.map { $0["path"]?.text } == [
                "artists", "artists.nodes.albums", "artists.nodes.albums.aggregate", "invoices",
            ]
        )
        #expect(statements.map { $0["parent"] } == [.null, .integer(0), .integer(0), .null])
        #expect(statements.map { $0["rows"] } == [.integer(2), .integer(6), .integer(2), .integer(5)])
        for statement in statements {
            #expect(statement["sql"]?.text?.hasPrefix("SELECT") == true)
            #expect(statement["postgres"]?.items.first?.text?.contains("cost=") == true)
        }
        // In it are the tables that it reads.
        #expect(statements[1]["postgres"]?.json.contains("album") == true)
        let fields = explained["fields"]?.items ?? []
        let total = fields.first { $0["path"]?.text == "invoices.nodes.total" }
        #expect(
            total?.json
                == #"{"path":"invoices.nodes.total","field":"Invoice.total","allowed":false,"requires":["SEE_MONEY"],"missingPermissions":["SEE_MONEY"],"grantedByRoles":["CASHIER"]}"#
        )
        #expect(fields.first { $0["path"]?.text == "artists.nodes.name" }?["allowed"] == .boolean(true))
    }

    @Test func rolesCanBeChosen() throws {
        let answer = try Music.ask(
            "{ invoices(first: 1, filter: { total: { gt: 1 } }) { nodes { total } } }",
            extensions: #"{"explain": {"roles": ["CASHIER"]}}"#
        )
        #expect(
            answer.json.at("extensions.explain.fields")?.items.allSatisfy { $0["allowed"] == .boolean(true) } == true
        )
        #expect(answer.json.at("extensions.explain.permissions")?.json == #"["SEE_MONEY"]"#)
        let anonymous = try Music.ask(
            "{ invoices(first: 1, filter: { total: { gt: 1 } }) { nodes { id } } }",
            extensions: #"{"explain": true}"#
        )
        #expect(
            anonymous.json.at("extensions.explain.fields.0")?.json
                == #"{"path":"invoices","field":"Query.invoices","allowed":false,"forbiddenArguments":["Invoice.total"]}"#
        )
        #expect(anonymous.json.at("extensions.explain.statements")?.items.isEmpty == true)
    }

    /// What would be refused for its cost is shown with its cost.
    @Test func costBeyondTheLimitIsShown() throws {
        let answer = try Music.ask(
            "{ artists(first: 100) { nodes { albums(first: 100) { nodes { tracks(first: 100) { nodes { title } } } } } } }",
            extensions: #"{"explain": true}"#
        )
        #expect(answer.json.at("extensions.explain.rows") == .integer(1_010_100))
    }

    @Test(arguments: [#"{"explain": 1}"#, #"{"explain": {"roles": ["NOBODY"]}}"#, #"{"explain": {"for": "me"}}"#])
    func whatCannotBeExplainedIsRefused(extensions: String) throws {
        #expect(try Music.ask("{ artists { totalCount } }", extensions: extensions).codes == ["BAD_REQUEST"])
    }

    /// Of the product's roles only the account administrator may ask.
    @Test(arguments: [(SampleCaller.administrator, true), (.viewer, false), (.nobody, false)])
    func onlyThoseWithThePermissionMayAsk(caller: SampleCaller, may: Bool) throws {
        let gateway = try TestGateway()
        let client =
            switch caller {
            case .administrator: try gateway.signedIn(.accountAdministrator)
            case .viewer: try gateway.signedIn(.reportViewer)
            case .nobody: try gateway.anonymous()
            }
        let answer = try client.ask("{ agreements(first: 1) { nodes { number } } }", extensions: #"{"explain": true}"#)
        #expect(answer.codes == (may ? [] : ["FORBIDDEN"]))
        #expect((answer.json.at("extensions.explain.statements.0.sql") != nil) == may)
    }

    enum SampleCaller: Sendable { case administrator, viewer, nobody }
}
