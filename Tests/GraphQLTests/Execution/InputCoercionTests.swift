import Testing

@testable import GraphQL

/// Variables and arguments become values (sections 3.5 to 3.12, 6.1.2 and 6.4.1).
struct InputCoercionTests {
    /// Values of an operation's variables, absent ones left out; or the messages of what is wrong.
    private func coerce(_ definitions: String, _ variables: String) throws -> String {
        let operation = try Parser.parseDocument("query(\(definitions)) { a }").operation(named: nil)
        do throws(ErrorList) {
            let values = try InputCoercion.variables(try! json(variables), for: operation, schema: try! schema())
            let members = zip(operation.variables, values).compactMap { definition, value in
                value.map { JSONMember(definition.name.text, $0) }
            }
            return "\(text(.object(members)))"
        } catch {
            return error.errors.map(\.message).joined(separator: " / ")
        }
    }

    private func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let flag): "\(flag)"
        case .integer(let integer): "\(integer)"
        case .number(let text): text
        case .string(let text): "\"\(text)\""
        case .array(let items): "[\(items.map(text).joined(separator: ","))]"
        case .object(let members): "{\(members.map { "\($0.name):\(text($0.value))" }.joined(separator: ","))}"
        }
    }

    @Test(arguments: [
        ("$a: Int", "{}", "{}"), ("$a: Int", #"{"a":null}"#, "{a:null}"), ("$a: Int = 1", "{}", "{a:1}"),
        ("$a: Int = 1", #"{"a":null}"#, "{a:null}"), ("$a: Int! = 1", "{}", "{a:1}"), ("$a: Int", #"{"b":1}"#, "{}"),
        ("$a: Int", #"{"a":1.0}"#, "{a:1}"), ("$a: Float", #"{"a":1}"#, "{a:1}"), ("$a: ID", #"{"a":1}"#, #"{a:"1"}"#),
        ("$a: ID", #"{"a":12345678901234567890}"#, #"{a:"12345678901234567890"}"#),
        ("$a: [Int]", #"{"a":1}"#, "{a:[1]}"), ("$a: [Int]", #"{"a":null}"#, "{a:null}"),
        ("$a: [[Int]]", #"{"a":[1,2,3]}"#, "{a:[[1],[2],[3]]}"), ("$a: [[Int]]", #"{"a":1}"#, "{a:[[1]]}"),
        ("$a: [[Int]]", #"{"a":[null,[null]]}"#, "{a:[null,[null]]}"),
        ("$a: Filter", #"{"a":{}}"#, "{a:{age:{from:1},size:\"SMALL\"}}"),
        (
            "$a: Filter", #"{"a":{"name":null,"size":null,"and":{"age":{"from":2}}}}"#,
            "{a:{name:null,age:{from:1},size:null,and:[{age:{from:2},size:\"SMALL\"}]}}"
        ),
        ("$a: Key", #"{"a":{"id":1}}"#, #"{a:{id:"1"}}"#), ("$a: Any", #"{"a":{"b":[1,null]}}"#, "{a:{b:[1,null]}}"),
        ("$a: [Int] = 1", "{}", "{a:[1]}"),
    ])
    func valuesAreCoerced(_ definitions: String, _ variables: String, _ expected: String) throws {
        #expect(try coerce(definitions, variables) == expected)
    }

    @Test(arguments: [
        ("$a: Int!", "{}"), ("$a: Int!", #"{"a":null}"#), ("$a: Int! = 1", #"{"a":null}"#), ("$a: Int", #"{"a":"1"}"#),
        ("$a: Int", #"{"a":2147483648}"#), ("$a: Int", #"{"a":1.5}"#), ("$a: Float", #"{"a":1e999}"#),
        ("$a: Float", #"{"a":"1"}"#), ("$a: String", #"{"a":1}"#), ("$a: Boolean", #"{"a":1}"#),
        ("$a: ID", #"{"a":1.5}"#),
        ("$a: ID", #"{"a":true}"#), ("$a: Size", #"{"a":"HUGE"}"#), ("$a: Size", #"{"a":1}"#),
        ("$a: [Int!]", #"{"a":[null]}"#), ("$a: Filter", #"{"a":{"age":{}}}"#), ("$a: Filter", #"{"a":{"x":1}}"#),
        ("$a: Filter", #"{"a":[]}"#), ("$a: Key", #"{"a":{}}"#), ("$a: Key", #"{"a":{"id":null}}"#),
        ("$a: Key", #"{"a":{"id":1,"name":"x"}}"#),
    ])
    func valuesThatDoNotFitAreRefusedByName(_ definitions: String, _ variables: String) throws {
        #expect(try coerce(definitions, variables).hasPrefix("Variable `$a"))
    }

    /// Arguments of the root field of a document, absent ones left out; or what is wrong.
    private func arguments(_ document: String, _ variables: [String: JSONValue] = [:]) throws -> String {
        let schema = try schema()
        let operation = try Parser.parseDocument(document).operation(named: nil)
        guard case .field(let field)? = operation.selectionSet.selections.first,
            let definition = schema.type(named: "Query")?.field(named: field.name.text)
        else { return "no field" }
        do throws(ErrorList) {
            let values = try InputCoercion.arguments(
                field.arguments,
                of: definition.arguments,
                at: field.location,
                schema: schema,
                variable: { variables[$0] }
            )
            return text(.object(values.compactMap { item in item.value.map { JSONMember(item.name, $0) } }))
        } catch {
            return error.errors.map(\.message).joined(separator: " / ")
        }
    }

    @Test func anAbsentVariableIsAnAbsentArgumentOrField() throws {
        #expect(try arguments("{ find(limit: $a, ids: $b) { name } }") == "{limit:10}")
        #expect(
            try arguments("{ find(where: { name: $a, size: $b }) { name } }")
                == "{where:{age:{from:1},size:\"SMALL\"},limit:10}"
        )
        #expect(try arguments("{ order(items: [$a, 1]) }") == "{items:[null,[1]]}")
        #expect(try arguments("{ any(value: { a: $a, b: [$a] }) }") == "{value:{b:[null]}}")
    }

    @Test func aNullVariableIsNull() throws {
        #expect(try arguments("{ find(ids: $a) { name } }", ["a": .null]) == "{limit:10,ids:null}")
        #expect(try arguments("{ find(limit: $a) { name } }", ["a": .null]).contains("must not be null"))
        #expect(try arguments("{ find(ids: [$a]) { name } }", ["a": .null]).contains("must not be null"))
    }

    @Test func aOneOfTypeTakesOneVariableThatIsGiven() throws {
        #expect(try arguments("{ pick(by: { id: $a }) { name } }", ["a": .string("1")]) == #"{by:{id:"1"}}"#)
        #expect(try arguments("{ pick(by: { id: $a }) { name } }", ["a": .null]).contains("must not be null"))
        #expect(try arguments("{ pick(by: { id: $a }) { name } }").contains("exactly one field"))
    }
}
