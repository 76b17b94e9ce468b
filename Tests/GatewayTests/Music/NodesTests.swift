import GraphQL
import TestSupport
import Testing

/// Relay's object identification, point by point (`O1` to `O8`), and connections as far as other suites do not
/// show them.
@Suite struct NodesTests {
    private func data(_ query: String, variables: String? = nil) throws -> JSONValue {
        let answer = try Music.ask(query, variables: variables)
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        return try #require(answer.data)
    }

    /// O1, O2, O7, O8.
    @Test func introspectionShowsTheShapes() throws {
        let type = "{ kind name ofType { kind name ofType { kind name ofType { kind name } } } }"
        let found = try data(
            """
            { node: __type(name: "Node") { kind fields { name type \(type) } }
              query: __type(name: "Query") { fields { name args { name type \(type) } type \(type) } } }
            """
        )
        #expect(
            found["node"]?.json
                == #"{"kind":"INTERFACE","fields":[{"name":"id","type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"SCALAR","name":"ID","ofType":null}}}]}"#
        )
        let fields = found.at("query.fields")?.items ?? []
        #expect(
            fields.first { $0["name"]?.text == "node" }?.json
                == #"{"name":"node","args":[{"name":"id","type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"SCALAR","name":"ID","ofType":null}}}],"type":{"kind":"INTERFACE","name":"Node","ofType":null}}"#
        )
        let nodes = fields.first { $0["name"]?.text == "nodes" }
        #expect(nodes?["args"]?.items.count == 1)
        #expect(nodes?.at("args.0.type.ofType.ofType.ofType.name")?.text == "ID")
        #expect(nodes?.at("type.ofType.ofType.name")?.text == "Node")
    }

    private static let lists = [
        "artists", "labels", "albums", "genres", "tracks", "playlists", "awards", "specimens", "employees", "customers",
        "invoices",
    ]

    /// O3, O5, O6: what a list shows is what comes back, and no two ids are the same.
    @Test func everyObjectComesBackByItsId() throws {
        var seen: Set<String> = []
        for list in Self.lists {
            let nodes = try data("{ \(list)(first: 20) { nodes { __typename id } } }").at("\(list).nodes")?.items ?? []
            let ids = nodes.compactMap { $0["id"]?.text }
            #expect(!ids.isEmpty)
            let back = try data(
                "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
                variables: "{\"ids\": \(JSONValue.array(ids.map { .string($0) }).json)}"
            )
            #expect(back["nodes"]?.items == nodes)
            #expect(try data("{ node(id: \"\(ids[0])\") { __typename id } }")["node"] == nodes[0])
            for id in ids { #expect(seen.insert(id).inserted) }
        }
    }

    /// O4, O7: same length, same order, null for what there is not.
    @Test func unknownIdsAreNullAmongOthers() throws {
        let artists = try data("{ artists(first: 2) { nodes { id name } } }").at("artists.nodes")?.items ?? []
        let ids = artists.compactMap { $0["id"]?.text }
        let genre = try data("{ genres(first: 1) { nodes { id } } }").at("genres.nodes.0.id")?.text ?? ""
        let all = [
            ids[1], "", "nonsense", "AAAA", ids[0], genre, ids[1], String(ids[0].dropLast()), ids[0] + "AA", "😀",
        ]
        let found =
            try data(
                "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Artist { name } ... on Genre { name } } }",
                variables: "{\"ids\": \(JSONValue.array(all.map { .string($0) }).json)}"
            )["nodes"]?.items ?? []
        #expect(found.count == all.count)
        #expect(found[0]["name"] == artists[1]["name"])
        #expect(found[4]["name"] == artists[0]["name"])
        #expect(found[5]["name"]?.text == "Folk")
        #expect(found[6] == found[0])
        for index in [1, 2, 3, 7, 8, 9] { #expect(found[index] == .null, "\(all[index])") }
        for id in ["", "nonsense", "AAAAAAAA"] {
            #expect(try data("{ node(id: \"\(id)\") { id } }").json == #"{"node":null}"#)
        }
    }

    /// A type that the caller may not see has no objects, and no error tells that it has.
    @Test func objectsOfForbiddenTypesAreNull() throws {
        let employee = try data("{ employees(first: 1) { nodes { id } } }").at("employees.nodes.0.id")?.text ?? ""
        // The id of the same row as the secret type, made by hand: its tag, and the same key.
        #expect(
            try data("{ node(id: \"\(employee)\") { __typename ... on Payroll { name } } }").json
                == #"{"node":{"__typename":"Employee"}}"#
        )
        let payroll = Payroll.id(1)
        #expect(try data("{ node(id: \"\(payroll)\") { __typename } }").json == #"{"node":null}"#)
    }

    /// Lists below nodes are batched like all others.
    @Test func nodesHaveOneStatementForEachTypeThatOccurs() throws {
        let gateway = try Music.makeGateway()
        let client = try gateway.anonymous()
        let artists =
            try data("{ artists(first: 5) { nodes { id } } }").at("artists.nodes")?.items.compactMap { $0["id"]?.text }
            ?? []
        let albums =
            try data("{ albums(first: 5) { nodes { id } } }").at("albums.nodes")?.items.compactMap { $0["id"]?.text }
            ?? []
        let variables = "{\"ids\": \(JSONValue.array((artists + albums).map { .string($0) }).json)}"
        let (answer, statements) = try gateway.statements {
            try client.ask(
                "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Artist { albums(first: 2) { nodes { title } } } ... on Album { artist { name } } } }",
                variables: variables
            )
        }
        #expect(answer.data?["nodes"]?.items.count == 10)
        #expect(answer.data?.at("nodes.9.artist.name")?.text?.hasPrefix("Artist") == true)
        #expect(statements.filter { StatementKind($0) == .data }.count == 3)
    }

    @Test func tooManyIdsAreRefused() throws {
        let ids = JSONValue.array((0..<101).map { .string("\($0)") }).json
        let answer = try Music.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", variables: "{\"ids\": \(ids)}")
        #expect(answer.codes == ["LIMIT_EXCEEDED"])
        #expect(answer.errors.first?.at("extensions.actual") == .integer(101))
        #expect(answer.errors.first?.at("extensions.limit") == .integer(100))
    }
}

/// Ids that the gateway never gave out.
private enum Payroll {
    static func id(_ key: UInt8) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in "Payroll".utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hash >> UInt32($0)) } + [5, 0, 0, 0, key]
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let word = bytes[start..<start + 3].reduce(0) { $0 << 8 | Int($1) }
            for shift in [18, 12, 6, 0] { text.append(alphabet[word >> shift & 63]) }
        }
        return text
    }
}
