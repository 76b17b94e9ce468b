import GraphQL
import TestSupport
import Testing

/// Aggregates and groups, against the same question in SQL.
@Suite struct AggregatesTests {
    private func data(_ query: String, variables: String? = nil) throws -> JSONValue {
        let answer = try Music.ask(query, variables: variables)
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        return try #require(answer.data)
    }

    private func sql(_ text: String) throws -> [String?] {
        try Music.column(text, try Music.sharedDatabase().connect())
    }

    @Test func figuresAreTheDatabases() throws {
        let found = try data(
            """
            { albums(filter: { price: { gt: 3 } }) { aggregate {
                count sum { price copies } average { price copies } min { title released price } max { title released copies }
            } } }
            """
        )
        let expected = try sql(
            """
            SELECT json_build_object('count', count(*), 'sum', json_build_object('price', sum(price)::text, 'copies', sum(copies)::text),
                'average', json_build_object('price', avg(price)::text, 'copies', avg(copies)::text),
                'min', json_build_object('title', min(title), 'released', min(released), 'price', min(price)::text),
                'max', json_build_object('title', max(title), 'released', max(released), 'copies', max(copies)))::text
            FROM album WHERE price > 3
            """
        )
        #expect(found.at("albums.aggregate") == (try JSONReader.value(of: expected[0] ?? "")))
    }

    @Test func figuresOfNoRowsAreNull() throws {
        #expect(
            try data(
                "{ albums(filter: { title: { eq: \"none\" } }) { aggregate { count sum { price } max { title } } } }"
            ).json
                == #"{"albums":{"aggregate":{"count":0,"sum":{"price":null},"max":{"title":null}}}}"#
        )
    }

    @Test func figuresBelowRowsAreThoseOfEachRow() throws {
        let artists =
            try data(
                "{ artists { nodes { name albums(first: 1) { totalCount aggregate { count sum { copies } } } } } }"
            )
            .at("artists.nodes")?.items ?? []
        let expected = try sql(
            """
            SELECT count(b.id) || ' ' || coalesce(sum(b.copies)::text, 'null') FROM artist a LEFT JOIN album b ON b.artist_id = a.id
            GROUP BY a.id, a.name ORDER BY a.name, a.id
            """
        )
        let found = artists.map {
            "\($0.at("albums.aggregate.count")?.integer ?? -1) \($0.at("albums.aggregate.sum.copies")?.text ?? "null")"
        }
        #expect(found == expected.map { $0 ?? "" })
        #expect(artists.allSatisfy { $0.at("albums.totalCount") == $0.at("albums.aggregate.count") })
    }

    @Test(arguments: ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"])
    func momentsAreCutToUnitsInUTC(unit: String) throws {
        let found = try data(
            "query ($u: DateGrouping!) { invoices { groups(by: { issuedAt: $u }, first: 100) { key { issuedAt billingCountry } count } } }",
            variables: "{\"u\": \"\(unit)\"}"
        )
        let expected = try sql(
            """
            SELECT to_char(date_trunc('\(unit)', issued_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD"T00:00:00Z"') || ' ' || count(*)
            FROM invoice GROUP BY date_trunc('\(unit)', issued_at AT TIME ZONE 'UTC') ORDER BY 1
            """
        )
        let groups = found.at("invoices.groups")?.items ?? []
        #expect(
            groups.map { "\($0.at("key.issuedAt")?.text ?? "") \($0["count"]?.integer ?? 0)" }
                == expected.map { $0 ?? "" }
        )
        #expect(groups.allSatisfy { $0.at("key.billingCountry") == .null })
    }

    @Test func groupsGoByFieldsOfRelatedRowsAndAreOrderedAndLimited() throws {
        let found =
            try data(
                """
                { invoices { nodes { id } } tracks(filter: { number: { lte: 2 } }) { groups(
                    by: [{ genre: { name: VALUE } }, { album: { artist: { country: VALUE } } }],
                    orderBy: [{ sum: { milliseconds: DESC } }, { key: { genre: { name: ASC } } }], first: 5
                ) { key { genre { name } album { artist { country name } } } count sum { milliseconds } average { bytes } } } }
                """
            ).at("tracks.groups")?.items ?? []
        let expected = try sql(
            """
            SELECT concat_ws(' ', coalesce(g.name, 'null'), coalesce(r.country, 'null'), count(*), sum(t.milliseconds))
            FROM track t LEFT JOIN genre g ON g.id = t.genre_id JOIN album a ON a.id = t.album_id JOIN artist r ON r.id = a.artist_id
            WHERE t.number <= 2 GROUP BY g.name, r.country ORDER BY sum(t.milliseconds) DESC, g.name LIMIT 5
            """
        )
        let rows = found.map { group in
            let genre = group.at("key.genre.name")?.text ?? "null"
            let country = group.at("key.album.artist.country")?.text ?? "null"
            return "\(genre) \(country) \(group["count"]?.integer ?? 0) \(group.at("sum.milliseconds")?.text ?? "")"
        }
        #expect(rows == expected.map { $0 ?? "" })
        #expect(found.allSatisfy { $0.at("key.album.artist.name") == .null })
    }

    @Test func groupsBelowRowsAreThoseOfEachRow() throws {
        let artists =
            try data(
                "{ artists(first: 30) { nodes { name albums { groups(by: { live: VALUE }, orderBy: { key: { live: DESC } }) { key { live } count } } } } }"
            ).at("artists.nodes")?.items ?? []
        let expected = try sql(
            """
            SELECT coalesce((SELECT string_agg(g.live || ' ' || g.n, ', ' ORDER BY g.live DESC) FROM (
                SELECT b.live, count(*) AS n FROM album b WHERE b.artist_id = a.id GROUP BY b.live) g), '')
            FROM artist a ORDER BY a.name, a.id
            """
        )
        let found = artists.map { artist in
            (artist.at("albums.groups")?.items ?? []).map { group in
                "\(group.at("key.live")?.flag == true) \(group["count"]?.integer ?? 0)"
            }.joined(separator: ", ")
        }
        #expect(found == expected.map { $0 ?? "" })
    }

    @Test(arguments: [
        ("by: []", "names no field"), ("by: [{ live: VALUE }, { live: VALUE }]", "twice"),
        ("by: { live: VALUE }, orderBy: { key: { title: ASC } }", "does not name"),
        ("by: { live: VALUE }, first: 101", "at most 100"), ("by: { live: VALUE }, first: -1", "must be 0 or more"),
    ])
    func groupsThatMakeNoSenseAreRefused(arguments: String, message: String) throws {
        let answer = try Music.ask("{ albums { groups(\(arguments)) { count } } }")
        #expect(answer.errors.count == 1)
        #expect(answer.errors.first?["message"]?.text?.contains(message) == true, "\(answer.http.text)")
    }
}
