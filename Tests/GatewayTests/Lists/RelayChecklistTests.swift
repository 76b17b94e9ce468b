import Checklists
import Gateway
import GraphQL
import TestSupport
import Testing

/// Relay's connections (`R`) and object identification (`O`), point by point, with the tests of each.
private let checklist = [
    Demand("R1", "Connections are objects with `edges` and `pageInfo: PageInfo!`.", "connectionsHaveTheirShape"),
    Demand("R2", "Edges are objects with a `node`, never a list, and a `cursor` of text.", "connectionsHaveTheirShape"),
    Demand("R3", "Fields of connections take `first`, `after`, `last`, `before`.", "connectionsHaveTheirShape"),
    Demand("R4", "`first` and `last` are 0 or more.", "aNegativePageIsRefused", "pageOfNothingHasNoCursors"),
    Demand("R5", "Cursors are opaque text.", "connectionsHaveTheirShape", "cursorOfAnotherOrderIsRefused"),
    Demand("R6", "Backward pages have the same order.", "walkBackwardSeesTheSameRowsInTheSameOrder"),
    Demand("R7", "The order is the same from page to page.", "walkForwardSeesEachRowOnce", "reportsAreWalkedLikeLists"),
    Demand(
        "R8",
        "Cut by cursors first, then by `first`, then by `last`.",
        "pageBetweenTwoCursorsHasOnlyWhatLiesBetween",
        "firstAndLastTogetherCutTwice"
    ),
    Demand("R9", "A cursor that is none is refused.", "anUnknownCursorIsRefused", "cursorOfAnotherOrderIsRefused"),
    Demand("R10", "`PageInfo`; its cursors are null on an empty page.", "connectionsHaveTheirShape"),
    Demand("R11", "`hasNextPage` is exact with `first`.", "walkForwardSeesEachRowOnce", "firstAndLastTogetherCutTwice"),
    Demand("R12", "`hasPreviousPage` is exact with `last`.", "walkBackwardSeesTheSameRowsInTheSameOrder"),
    Demand("R13", "The page's cursors are its edges'.", "walkForwardSeesEachRowOnce", "pageOfNothingHasNoCursors"),
    Demand("R14", "Introspection shows the shapes.", "connectionsHaveTheirShape"),
    Demand("R15", "Names of connections are kept.", "aTypeThatTakesAConnectionsNameIsRefused"),
    Demand("O1", "`Node` has one field, `id: ID!`.", "introspectionShowsTheShapes"),
    Demand("O2", "`node(id: ID!): Node`.", "introspectionShowsTheShapes"),
    Demand("O3", "Every node comes back by its id.", "everyObjectComesBackByItsId"),
    Demand("O4", "Ids of nothing are null.", "unknownIdsAreNullAmongOthers", "objectsOfForbiddenTypesAreNull"),
    Demand("O5", "No two objects have one id.", "everyObjectComesBackByItsId"),
    Demand("O6", "Two nodes of one id are equal.", "everyObjectComesBackByItsId", "unknownIdsAreNullAmongOthers"),
    Demand("O7", "`nodes(ids:)`: as long as its argument, in its order.", "unknownIdsAreNullAmongOthers"),
    Demand("O8", "Introspection shows `Node` and `node`.", "introspectionShowsTheShapes"),
]

@Suite struct RelayChecklistTests {
    @Test func everyLineOfTheRelayChecklistHasATest() throws {
        #expect(try checklist.faults() == [])
        #expect(checklist.map(\.section) == (1...15).map { "R\($0)" } + (1...8).map { "O\($0)" })
    }

    private static let gateway = Result { try TestGateway { $0.introspection = .everyone } }

    private func type(_ name: String) throws -> JSONValue {
        let answer = try Self.gateway.get().anonymous().ask(
            """
            { __type(name: "\(name)") { kind fields { name type { ...T } args { name type { ...T } } } } }
            fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
            """
        )
        return try #require(answer.data?["__type"], "\(answer.http.text)")
    }

