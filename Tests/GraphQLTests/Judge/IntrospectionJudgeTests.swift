import Bytes
import Testing

@testable import GraphQL

/// The answer to a document that selects introspection fields only.
func introspect(_ text: String, schema: Schema, variables: [String: JSONValue] = [:]) throws -> JSONValue {
    let document = try Parser.parseDocument(text)
    #expect(Validator.validate(document, schema: schema).isEmpty)
    var fragments: [String: AST.FragmentDefinition] = [:]
    for case .fragment(let fragment) in document.definitions { fragments[fragment.name.text] = fragment }
    let operation = try document.operation(named: nil)
    let introspection = Introspection(schema: schema, fragments: fragments) { variables[$0] }
    let fields = collectFields(
        [operation.selectionSet],
        objectType: schema.queryType,
        schema: schema,
        fragments: fragments,
        isIncluded: { includes($0) { variables[$0] } }
    )
    var buffer = ByteBuffer(capacity: 65_536)
    buffer.append("{")
    for (index, field) in fields.enumerated() {
        if index > 0 { buffer.append(",") }
        buffer.appendJSONString(field.responseName)
        buffer.append(":")
        #expect(introspection.append(field, into: &buffer))
    }
    buffer.append("}")
    return try json(buffer.text)
}

/// A JSON text as a value.
func json(_ text: String) throws -> JSONValue {
    try Array(text.utf8).withUnsafeBytes { bytes in
        var reader = JSONReader(bytes)
        let value = try reader.value()
        try reader.end()
        return value
    }
}

/// Introspection of generated schemas says the same as graphql-core's.
@Suite(.enabled(if: Judge.python != nil, "made by Scripts/judge/prepare"))
struct IntrospectionJudgeTests {
    @Test func schemasAreDescribedAlike() throws {
        let schemas = (0..<UInt64(40)).map { SchemaGenerator.schema(seed: $0) }
        let answers = try Judge.answers(to: schemas.map { ["schema": $0, "introspect": Schema.introspectionQuery] })
        for (sdl, answer) in zip(schemas, answers) {
            let schema = try SchemaBuilder.build([try Parser.parseDocument(sdl, limits: .schemas)])
            let ours = try introspect(Schema.introspectionQuery, schema: schema)["__schema"]
            let theirs = try json(answer)["__schema"]
            for list in ["types", "directives"] {
                let known = named(ours?[list])
                let expected = named(theirs?[list])
                #expect(Set(known.keys) == Set(expected.keys), "\(sdl)")
                for (name, value) in expected where known[name] != nil {
                    #expect(known[name] == value, "\(name)")
                }
            }
            for root in ["queryType", "mutationType", "subscriptionType", "description"] {
                #expect(ours?[root] == theirs?[root])
            }
        }
    }

    /// What a schema itself defines, by name. Descriptions of what is built in are each implementation's own.
    private func named(_ list: JSONValue?) -> [String: JSONValue] {
        guard case .array(let items)? = list else { return [:] }
        var result: [String: JSONValue] = [:]
        for item in items {
            guard case .string(let name)? = item["name"] else { continue }
            if name.hasPrefix("__") || BuiltIns.directives.contains(name) { continue }
            result[name] = BuiltIns.scalars.contains(name) ? .null : item
        }
        return result
    }
}
