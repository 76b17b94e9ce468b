import GraphQL
import Postgres
import TestSupport
import Testing

/// Whatever a text holds, a filter takes it literally.
@Suite struct LiteralTextsTests {
    private static let pieces = [
        "'", "''", "\"", "\\", "\\'", "%", "_", "\\%", "$1", "$$", "--", ";", "/*", "*/", "{", "}", ",", "NULL", "\n",
        "\t",
        "\u{1}", "\u{7F}", "\u{A0}", "é", "e\u{301}", "ß", "İ", "😀", "𝒳", "\u{10FFFF}", "\u{202E}", "\u{2066}",
        "\u{200D}",
        "\u{FEFF}", "\u{FFFD}", "\\u0000", "\\0", "a", "A", "z", "0", " ", "E'", "::text", "U&'",
    ]

    @Test func thousandTextsMatchThemselvesOnly() throws {
        let database = try Music.makeDatabase()
        let owner = try database.connect()
        var dice = Dice(7)
        var texts: [String] = []
        while texts.count < 1_000 {
            let text = (0..<(1 + dice.roll(6))).map { _ in dice.pick(Self.pieces) }.joined()
            // Swift's equality is canonical equivalence, the database's is that of bytes.
            if !texts.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { texts.append(text) }
        }
        try owner.execute("TRUNCATE playlist_track")
        try owner.execute("DELETE FROM playlist")
        for (number, text) in texts.enumerated() {
            var hex = ""
            for byte in text.utf8 { hex += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
            try owner.execute(
                """
                INSERT INTO playlist VALUES
                (('00000000-0000-0000-0000-' || lpad('\(number)', 12, '0'))::uuid, convert_from('\\x\(hex)', 'UTF8'))
                """
            )
        }
        let client = try Music.makeGateway(database).anonymous()
        let query = """
            query ($eq: String, $parts: String, $list: [String!]) {
              eq: playlists(filter: { name: { eq: $eq } }) { nodes { name } }
              in: playlists(filter: { name: { in: $list } }) { nodes { name } }
              contains: playlists(filter: { name: { contains: $parts } }, first: 100) { totalCount }
              starts: playlists(filter: { name: { startsWith: $parts } }) { totalCount }
              ends: playlists(filter: { name: { endsWith: $parts } }) { totalCount }
            }
            """
        for text in texts {
            let literal = Literal.quoted(text)
            let answer = try client.ask(
                query,
                variables: "{\"eq\": \(literal), \"parts\": \(literal), \"list\": [\(literal)]}"
            )
            #expect(answer.errors.isEmpty, "\(answer.http.text)")
            for alias in ["eq", "in"] {
                let names = answer.data?.at("\(alias).nodes")?.items.compactMap { $0["name"]?.text } ?? []
                #expect(names.count == 1 && names[0].utf8.elementsEqual(text.utf8), "\(literal)")
            }
            let all = texts.map { Array($0.utf8) }
            let part = Array(text.utf8)
            #expect(
                answer.data?.at("contains.totalCount") == count(all.filter { !$0.ranges(of: part).isEmpty }),
                "\(literal)"
            )
            #expect(answer.data?.at("starts.totalCount") == count(all.filter { $0.starts(with: part) }), "\(literal)")
            #expect(
                answer.data?.at("ends.totalCount") == count(all.filter { $0.reversed().starts(with: part.reversed()) })
            )
        }
    }

    private func count(_ texts: [[UInt8]]) -> JSONValue { .integer(Int64(texts.count)) }

    /// No text in a database holds U+0000, and PostgreSQL would end there.
    @Test func nulIsRefused() throws {
        for filter in ["{ eq: \"a\\u0000\" }", "{ contains: \"\\u0000\" }", "{ in: [\"a\\u0000b\"] }"] {
            let answer = try Music.ask("{ playlists(filter: { name: \(filter) }) { totalCount } }")
            #expect(answer.codes == ["BAD_USER_INPUT"])
        }
    }
}
