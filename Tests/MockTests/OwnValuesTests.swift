import Bytes
import GraphQL
import Mock
import Testing

private let sdl = """
    type Query { agreement: Agreement agreements: [Agreement!] node: Node search: [Result] status: Status when: Date }
    interface Node { id: ID! }
    type Agreement implements Node { id: ID! number: String! status: Status orders: [Order] }
    type Order implements Node { id: ID! total: Float lines: [[Int]] }
    union Result = Agreement | Order
    enum Status { ACTIVE EXPIRED }
    scalar Date
    input Filter { a: Int }
    """

private func response(_ values: String, _ document: String) throws -> String {
    let schema = try SchemaBuilder.build([try Parser.parseDocument(sdl)])
    let own = try OwnValues(try JSONReader.value(of: values), schema: schema)
    let mock = MockExecution(schema: schema, own: own, limits: .server)
    var output = ByteBuffer()
    output.appendResponse(try mock.execute(try mock.document(document)))
    return output.text
}

@Test(arguments: [
    (#"{"Agreement": {"number": "41"}}"#, "{ agreement { number id } }", #"{"agreement":{"number":"41","id":"id"}}"#),
    (#"{"Status": "EXPIRED", "Date": "2026-11-24"}"#, "{ status when }", #"{"status":"EXPIRED","when":"2026-11-24"}"#),
    (#"{"ID": 7}"#, "{ agreement { id } }", #"{"agreement":{"id":"7"}}"#),
    (#"{"Node": "Agreement"}"#, "{ node { __typename } }", #"{"node":{"__typename":"Agreement"}}"#),
    (
        #"{"Result": "Order"}"#, "{ search { __typename } }",
        #"{"search":[{"__typename":"Order"},{"__typename":"Order"}]}"#
    ),
    (#"{"Query": {"agreements": []}}"#, "{ agreements { id } }", #"{"agreements":[]}"#),
    (#"{"Query": {"agreement": null}}"#, "{ agreement { id } }", #"{"agreement":null}"#),
    (
        #"{"Query": {"agreements": [{"number": "1"}, {"number": "2", "status": null}, {}]}, "Agreement": {"number": "9"}}"#,
        "{ agreements { number status } }",
        #"{"agreements":[{"number":"1","status":"ACTIVE"},{"number":"2","status":null},{"number":"9","status":"ACTIVE"}]}"#
    ),
    (
        #"{"Query": {"search": [{"__typename": "Order", "total": 1.5, "lines": [[1], null]}, null]}}"#,
        "{ search { __typename ... on Order { total lines } } }",
        #"{"search":[{"__typename":"Order","total":1.5,"lines":[[1],null]},null]}"#
    ),
    (#"{"Query": {"node": {"id": "x"}}}"#, "{ node { __typename id } }", #"{"node":{"__typename":"Order","id":"x"}}"#),
])
func ownValuesReplaceGeneratedOnes(_ values: String, _ document: String, _ data: String) throws {
    #expect(try response(values, document) == #"{"data":\#(data)}"#)
}

@Test(arguments: [
    ("[]", "must be a JSON object"), (#"{"Agrement": {}}"#, "Did you mean `Agreement`?"),
    (#"{"Agreement": {"numbr": "1"}}"#, "Did you mean `number`?"), (#"{"Agreement": 1}"#, "must be an object"),
    (#"{"Agreement": {"number": null}}"#, "`Agreement.number` must not be null"),
    (#"{"Agreement": {"number": []}}"#, "`Agreement.number` must be a value of the type `String`"),
    (#"{"Status": "GONE"}"#, "`Status` must be a value"), (#"{"Date": null}"#, "`Date` must be a value"),
    (#"{"Node": "Query"}"#, "one of its object types"), (#"{"Node": {}}"#, "one of its object types"),
    (#"{"Filter": {}}"#, "input type"),
    (#"{"Query": {"agreements": {}}}"#, "`Query.agreements` must be a list"),
    (#"{"Query": {"agreements": [null]}}"#, "`Query.agreements[0]` must not be null"),
    (#"{"Query": {"node": {"__typename": "Query"}}}"#, "`Query.node.__typename` must be one of Agreement, Order"),
    (#"{"Query": {"search": [{"__typename": "Order", "number": "1"}]}}"#, "`Order` has no field `number`"),
    (#"{"Order": {"lines": [[1, "x"]]}}"#, "`Order.lines[0][1]` must be a value"),
])
func valuesThatDoNotFitAreRefused(_ values: String, _ message: String) throws {
    let error = #expect(throws: ErrorList.self) { _ = try response(values, "{ status }") }
    #expect(error?.errors.first?.message.contains(message) == true, "\(error?.errors.map(\.message) ?? [])")
}
