import GraphQL
import TestSupport
import Testing

/// What lists cost: statements by level, and refusals before anything runs.
@Suite struct ListCostTests {
    /// Statements that read data, of one request to a gateway of its own.
    private func statements(_ query: String, variables: String? = nil) throws -> [String] {
        let gateway = try Music.makeGateway()
        let client = try gateway.anonymous()
        let (answer, sent) = try gateway.statements { try client.ask(query, variables: variables) }
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        return sent.filter { StatementKind($0) == .data }
    }

    @Test(arguments: 1...5)
    func oneStatementForEachLevel(depth: Int) throws {
        let fields = ["artists", "albums", "tracks", "sales"]
        var query = "__typename"
        for level in (0..<min(depth, 4)).reversed() {
            query = "\(fields[level])(first: 3) { nodes { __typename \(query) } }"
        }
        if depth == 5 {
            query = query.replacing(
                "sales(first: 3) { nodes { __typename",
                with: "sales(first: 3) { nodes { __typename invoice { lines(first: 2) { nodes { line } } }"
            )
        }
        #expect(try statements("{ \(query) }").count == depth)
    }

    @Test func siblingsAreOneStatementEachAndGoOutTogether() throws {
        let gateway = try Music.makeGateway()
        let client = try gateway.anonymous()
        let (answer, sent) = try gateway.statements {
            try client.ask(
                "{ artists(first: 5) { nodes { albums(first: 2) { nodes { title } aggregate { count } groups(by: { live: VALUE }) { count } } awards(first: 2) { nodes { year } } } } }"
            )
        }
        #expect(answer.errors.isEmpty)
        #expect(sent.filter { StatementKind($0) == .data }.count == 5)
        // One tenant setting opens each level.
        #expect(sent.filter { StatementKind($0) == .tenantSetting }.count == 2)
    }

