import Foundation
import GraphQL
import Postgres
import TestSupport
import Testing

/// Random questions, asked of the gateway and by hand-written SQL. `LIST_CASES` says how many; without it 1,500.
@Suite struct RandomListsTests {
    private static let cases = ProcessInfo.processInfo.environment["LIST_CASES"].flatMap { Int($0) } ?? 1_500

    private static let document = """
        query ($filter: AlbumFilter, $order: [AlbumOrderBy!], $first: Int, $after: String, $last: Int, $before: String) {
          albums(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
            nodes { number }
            totalCount
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          }
        }
        """

    /// Every page of a list, forwards or backwards, is what the database says by hand.
    @Test(arguments: 0..<4)
    func walksShowWhatTheDatabaseHas(part: Int) throws {
        let connection = try Music.sharedDatabase().connect()
        let client = try Music.makeGateway().anonymous()
        var dice = Dice(UInt64(part) + 1)
        for number in 0..<Self.cases / 4 {
            let question = RandomQuestion(&dice)
            let expected = try Music.column(question.sql, connection).map { $0 ?? "" }
            let size = 1 + dice.roll(60)
            let walk = Walk(client: client, question: question, size: size, isBackward: dice.roll(2) == 0)
            // Half of them in the document, half in variables, whose structure decides the plan.
            let found = try dice.roll(2) == 0 ? walk.firstPage() : walk.all(Self.document)
            if found.isWhole {
                #expect(found.numbers == expected, "part \(part), case \(number): \(question.filter.graphQL)")
            } else {
                let page = walk.isBackward ? expected.suffix(size) : expected.prefix(size)
                #expect(found.numbers == Array(page), "part \(part), case \(number): \(question.filter.graphQL)")
            }
            #expect(found.total == expected.count)
        }
    }

    /// While rows come and go between the pages, every row that stays is seen once, and in order.
    @Test(arguments: 0..<2)
    func rowsThatStayAreSeenOnce(part: Int) throws {
        let database = try Music.makeDatabase()
        let connection = try database.connect()
        let client = try Music.makeGateway(database).anonymous()
        var dice = Dice(UInt64(part) + 100)
        for _ in 0..<max(10, Self.cases / 100) {
            let question = RandomQuestion(&dice)
            let before = try Music.column(question.sql, connection).map { $0 ?? "" }
            var walk = Walk(client: client, question: question, size: 1 + dice.roll(12), isBackward: dice.roll(2) == 0)
            walk.between = {
                let new = 1_000 + dice.roll(100_000)
                try connection.execute(
                    """
                    INSERT INTO album (id, artist_id, title, released, price, copies, live, mood)
                    VALUES (\(new), \(1 + dice.roll(19)), 'Album \(dice.roll(30))', date '1990-01-01' + \(dice.roll(9000)),
                        nullif(\(dice.roll(9)), 0), nullif(\(dice.roll(9)), 0), \(dice.roll(2) == 0), 'SAD')
                    ON CONFLICT DO NOTHING
                    """
                )
                try connection.execute(
                    "DELETE FROM album WHERE id > 119 AND id % 7 = \(dice.roll(7)) AND id <> \(new)"
                )
            }
            let found = try walk.all(Self.document).numbers
            let after = Set(try Music.column("SELECT id::text FROM album", connection).compactMap { $0 })
            let stayed = before.filter { after.contains($0) }
            #expect(Set(found).count == found.count, "a row was seen twice")
            #expect(
                found.filter { stayed.contains($0) } == stayed,
                "\(question.filter.graphQL) \(question.order.graphQL)"
            )
        }
    }
}

/// A walk through a list, page by page.
private struct Walk {
    struct Found {
        var numbers: [String] = []
        var total = 0
        var isWhole = true
    }

    let client: GatewayClient
    let question: RandomQuestion
    let size: Int
    let isBackward: Bool
    var between: () throws -> Void = {}

    /// The first page, with everything written into the document.
    func firstPage() throws -> Found {
        let answer = try client.ask(
            """
            { albums(filter: \(question.filter.graphQL), orderBy: \(question.order.graphQL), \
            \(isBackward ? "last" : "first"): \(size)) {
            nodes { number } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
            """
        )
        var found = Found(isWhole: false)
        found.numbers = try numbers(answer)
        found.total = Int(answer.data?.at("albums.totalCount")?.integer ?? -1)
        return found
    }

    func all(_ document: String) throws -> Found {
        var found = Found()
        var cursor: String?
        repeat {
            var members = [
                "\"filter\": \(question.filter.json)", "\"order\": \(question.order.json)",
                "\"\(isBackward ? "last" : "first")\": \(size)",
            ]
            if let cursor { members.append("\"\(isBackward ? "before" : "after")\": \"\(cursor)\"") }
            let answer = try client.ask(document, variables: "{\(members.joined(separator: ", "))}")
            let page = try numbers(answer)
            found.numbers = isBackward ? page + found.numbers : found.numbers + page
            found.total = Int(answer.data?.at("albums.totalCount")?.integer ?? -1)
            let info = answer.data?.at("albums.pageInfo")
            let goesOn = info?[isBackward ? "hasPreviousPage" : "hasNextPage"]?.flag == true
            cursor = goesOn ? info?[isBackward ? "startCursor" : "endCursor"]?.text : nil
            if cursor != nil { try between() }
        } while cursor != nil
        return found
    }

    private func numbers(_ answer: Answer) throws -> [String] {
        guard answer.errors.isEmpty, let nodes = answer.data?.at("albums.nodes") else {
            throw UnexpectedAnswer(description: "\(answer.http.text) for \(question.filter.graphQL)")
        }
        return nodes.items.map { String($0["number"]?.integer ?? -1) }
    }
}