    private func field(_ name: String, of type: JSONValue) -> String? {
        type["fields"]?.items.first { $0["name"]?.text == name }?["type"].map(written)
    }

    /// A type as SDL writes it.
    private func written(_ type: JSONValue) -> String {
        let inner = type["ofType"].map(written) ?? ""
        return switch type["kind"]?.text {
        case "NON_NULL": inner + "!"
        case "LIST": "[\(inner)]"
        default: type["name"]?.text ?? ""
        }
    }

    @Test func connectionsHaveTheirShape() throws {
        let answer = try Self.gateway.get().anonymous().ask(
            "{ __schema { types { name kind fields { name args { name type { name } } type { name ofType { name } } } } } }"
        )
        let types = answer.data?.at("__schema.types")?.items ?? []
        let connections = types.filter { $0["name"]?.text?.hasSuffix("Connection") == true }
        #expect(connections.count > 10)
        for connection in connections {
            let name = connection["name"]?.text ?? ""
            let row = String(name.dropLast("Connection".count))
            let shape = try type(name)
            #expect(shape["kind"]?.text == "OBJECT")
            #expect(field("edges", of: shape) == "[\(row)Edge!]!")
            #expect(field("pageInfo", of: shape) == "PageInfo!")
            let edge = try type("\(row)Edge")
            #expect(edge["kind"]?.text == "OBJECT")
            #expect(field("node", of: edge) == "\(row)!")
            #expect(field("cursor", of: edge) == "String!")
        }
        let pageInfo = try type("PageInfo")
        #expect(pageInfo["kind"]?.text == "OBJECT")
        #expect(field("hasNextPage", of: pageInfo) == "Boolean!")
        #expect(field("hasPreviousPage", of: pageInfo) == "Boolean!")
        #expect(field("startCursor", of: pageInfo) == "String")
        #expect(field("endCursor", of: pageInfo) == "String")
        var lists = 0
        for field in types.flatMap({ $0["fields"]?.items ?? [] }) {
            let returned = field.at("type.name")?.text ?? field.at("type.ofType.name")?.text ?? ""
            guard returned.hasSuffix("Connection") else { continue }
            lists += 1
            let arguments = field["args"]?.items ?? []
            for (name, type) in [("first", "Int"), ("after", "String"), ("last", "Int"), ("before", "String")] {
                let argument = arguments.first { $0["name"]?.text == name }
                #expect(argument?.at("type.name")?.text == type, "\(field["name"]?.text ?? ""): \(name)")
            }
        }
        #expect(lists > 10)
    }

    @Test(arguments: ["first", "last"])
    func aNegativePageIsRefused(_ argument: String) throws {
        let client = try Self.gateway.get().signedIn()
        for count in ["-1", "-2147483648"] {
            let answer = try client.ask("{ orders(\(argument): \(count)) { totalCount nodes { id } } }")
            #expect(answer.codes == ["BAD_USER_INPUT"], "\(answer.http.text)")
            #expect(answer.errors.first?["message"]?.text?.contains("`\(argument)`") == true)
        }
    }

    @Test(arguments: ["after", "before"], ["", "nonsense", "AAAA", "😀"])
    func anUnknownCursorIsRefused(_ argument: String, _ cursor: String) throws {
        let answer = try Self.gateway.get().signedIn().ask("{ orders(\(argument): \"\(cursor)\") { nodes { id } } }")
        #expect(answer.codes == ["BAD_USER_INPUT"], "\(answer.http.text)")
    }

    @Test(arguments: ["OrderConnection", "OrderEdge", "PageInfo"])
    func aTypeThatTakesAConnectionsNameIsRefused(_ name: String) throws {
        let variant = try SchemaVariant(extra: "type \(name) { number: Int }")
        let error = #expect(throws: (any Error).self) { _ = try variant.catalog(SampleDatabase.shared()) }
        #expect("\(error as Any)".contains("derives a type `\(name)` of its own"))
    }
}
