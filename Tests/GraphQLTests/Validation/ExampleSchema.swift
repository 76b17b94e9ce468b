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