    @Test func onlyWhatIsSelectedIsAsked() throws {
        #expect(try statements("{ artists { aggregate { count } } }").count == 1)
        #expect(
            try statements("{ artists { aggregate { count max { name } } groups(by: { country: VALUE }) { count } } }")
                .count == 2
        )
        #expect(try statements("{ artists { __typename } }").isEmpty)
        let page = try statements("{ artists { nodes { name } } }")
        #expect(page.count == 1)
        #expect(!page[0].contains("count(*)"))
    }

    @Test func equalStatementsOfOneRequestAreSentOnce() throws {
        let same =
            "albums(filter: { price: { gt: 3 } }, first: 2) { nodes { title tracks(first: 1) { nodes { title } } } }"
        #expect(try statements("{ a: \(same) b: \(same) c: \(same) }").count == 2)
        let gateway = try Music.makeGateway()
        let client = try gateway.anonymous()
        let (answer, sent) = try gateway.statements {
            try client.ask(
                "query ($a: Decimal, $b: Decimal) { a: albums(filter: { price: { gt: $a } }) { totalCount } b: albums(filter: { price: { gt: $b } }) { totalCount } }",
                variables: #"{"a": "3", "b": "5"}"#
            )
        }
        #expect(sent.filter { StatementKind($0) == .data }.count == 2)
        #expect(answer.data?.at("a.totalCount") != answer.data?.at("b.totalCount"))
    }

    /// One plan serves every value; another structure has another statement.
    @Test func statementsHoldStructureAndNoValues() throws {
        let query = "query ($f: AlbumFilter) { albums(filter: $f, first: 1) { nodes { title } } }"
        let gateway = try Music.makeGateway()
        let client = try gateway.anonymous()
        let (_, sent) = try gateway.statements {
            for variables in [
                #"{"f": {"title": {"in": ["a"]}, "live": {"eq": true}}}"#,
                #"{"f": {"title": {"in": []}, "live": {"eq": true}}}"#,
                #"{"f": {"title": {"in": ["secret", "x", "y"]}, "live": {"eq": true}}}"#,
                #"{"f": {"title": {"eq": "secret"}}}"#,
            ] {
                let answer = try client.ask(query, variables: variables)
                #expect(answer.errors.isEmpty)
            }
        }
        let data = sent.filter { StatementKind($0) == .data }
        #expect(data.count == 4)
        #expect(Set(data).count == 2)
        #expect(!data.contains { $0.contains("secret") })
    }

    @Test(arguments: [
        "artists(first: 100) { nodes { albums(first: 100) { nodes { tracks(first: 100) { nodes { sales(first: 100) { nodes { id } } } } } } } }",
        "artists(first: 100) { nodes { albums { groups(by: { title: VALUE }, first: 100) { count } } } }",
        "artists(first: 100) { nodes { albums(first: 100) { nodes { tracks { aggregate { count } } } } } }",
    ])
    func hostilePageIsRefusedBeforeAnythingRuns(query: String) throws {
        let gateway = try Music.makeGateway()
        let client = try gateway.anonymous()
        let (answer, sent) = try gateway.statements { try client.ask("{ \(query) }") }
        #expect(answer.codes == ["LIMIT_EXCEEDED"])
        let actual = answer.errors.first?.at("extensions.actual")?.integer ?? 0
        #expect(answer.errors.first?.at("extensions.limit") == .integer(10_000))
        #expect(actual > 10_000)
        #expect(answer.errors.first?["message"]?.text?.contains("\(actual)") == true)
        #expect(sent.isEmpty)
    }

    @Test(arguments: [
        (#"{"f": {"title": {"eq": null}}}"#, "BAD_USER_INPUT"), (#"{"f": {"title": null}}"#, "BAD_USER_INPUT"),
        (#"{"f": {"and": [{"not": null}]}}"#, "BAD_USER_INPUT"), (#"{"f": {"nothing": {"eq": 1}}}"#, "BAD_USER_INPUT"),
        (#"{"f": {"price": {"eq": "abc"}}}"#, "BAD_USER_INPUT"),
        (#"{"f": {"released": {"eq": "2024-02-31"}}}"#, "BAD_USER_INPUT"),
    ])
    func filterThatMakesNoSenseIsRefused(variables: String, code: String) throws {
        let answer = try Music.ask(
            "query ($f: AlbumFilter) { albums(filter: $f) { totalCount } }",
            variables: variables
        )
        #expect(answer.codes == [code], "\(answer.http.text)")
    }

    @Test func filtersHaveLimits() throws {
        let query = "query ($f: AlbumFilter) { albums(filter: $f) { totalCount } }"
        let long = (0..<201).map { _ in #"{"title": {"eq": "a"}}"# }.joined(separator: ",")
        let deep = String(repeating: #"{"not": "#, count: 21) + "{}" + String(repeating: "}", count: 21)
        for (filter, actual, limit) in [(#"{"or": [\#(long)]}"#, 201, 200), (deep, 21, 20)] {
            let answer = try Music.ask(query, variables: #"{"f": \#(filter)}"#)
            #expect(answer.codes == ["LIMIT_EXCEEDED"])
            #expect(answer.errors.first?.at("extensions.actual") == .integer(Int64(actual)))
            #expect(answer.errors.first?.at("extensions.limit") == .integer(Int64(limit)))
        }
    }

    /// A cursor fits its list and its order, and no other.
    @Test func cursorOfAnotherOrderIsRefused() throws {
        let cursor =
            try Music.ask("{ albums(first: 1, orderBy: { title: ASC }) { edges { cursor } } }").data?
            .at("albums.edges.0.cursor")?.text ?? ""
        for arguments in [
            "", "orderBy: { title: DESC },", "orderBy: { released: ASC },", "orderBy: { artist: { name: ASC } },",
        ] {
            let answer = try Music.ask(
                "{ albums(first: 1, \(arguments) after: \"\(cursor)\") { totalCount nodes { id } } }"
            )
            #expect(answer.codes == ["BAD_USER_INPUT"])
        }
        #expect(
            try Music.ask("{ albums(first: 1, orderBy: { title: ASC }, after: \"\(cursor)\") { nodes { id } } }").errors
                .isEmpty
        )
        #expect(
            try Music.ask("{ artists(first: 1, after: \"\(cursor)\") { nodes { id } } }").codes == ["BAD_USER_INPUT"]
        )
    }
}
