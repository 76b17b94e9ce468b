import GraphQL
import SampleData
import TestSupport
import Testing

/// Pages of lists: a walk through them sees each row once, in order, and page information that is right.
@Suite struct PagingTests {
    private static let gateway = Result { try TestGateway() }

    private func ask(_ query: String, _ variables: String? = nil) throws -> JSONValue {
        let answer = try Self.gateway.get().signedIn().ask(query, variables: variables)
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        return try #require(answer.data)
    }

    private struct Page {
        let rows: [String]
        let hasNext: Bool?
        let hasPrevious: Bool?
        let start: String?
        let end: String?
        let total: Int64?
    }

    private func page(_ client: GatewayClient, _ list: String, _ key: String, _ arguments: String) throws -> Page {
        let answer = try client.ask(
            """
            { \(list)(\(arguments)) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              edges { cursor node { \(key) } } } }
            """
        )
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        let connection = try #require(answer.data?[list])
        let edges = connection["edges"]?.items ?? []
        #expect(edges.first?["cursor"] == (edges.isEmpty ? nil : connection.at("pageInfo.startCursor")))
        #expect(edges.last?["cursor"] == (edges.isEmpty ? nil : connection.at("pageInfo.endCursor")))
        return Page(
            rows: edges.compactMap { $0["node"]?.json },
            hasNext: connection.at("pageInfo.hasNextPage")?.flag,
            hasPrevious: connection.at("pageInfo.hasPreviousPage")?.flag,
            start: connection.at("pageInfo.startCursor")?.text,
            end: connection.at("pageInfo.endCursor")?.text,
            total: connection["totalCount"]?.integer
        )
    }

    private static let lists = [
        ("agreements", "id"), ("purchasingAccounts", "id"), ("orders", "id"), ("keys", "id"), ("licenseDetails", "id"),
        ("products", "id"),
    ]

