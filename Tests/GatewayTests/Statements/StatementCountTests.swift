import Gateway
import GraphQL
import Testing

/// One data statement for each list level, whatever the number of rows; beside them only the tenant settings
/// and the session check that opens each flush.
@Suite struct StatementCountTests {
    /// Levels and lists of one query.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let query: String
        /// Data statements of each level: one for each list in it.
        let levels: [Int]
    }

    private static let cases = [
        Case(
            testDescription: "one list with joins",
            query: "query ($n: Int!) { orders(first: $n) { nodes { number agreement { title partner { name } } } } }",
            levels: [1]
        ),
        Case(
            testDescription: "lists in lists",
            query: """
                query ($n: Int!) { purchasingAccounts(first: 2) { nodes { name agreements(first: 10) { nodes { title
                  orders(first: $n) { nodes { number lines(first: 3) { nodes { quantity product { name } } } } } } } } } }
                """,
            levels: [1, 1, 1, 1]
        ),
        Case(
            testDescription: "siblings",
            query: """
                query ($n: Int!) {
                  orders(first: $n) { nodes { a: lines(first: 2) { nodes { quantity } }
                    b: lines(first: 3) { totalCount pageInfo { hasNextPage } nodes { unitPrice } }
                    agreement { keys(first: 2) { nodes { lastFive } } licenseDetails(first: 2) { nodes { quantity } } } } }
                  keys(first: $n) { nodes { lastFive } }
                }
                """,
            levels: [2, 4]
        ),
        Case(
            testDescription: "everything of a list's page",
            query: """
                query ($n: Int!) { orders(first: $n) { totalCount pageInfo { hasNextPage endCursor }
                  edges { cursor node { number lines(first: 1) { totalCount } } } } }
                """,
            levels: [1, 1]
        ),
    ]

    @Test(arguments: cases, [1, 10, 100])
    func statementsAreAsManyAsListLevels(test: Case, rows: Int) throws {
        let gateway = try TestGateway(settings: { $0.maximumRows = 100_000 })
        let caller = try gateway.signedIn()
        // From here on the session is remembered.
        _ = try caller.ask("{ viewer { email } }")
        let (answer, statements) = try gateway.statements {
            try caller.ask(test.query, variables: #"{"n": \#(rows)}"#)
        }
        #expect(answer.errors.isEmpty)
        if answer.data?["orders"] != nil {
            let list = answer.data?.at("orders.nodes") ?? answer.data?.at("orders.edges")
            #expect(list?.items.count == rows)
        }
        let kinds = statements.map { StatementKind($0) }
        let expected = test.levels.flatMap { count in
            [.sessionCheck, .tenantSetting] + Array(repeating: StatementKind.data, count: count)
        }
        #expect(kinds == expected)
    }

    /// A list that is empty ends there: nothing is asked below it.
    @Test func nothingIsAskedBelowAnEmptyList() throws {
        let gateway = try TestGateway()
        let caller = try gateway.signedIn()
        let (answer, statements) = try gateway.statements {
            try caller.ask(
                "{ agreement(number: \"none\") { title orders { nodes { lines { nodes { quantity } } } } } }"
            )
        }
        #expect(answer.data?.json == #"{"agreement":null}"#)
        #expect(statements.filter { StatementKind($0) == .data }.count == 1)
    }

    /// What nobody selected is not asked for.
    @Test func statementlessOperationAsksNothing() throws {
        let gateway = try TestGateway()
        let (answer, statements) = try gateway.statements { try gateway.anonymous().ask("{ __typename }") }
        #expect(answer.data?.json == #"{"__typename":"Query"}"#)
        #expect(statements == [])
    }

    /// The same operation has the same statements, so that the server prepares each once.
    @Test func statementsAreTheSameForAllValues() throws {
        let gateway = try TestGateway()
        let query = "query ($n: String!) { agreement(number: $n) { title } }"
        var seen: Set<String> = []
        for (organization, number) in [(0, "a"), (1, "b"), (0, "c' OR '1'='1")] {
            let caller = try gateway.signedIn(organization: organization)
            let (_, statements) = try gateway.statements { try caller.ask(query, variables: #"{"n": "\#(number)"}"#) }
            seen.formUnion(statements.filter { StatementKind($0) == .data })
        }
        #expect(seen.count == 1)
        #expect(!seen.contains { $0.contains("OR '1'") })
    }
}
