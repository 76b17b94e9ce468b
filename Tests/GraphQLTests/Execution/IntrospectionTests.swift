import Bytes
import Testing

@testable import GraphQL

/// What introspection says (section 4), beyond what the comparison with graphql-core covers.
struct IntrospectionTests {
    private let sdl = """
        "about" schema { query: Query }
        type Query implements Node {
          id: ID!
          old: Int @deprecated
          arg(new: [E!]! = [A], old: One @deprecated(reason: "because")): U
        }
        interface Node { id: ID! }
        union U = Query
        enum E { A B @deprecated(reason: "no") }
        input One @oneOf { a: String b: Boolean @deprecated }
        input Plain { a: String = "x\\ny" }
        scalar Link @specifiedBy(url: "https://example.com/link")
        directive @d(a: Plain = { a: null }, b: Link @deprecated) repeatable on FIELD | ENUM_VALUE
        """

    private func answer(_ text: String, variables: [String: JSONValue] = [:]) throws -> JSONValue {
        try introspect(text, schema: try schema(sdl), variables: variables)
    }

    @Test(arguments: [
        ("{ __type(name: \"Nobody\") { name } }", #"{"__type":null}"#),
        ("{ __type(name: \"Float\") { name } }", #"{"__type":null}"#),
        (
            "{ __type(name: \"Link\") { kind specifiedByURL isOneOf fields { name } } }",
            #"{"__type":{"kind":"SCALAR","specifiedByURL":"https://example.com/link","isOneOf":null,"fields":null}}"#
        ),
        (
            "{ __type(name: \"One\") { isOneOf interfaces { name } possibleTypes { name } enumValues { name } } }",
            #"{"__type":{"isOneOf":true,"interfaces":null,"possibleTypes":null,"enumValues":null}}"#
        ),
        ("{ __type(name: \"Plain\") { isOneOf } }", #"{"__type":{"isOneOf":false}}"#),
        (
            "{ __type(name: \"Node\") { interfaces { name } possibleTypes { name } inputFields { name } } }",
            #"{"__type":{"interfaces":[],"possibleTypes":[{"name":"Query"}],"inputFields":null}}"#
        ),
        (
            "{ __type(name: \"U\") { fields { name } interfaces { name } possibleTypes { name } } }",
            #"{"__type":{"fields":null,"interfaces":null,"possibleTypes":[{"name":"Query"}]}}"#
        ),
    ])
    func whatDoesNotApplyIsNull(_ text: String, _ expected: String) throws {
        #expect(try answer(text) == json(expected))
    }

    @Test(arguments: [
        ("{ __type(name: \"Query\") { fields { name } } }", #"{"__type":{"fields":[{"name":"id"},{"name":"arg"}]}}"#),
        (
            "{ __type(name: \"E\") { enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } } }",
            #"{"__type":{"enumValues":[{"name":"A","isDeprecated":false,"deprecationReason":null},"#
                + #"{"name":"B","isDeprecated":true,"deprecationReason":"no"}]}}"#
        ),
        ("{ __type(name: \"E\") { enumValues { name } } }", #"{"__type":{"enumValues":[{"name":"A"}]}}"#),
        ("{ __type(name: \"One\") { inputFields { name } } }", #"{"__type":{"inputFields":[{"name":"a"}]}}"#),
        (
            "{ __type(name: \"Query\") { fields(includeDeprecated: true) { name deprecationReason args { name } } } }",
            #"{"__type":{"fields":[{"name":"id","deprecationReason":null,"args":[]},"#
                + #"{"name":"old","deprecationReason":"No longer supported","args":[]},"#
                + #"{"name":"arg","deprecationReason":null,"args":[{"name":"new"}]}]}}"#
        ),
    ])
    func deprecatedMembersAreShownOnDemand(_ text: String, _ expected: String) throws {
        #expect(try answer(text) == json(expected))
    }

    @Test func whetherDeprecatedMembersAreShownMayBeAVariable() throws {
        let text = "query($all: Boolean!) { __type(name: \"E\") { enumValues(includeDeprecated: $all) { name } } }"
        #expect(
            try answer(text, variables: ["all": .boolean(true)])
                == json(#"{"__type":{"enumValues":[{"name":"A"},{"name":"B"}]}}"#)
        )
        #expect(
            try answer(text, variables: ["all": .boolean(false)]) == json(#"{"__type":{"enumValues":[{"name":"A"}]}}"#)
        )
    }

    @Test func defaultsAreLiterals() throws {
        let directives = try answer(
            "{ __schema { directives { name isRepeatable locations args { name defaultValue } } } }"
        )
        let expected = try json(
            #"{"name":"d","isRepeatable":true,"locations":["FIELD","ENUM_VALUE"],"args":[{"name":"a","defaultValue":"{ a: null }"}]}"#
        )
        guard case .array(let found)? = directives["__schema"]?["directives"] else { return }
        #expect(found.first == expected)
        #expect(
            try answer("{ __type(name: \"Plain\") { inputFields { defaultValue } } }")
                == json(#"{"__type":{"inputFields":[{"defaultValue":"\"x\\ny\""}]}}"#)
        )
    }

    @Test func everyObjectHasItsTypename() throws {
        let found = try answer(
            """
            { s: __schema { __typename queryType { __typename fields { __typename args { __typename } } }
              directives { __typename } } e: __type(name: "E") { enumValues { __typename } } }
            """
        )
        #expect(found["s"]?["__typename"] == .string("__Schema"))
        #expect(found["s"]?["queryType"]?["__typename"] == .string("__Type"))
        guard case .array(let values)? = found["e"]?["enumValues"] else { return }
        #expect(values == [.object([JSONMember("__typename", .string("__EnumValue"))])])
    }

    @Test func typesComeInSourceOrderAndOnlyBuiltInScalarsThatAreUsed() throws {
        guard case .array(let types)? = try answer("{ __schema { description types { name } } }")["__schema"]?["types"]
        else { return }
        let names = types.compactMap { type -> String? in
            if case .string(let name)? = type["name"] { name } else { nil }
        }
        #expect(
            names == [
                "Query", "Node", "U", "E", "One", "Plain", "Link", "Int", "String", "Boolean", "ID", "__Schema",
                "__Type",
                "__TypeKind", "__Field", "__InputValue", "__EnumValue", "__Directive", "__DirectiveLocation",
            ]
        )
    }

    /// Schemas of large companies are described by several megabytes.
    @Test func aLongAnswerIsWhole() throws {
        let text = String(repeating: "d", count: 1_000)
        let types = (0..<6_000).map { "\"\(text)\" type T\($0) { a: Int }" }.joined(separator: "\n")
        var buffer = ByteBuffer()
        try schema("type Query { a: Int }\n\(types)").appendIntrospection(to: &buffer)
        #expect(buffer.count > 6_000_000)
        guard case .array(let found)? = try json(buffer.text)["__schema"]?["types"] else { return }
        #expect(found.count > 6_000)
    }

    @Test func anAnswerBeyondTheResponsesLimitEndsWithoutData() throws {
        let execution = Execution(schema: sdl)
        let whole = try execution.run("{ __schema { types { name } } }", maximumBytes: 10_000)
        #expect(try ResponseOutline(whole).errors.isEmpty)
        let cut = try execution.run("{ a: __schema { types { name } } }", maximumBytes: 100)
        #expect(try ResponseOutline(cut) == ResponseOutline(data: "null", errors: ["a"]))
    }
}
