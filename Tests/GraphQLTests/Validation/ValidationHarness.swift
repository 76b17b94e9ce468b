@testable import GraphQL

/// A document that breaks a rule, or a schema; and the errors, each as `rule line:column …`.
struct RuleCase: Sendable, CustomStringConvertible {
    let text: String
    let errors: [String]

    init(_ text: String, _ errors: String...) {
        self.text = text
        self.errors = errors
    }

    var description: String { text }
}

/// The schema that documents in tests are for.
let exampleSDL = """
    type Query {
      dog: Dog
      pet: Pet
      catOrDog: CatOrDog
      human(id: ID!): Human
      find(where: Filter, limit: Int! = 10, ids: [ID!]): [Dog!]!
      any(value: Any): String
      pick(by: Key): Dog
      order(items: [[Int]]): Int
    }
    type Mutation { rename(name: String!): Dog }
    type Subscription { barked: Dog born: Dog }
    interface Pet { name(surname: Boolean): String! }
    interface Being { id: ID! }
    type Dog implements Pet { name(surname: Boolean): String! nickname: String barkVolume: Int owner: Human size: Size friends: [Dog] }
    type Cat implements Pet { name(surname: Boolean): String! nickname: String! meowVolume: Int owner: Human }
    type Human implements Being { id: ID! name: String! pets: [Pet!] }
    union CatOrDog = Cat | Dog
    enum Size { SMALL BIG }
    scalar Any
    input Filter { name: String age: Range! = { from: 1 } size: Size = SMALL weights: [Float!] and: [Filter!] any: Any }
    input Range { from: Int! to: Int }
    input Key @oneOf { id: ID name: String range: Range }
    directive @note(text: String!, level: Int = 1) repeatable on FIELD | FRAGMENT_SPREAD
    directive @once on FIELD | QUERY | VARIABLE_DEFINITION
    """

func schema(_ sdl: String = exampleSDL) throws -> Schema {
    try SchemaBuilder.build([try Parser.parseDocument(sdl, limits: .schemas)])
}

private func lines(_ errors: [GraphQLError]) -> [String] {
    errors.map { error in
        ([error.rule ?? "?"] + error.locations.map { "\($0.line):\($0.column)" }).joined(separator: " ")
    }
}

/// The errors of a document, as in `RuleCase`.
func errors(_ document: String, sdl: String = exampleSDL) throws -> [String] {
    lines(Validator.validate(try Parser.parseDocument(document), schema: try schema(sdl), limits: nil))
}

/// The errors of a schema, as in `RuleCase`.
func schemaErrors(_ sdl: String) throws -> [String] {
    do throws(SchemaErrors) {
        _ = try SchemaBuilder.build([try! Parser.parseDocument(sdl, limits: .schemas)])
        return []
    } catch {
        return lines(error.errors)
    }
}