    @Test(arguments: lists, [1, 3, 7, 100])
    func walkForwardSeesEachRowOnce(list: (name: String, key: String), size: Int) throws {
        let client = try Self.gateway.get().signedIn()
        var seen: [String] = []
        var after: String?
        var pages = 0
        var hasNext = true
        while hasNext, pages < 1_000 {
            let page = try page(
                client,
                list.name,
                list.key,
                "first: \(size)" + (after.map { ", after: \"\($0)\"" } ?? "")
            )
            seen += page.rows
            #expect(page.hasPrevious == (after != nil))
            hasNext = page.hasNext == true
            #expect(page.rows.count == size || !hasNext)
            after = page.end
            pages += 1
            if !hasNext { #expect(Int64(seen.count) == page.total) }
        }
        #expect(Set(seen).count == seen.count)
        #expect(!seen.isEmpty)
    }

    @Test(arguments: lists, [1, 3, 7, 100])
    func walkBackwardSeesTheSameRowsInTheSameOrder(list: (name: String, key: String), size: Int) throws {
        let client = try Self.gateway.get().signedIn()
        var forward: [String] = []
        var after: String?
        repeat {
            let page = try page(client, list.name, list.key, "first: 100" + (after.map { ", after: \"\($0)\"" } ?? ""))
            forward += page.rows
            after = page.hasNext == true ? page.end : nil
        } while after != nil
        var backward: [String] = []
        var before: String?
        var hasPrevious = true
        while hasPrevious, backward.count < 10_000 {
            let page = try page(
                client,
                list.name,
                list.key,
                "last: \(size)" + (before.map { ", before: \"\($0)\"" } ?? "")
            )
            backward = page.rows + backward
            #expect(page.hasNext == (before != nil))
            hasPrevious = page.hasPrevious == true
            before = page.start
        }
        #expect(backward == forward)
    }

    /// Reports, whose rows have keys of several columns.
    @Test(
        arguments: [
            ("licenseSummary", "family version"), ("spendByMonth", "month agreementNumber currency"),
            ("expiring", "kind endsOn agreementNumber product { partNumber }"), ("spendByFamily", "family currency"),
        ],
        [1, 5]
    )
    func reportsAreWalkedLikeLists(report: (name: String, key: String), size: Int) throws {
        let client = try Self.gateway.get().signedIn()
        func page(_ arguments: String) throws -> JSONValue {
            let answer = try client.ask(
                "{ reports { \(report.name)(\(arguments)) { totalCount pageInfo { hasNextPage endCursor } nodes { \(report.key) } } } }"
            )
            #expect(answer.errors.isEmpty, "\(answer.http.text)")
            return try #require(answer.data?.at("reports.\(report.name)"))
        }
        var seen: [String] = []
        var after = ""
        var total: Int64 = 0
        for _ in 0..<2_000 {
            let page = try page("first: \(size)\(after)")
            seen += page["nodes"]?.items.map(\.json) ?? []
            total = page["totalCount"]?.integer ?? 0
            guard page.at("pageInfo.hasNextPage")?.flag == true else { break }
            after = ", after: \"\(page.at("pageInfo.endCursor")?.text ?? "")\""
        }
        #expect(Int64(seen.count) == total)
        #expect(Set(seen).count == seen.count)
    }

    @Test func pageBetweenTwoCursorsHasOnlyWhatLiesBetween() throws {
        let client = try Self.gateway.get().signedIn()
        let all = try client.ask("{ orders(first: 10) { edges { cursor node { number } } } }")
        let edges = all.data?.at("orders.edges")?.items ?? []
        let cursors = edges.compactMap { $0["cursor"]?.text }
        let numbers = edges.compactMap { $0.at("node.number")?.text }
        let between = try page(
            client,
            "orders",
            "number",
            "first: 50, after: \"\(cursors[1])\", before: \"\(cursors[7])\""
        )
        #expect(between.rows == numbers[2...6].map { "{\"number\":\"\($0)\"}" })
        #expect(between.hasNext == false || between.hasNext == true)
        // The count is of the whole list.
        #expect(between.total == 200)
    }

    /// Relay, section 4.4: `first` cuts from the front, then `last` from the end of that.
    @Test func firstAndLastTogetherCutTwice() throws {
        let client = try Self.gateway.get().signedIn()
        let first = try page(client, "orders", "number", "first: 10")
        let both = try page(client, "orders", "number", "first: 10, last: 3")
        #expect(both.rows == Array(first.rows.suffix(3)))
        #expect(both.hasPrevious == true)
        #expect(both.hasNext == true)
    }

    @Test func pageOfNothingHasNoCursors() throws {
        let data = try ask(
            "{ orders(first: 0) { totalCount pageInfo { hasNextPage startCursor endCursor } nodes { id } } }"
        )
        #expect(
            data.json
                == #"{"orders":{"totalCount":200,"pageInfo":{"hasNextPage":true,"startCursor":null,"endCursor":null},"nodes":[]}}"#
        )
    }

    @Test func pageWithoutAnArgumentHasTheDefaultLength() throws {
        let data = try ask("{ orders { nodes { id } } }")
        #expect(data.at("orders.nodes")?.items.count == 20)
    }

    @Test func totalCountAloneReadsNoRows() throws {
        let gateway = try TestGateway()
        let client = try gateway.signedIn()
        let (answer, statements) = try gateway.statements { try client.ask("{ orders { totalCount } }") }
        #expect(answer.data?.json == #"{"orders":{"totalCount":200}}"#)
        #expect(statements.last?.contains("SELECT count(*)") == true)
        #expect(statements.last?.contains("LIMIT") == false)
    }

    /// Paging arguments that are null or absent variables mean what leaving them out means.
    @Test func nullArgumentsAreAbsent() throws {
        let query =
            "query ($first: Int, $after: String, $last: Int) { orders(first: $first, after: $after, last: $last) { nodes { number } } }"
        let plain = try ask("{ orders { nodes { number } } }")
        #expect(try ask(query).json == plain.json)
        #expect(try ask(query, #"{"first": null, "after": null, "last": null}"#).json == plain.json)
        #expect(try ask(query, #"{"first": 1}"#).at("orders.nodes")?.items.count == 1)
    }
}
