import GraphQL
import TestSupport
import Testing

/// A field that the caller may not read cannot be asked about either. Callers without a session lack SEE_MONEY here.
@Suite struct ForbiddenArgumentsTests {
    private static let lists: [(arguments: String, selection: String)] = [
        ("filter: { total: { gt: 1 } }", "totalCount"),
        ("filter: { not: { or: [{ and: { total: { isNull: true } } }] } }", "nodes { id }"),
        ("orderBy: [{ issuedAt: ASC }, { total: DESC }]", "nodes { id }"),
        ("filter: { customer: { invoices: { some: { total: { lt: 3 } } } } }", "aggregate { count }"),
    ]

    @Test(arguments: lists.indices)
    func listIsNullWithTheFieldsOwnError(index: Int) throws {
        let (arguments, selection) = Self.lists[index]
        let answer = try Music.ask("{ invoices(\(arguments)) { \(selection) } artists(first: 1) { nodes { name } } }")
        #expect(answer.data?["invoices"] == .null)
        #expect(answer.data?.at("artists.nodes.0.name") != nil)
        try expectForbidden(answer, path: "invoices")
    }

    /// The error is the one for reading the field, but for its place.
    private func expectForbidden(_ answer: Answer, path: String) throws {
        let read = try Music.ask("{ invoices(first: 1) { nodes { total } } }")
        #expect(answer.codes == ["FORBIDDEN"])
        #expect(answer.paths == [path])
        #expect(answer.errors.first?["message"] == read.errors.first?["message"])
        #expect(answer.errors.first?["extensions"] == read.errors.first?["extensions"])
    }

    @Test(arguments: lists.indices)
    func listIsLeftOutWhereTheCallerWants(index: Int) throws {
        let (arguments, selection) = Self.lists[index]
        let answer = try Music.ask(
            "{ invoices(\(arguments)) { \(selection) } artists(first: 1) { nodes { __typename } } }",
            extensions: #"{"forbiddenFields": "omit"}"#
        )
        #expect(answer.http.text == #"{"data":{"artists":{"nodes":[{"__typename":"Artist"}]}}}"#)
    }

    @Test(arguments: lists.indices)
    func operationIsRefusedWhereTheCallerWants(index: Int) throws {
        let (arguments, selection) = Self.lists[index]
        let answer = try Music.ask(
            "{ invoices(\(arguments)) { \(selection) } }",
            extensions: #"{"forbiddenFields": "refuse"}"#
        )
        #expect(answer.codes == ["FORBIDDEN"])
        #expect(answer.data == nil)
    }

    /// The structure of a variable decides, whole or in part, and not what was planned for another one before.
    @Test func filtersInVariablesAreHeldToPermissions() throws {
        let whole =
            "query ($f: InvoiceFilter, $o: [InvoiceOrderBy!]) { invoices(filter: $f, orderBy: $o) { totalCount } }"
        let allowed = try Music.ask(whole, variables: #"{"f": {"billingCountry": {"eq": "DE"}}}"#)
        #expect(allowed.data?.at("invoices.totalCount") == .integer(30))
        for variables in [
            #"{"f": {"total": {"gt": "1"}}}"#, #"{"o": [{"total": "ASC"}]}"#,
            #"{"f": {"billingCountry": {"eq": "DE"}, "or": [{"total": {"isNull": false}}]}}"#,
        ] {
            try expectForbidden(try Music.ask(whole, variables: variables), path: "invoices")
        }
        let part = "query ($c: DecimalFilter) { invoices(filter: { total: $c }) { totalCount } }"
        try expectForbidden(try Music.ask(part, variables: #"{"c": {"gt": "1"}}"#), path: "invoices")
        // Without the variable nothing is asked of the field.
        #expect(try Music.ask(part).data?.at("invoices.totalCount") == .integer(90))
    }

    @Test(arguments: [
        ("aggregate { count sum { total } }", "invoices.aggregate.sum.total", #"{"count":90,"sum":{"total":null}}"#),
        (
            "aggregate { max { issuedAt total } }", "invoices.aggregate.max.total",
            #"{"max":{"issuedAt":"2026-04-08T17:30:00Z","total":null}}"#
        ),
    ])
    func figuresOfAForbiddenFieldAreNull(selection: String, path: String, shown: String) throws {
        let answer = try Music.ask("{ invoices { \(selection) } }")
        try expectForbidden(answer, path: path)
        #expect(answer.data?.at("invoices.aggregate")?.json == shown)
    }

    /// `groups` may not be null, so the whole list is.
    @Test(arguments: [
        "by: { total: VALUE }", "by: { billingCountry: VALUE }, orderBy: { sum: { total: DESC } }",
        "by: { billingCountry: VALUE }, orderBy: [{ count: ASC }, { max: { total: DESC } }]",
    ])
    func groupsByAForbiddenFieldAreRefused(arguments: String) throws {
        let answer = try Music.ask("{ invoices { groups(\(arguments)) { count } } }")
        try expectForbidden(answer, path: "invoices.groups")
        #expect(answer.data?.json == #"{"invoices":null}"#)
    }

    /// A list that may not be null takes the object around it with it.
    @Test func nullListOfANonNullFieldGoesUp() throws {
        let answer = try Music.ask(
            "{ albums(filter: { tracks: { some: { sales: { some: { invoice: { total: { gt: 1 } } } } } } }) { totalCount } }"
        )
        #expect(answer.data == .null)
        try expectForbidden(answer, path: "albums")
    }

    /// The forbidden column reaches no statement.
    @Test func forbiddenColumnNeverReachesSQL() throws {
        let gateway = try Music.makeGateway()
        let client = try gateway.anonymous()
        let (_, statements) = try gateway.statements {
            for (arguments, selection) in Self.lists {
                _ = try client.ask("{ invoices(\(arguments)) { \(selection) } customers(first: 1) { nodes { id } } }")
            }
        }
        #expect(statements.contains { $0.contains("\"customer\"") })
        #expect(!statements.contains { $0.contains("total\"") || $0.contains("\"invoice\"") })
    }
}
