import GraphQL
import TestSupport
import Testing

/// A schema from two folders is served whole: every type of column, keys of several columns, relations to itself
/// and through a link table.
@Suite struct ForeignSchemaTests {
    private func data(_ query: String) throws -> JSONValue {
        let answer = try Music.ask(query)
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        return try #require(answer.data)
    }

    @Test func everyTypeOfColumnIsShown() throws {
        let fields = """
            flag small whole large largeDecimal ratio fraction amount day moment other words short fixed document
            binaryDocument feeling flags numbers names feelings amounts days
            """
        let nodes = try data("{ specimens { nodes { \(fields) } } }").at("specimens.nodes")?.items ?? []
        #expect(nodes.count == 3)
        #expect(
            nodes.first?.json
                == #"{"flag":true,"small":-32768,"whole":-2147483648,"large":2147483647,"#
                + #""largeDecimal":"9223372036854775807","ratio":0.1,"fraction":1e+300,"#
                + #""amount":"12345678901234567890.123456789","day":"0001-01-01","#
                + #""moment":"2024-02-29T12:34:56.789012Z","other":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","#
                + #""words":"quote \" back \\ tab \t 😀 "# + "\u{202E}" + #"","short":"short","fixed":"ab  ","#
                + #""document":{"a":1},"binaryDocument":{"b":[true,null]},"feeling":"WILD","flags":[true,false,null],"#
                + #""numbers":[1,null,3],"names":["a,b","c\"d",null],"feelings":["CALM","SAD"],"#
                + #""amounts":["1.50","2"],"days":["2024-01-01"]}"#
        )
        #expect(nodes.dropFirst().first?.members.allSatisfy { $0.value == .null } == true)
    }

    @Test(arguments: [
        ("flag: { eq: true }", 1), ("flag: { ne: true }", 2), ("flag: { isNull: true }", 1),
        ("small: { lt: 100000 }", 2), ("small: { eq: -32768 }", 1), ("small: { in: [32767, 5] }", 1),
        ("whole: { gte: 2147483647 }", 1), ("large: { lte: 0 }", 1), ("largeDecimal: { gt: \"0.5\" }", 1),
        ("largeDecimal: { eq: 9223372036854775807 }", 1), ("ratio: { eq: 0.1 }", 1), ("fraction: { gt: 1e299 }", 1),
        ("amount: { eq: \"12345678901234567890.123456789\" }", 1), ("amount: { lt: 1 }", 1),
        ("day: { eq: \"9999-12-31\" }", 1), ("moment: { gt: \"2024-02-29T13:34:56.789011+01:00\" }", 1),
        ("other: { in: [\"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\"] }", 1), ("words: { eq: \"\" }", 1),
        ("short: { startsWith: \"sh\" }", 1), ("fixed: { eq: \"ab\" }", 1), ("document: { isNull: false }", 2),
        ("feeling: { in: [WILD, CALM] }", 2), ("feeling: { notIn: [WILD] }", 2), ("flags: { has: true }", 1),
        ("numbers: { hasAll: [3, 1] }", 1), ("names: { hasAny: [\"c\\\"d\", \"x\"] }", 1),
        ("feelings: { has: SAD }", 1), ("amounts: { has: \"1.5\" }", 1), ("days: { isEmpty: true }", 1),
        ("numbers: { isNull: true }", 1), ("not: { flag: { eq: true } }", 2), ("words: { contains: \"\\\\\" }", 1),
    ])
    func everyTypeOfColumnIsFiltered(filter: String, count: Int) throws {
        #expect(
            try data("{ specimens(filter: { \(filter) }) { totalCount } }").at("specimens.totalCount")
                == .integer(Int64(count))
        )
    }

    @Test(arguments: [
        "flag", "small", "whole", "large", "largeDecimal", "ratio", "fraction", "amount", "day", "moment", "other",
        "words",
        "short", "fixed", "feeling",
    ])
    func everyTypeOfColumnIsOrderedAndWalked(field: String) throws {
        for direction in ["ASC", "DESC", "ASC_NULLS_FIRST", "DESC_NULLS_LAST"] {
            var ids: [String] = []
            var cursor = ""
            for _ in 0..<3 {
                let page = try data(
                    "{ specimens(orderBy: { \(field): \(direction) }, first: 1\(cursor)) { nodes { id } pageInfo { endCursor } } }"
                )
                ids.append(page.at("specimens.nodes.0.id")?.text ?? "none")
                cursor = ", after: \"\(page.at("specimens.pageInfo.endCursor")?.text ?? "")\""
            }
            let all = try data("{ specimens(orderBy: { \(field): \(direction) }) { nodes { id } } }")
            #expect(all.at("specimens.nodes")?.items.compactMap { $0["id"]?.text } == ids)
            #expect(Set(ids).count == 3)
        }
    }

    @Test func relationToItselfGoesBothWays() throws {
        let nodes = try data("{ employees { nodes { name chief { name chief { name } } team { nodes { name } } } } }")
        #expect(
            nodes.at("employees.nodes")?.items.map(\.json) == [
                #"{"name":"Ada","chief":null,"team":{"nodes":[{"name":"Ben"},{"name":"Cleo"}]}}"#,
                #"{"name":"Ben","chief":{"name":"Ada","chief":null},"team":{"nodes":[{"name":"Dan"},{"name":"Eve"}]}}"#,
                #"{"name":"Cleo","chief":{"name":"Ada","chief":null},"team":{"nodes":[]}}"#,
                #"{"name":"Dan","chief":{"name":"Ben","chief":{"name":"Ada"}},"team":{"nodes":[]}}"#,
                #"{"name":"Eve","chief":{"name":"Ben","chief":{"name":"Ada"}},"team":{"nodes":[]}}"#,
            ]
        )
        let filtered = try data(
            "{ employees(filter: { chief: { chief: { name: { eq: \"Ada\" } } }, team: { none: {} } }) { nodes { name } } }"
        )
        #expect(filtered.json == #"{"employees":{"nodes":[{"name":"Dan"},{"name":"Eve"}]}}"#)
        #expect(
            try data("{ employees(filter: { not: { chief: {} } }) { nodes { name } } }").json
                == #"{"employees":{"nodes":[{"name":"Ada"}]}}"#
        )
    }

    /// Over a key of two columns, from both sides, with a page, a total, a filter and figures of its own.
    @Test func manyToManyGoesThroughItsLinkTable() throws {
        let connection = try Music.sharedDatabase().connect()
        let lists =
            try data(
                """
                { playlists { nodes { name tracks(first: 3, filter: { milliseconds: { gt: 150000 } }) {
                    totalCount nodes { title number } aggregate { count max { milliseconds } } } } } }
                """
            ).at("playlists.nodes")?.items ?? []
        #expect(lists.count == 8)
        for list in lists {
            let name = list["name"]?.text ?? ""
            let rows = try Music.column(
                """
                SELECT t.number || ' ' || t.title FROM track t, playlist_track l, playlist p
                WHERE p.name = '\(name)' AND l.playlist_id = p.id AND l.album_id = t.album_id AND l.track_number = t.number
                AND t.milliseconds > 150000 ORDER BY t.number, t.album_id
                """,
                connection
            )
            #expect(list.at("tracks.totalCount")?.integer == Int64(rows.count))
            #expect(list.at("tracks.aggregate.count")?.integer == Int64(rows.count))
            let shown = list.at("tracks.nodes")?.items.map {
                "\($0["number"]?.integer ?? 0) \($0["title"]?.text ?? "")"
            }
            #expect(shown?.count == min(3, rows.count))
            #expect(shown?.map { $0.prefix(1) } == rows.prefix(3).map { $0?.prefix(1) ?? "" })
        }
        #expect(lists.last?.at("tracks.totalCount") == .integer(0))
        #expect(lists.last?.at("tracks.aggregate.max.milliseconds") == .null)
        let back = try data(
            "{ tracks(filter: { playlists: { some: { name: { eq: \"Playlist 3\" } } } }, first: 1) { totalCount nodes { playlists { nodes { name } } } } }"
        )
        let expected = try Music.column(
            "SELECT count(*)::text FROM playlist_track l, playlist p WHERE p.id = l.playlist_id AND p.name = 'Playlist 3'",
            connection
        )
        #expect(back.at("tracks.totalCount")?.integer.map(String.init) == expected[0])
        let names = back.at("tracks.nodes.0.playlists.nodes")?.items.compactMap { $0["name"]?.text } ?? []
        #expect(names.contains("Playlist 3"))
    }

    @Test func relationOverSeveralColumnsIsJoined() throws {
        let lines =
            try data(
                "{ invoices(first: 2) { nodes { lines { nodes { line track { number album { title } } } } } } }"
            ).at("invoices.nodes.0.lines.nodes")?.items ?? []
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.at("track.album.title")?.text?.hasPrefix("Album") == true })
    }

    @Test func keyThatIsATextIsAnId() throws {
        let label = try data(
            "{ labels(filter: { code: { eq: \"ECM\" } }) { nodes { id albums(first: 1) { totalCount } } } }"
        )
        let id = try #require(label.at("labels.nodes.0.id")?.text)
        #expect(
            try data("{ node(id: \"\(id)\") { ... on Label { name } } }").json == #"{"node":{"name":"Contemporary"}}"#
        )
        #expect(label.at("labels.nodes.0.albums.totalCount") == .integer(30))
    }
}
