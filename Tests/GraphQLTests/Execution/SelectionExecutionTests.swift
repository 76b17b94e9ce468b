import Testing

@testable import GraphQL

private let schema = """
    type Query { a: String b: String c: String dog: Dog pet: Pet node: Node pets: [Pet] }
    type Mutation { first: Step second: Step third: Step! }
    type Subscription { event: Step other: Step }
    type Step { one: Int two: Int }
    interface Node { id: ID }
    type Dog implements Node { id: ID name: String owner: Person barks: Boolean }
    type Cat implements Node { id: ID name: String meows: Boolean }
    type Person { name: String age: Int }
    union Pet = Dog | Cat
    """

private let person = ResolvedValue<Record>.record("Person", ["name": .text("Ann"), "age": .number(30)])
private let dog = ResolvedValue<Record>.record(
    "Dog",
    ["id": .text("1"), "name": .text("Rex"), "owner": person, "barks": .leaf(.boolean(true))]
)
private let cat = ResolvedValue<Record>.record(
    "Cat",
    ["id": .text("2"), "name": .text("Tom"), "meows": .leaf(.boolean(false))]
)

private func execution() -> Execution {
    let step = ResolvedValue<Record>.record("Step", ["one": .number(1), "two": .number(2)])
    return Execution(
        schema: schema,
        query: Record(
            "Query",
            [
                "a": .text("A"), "b": .text("B"), "c": .text("C"), "dog": dog, "pet": cat, "node": dog,
                "pets": .list([dog, cat, .null]),
            ]
        ),
        mutation: Record("Mutation", ["first": step, "second": step, "third": .error("stop")]),
        subscription: Record("Subscription", ["event": step])
    )
}

// MARK: CollectFields (6.3.2), order and merging (6.3.3)

@Test(arguments: [
    ("{ c a b }", #"{"c":"C","a":"A","b":"B"}"#),
    ("{ x: a a y: a }", #"{"x":"A","a":"A","y":"A"}"#),
    ("{ a b a c a }", #"{"a":"A","b":"B","c":"C"}"#),
    ("{ a ...F c } fragment F on Query { b a }", #"{"a":"A","b":"B","c":"C"}"#),
    ("{ ...F a } fragment F on Query { ...G c } fragment G on Query { b }", #"{"b":"B","c":"C","a":"A"}"#),
    ("{ a ... { b } ... on Query { c } }", #"{"a":"A","b":"B","c":"C"}"#),
    (
        "{ dog { name } a dog { owner { age } } ...F } fragment F on Query { dog { owner { name } } }",
        #"{"dog":{"name":"Rex","owner":{"age":30,"name":"Ann"}},"a":"A"}"#
    ),
    ("{ dog { owner { name } name owner { age } } }", #"{"dog":{"owner":{"name":"Ann","age":30},"name":"Rex"}}"#),
    ("{ pet { ... on Dog { name barks } ... on Cat { meows } } }", #"{"pet":{"meows":false}}"#),
    ("{ pet { ... on Node { id } ... on Pet { ... on Cat { name } } } }", #"{"pet":{"id":"2","name":"Tom"}}"#),
    ("{ node { id ... on Dog { barks } ... on Cat { meows } } }", #"{"node":{"id":"1","barks":true}}"#),
    (
        "{ pets { __typename ... on Dog { n: name } ... on Cat { n: name } } }",
        #"{"pets":[{"__typename":"Dog","n":"Rex"},{"__typename":"Cat","n":"Tom"},null]}"#
    ),
    (
        "{ pets { ...D ...C } } fragment D on Dog { barks ...I } fragment C on Cat { ...I meows } fragment I on Node { id }",
        #"{"pets":[{"barks":true,"id":"1"},{"id":"2","meows":false},null]}"#
    ),
])
func fieldsComeInTheOrderOfTheirFirstAppearance(_ document: String, _ data: String) throws {
    #expect(try execution().run(document) == #"{"data":\#(data)}"#)
}

@Test func mergedFieldsAreResolvedOnce() throws {
    let execution = execution()
    _ = try execution.run("{ dog { name } dog { name owner { age } } ... { dog { owner { name } } } }")
    #expect(execution.log.all == ["Query.dog", "Dog.name", "Dog.owner", "Person.age", "Person.name"])
}

// MARK: @skip and @include (3.13.1, 3.13.2)

@Test(arguments: [
    ("{ a @skip(if: true) b }", #"{"b":"B"}"#),
    ("{ a @skip(if: false) b }", #"{"a":"A","b":"B"}"#),
    ("{ a @include(if: false) b }", #"{"b":"B"}"#),
    ("{ a @include(if: true) b }", #"{"a":"A","b":"B"}"#),
    ("{ a @include(if: true) @skip(if: true) b }", #"{"b":"B"}"#),
    ("{ a @include(if: false) @skip(if: false) b }", #"{"b":"B"}"#),
    ("{ a @include(if: true) @skip(if: false) b }", #"{"a":"A","b":"B"}"#),
    ("{ a @skip(if: true) a b }", #"{"a":"A","b":"B"}"#),
    ("{ ... @skip(if: true) { a } b }", #"{"b":"B"}"#),
    ("{ ... on Query @include(if: true) { a } b }", #"{"a":"A","b":"B"}"#),
    ("{ ...F @include(if: false) b } fragment F on Query { a }", #"{"b":"B"}"#),
    // A spread that is skipped does not count as visited.
    ("{ ...F @skip(if: true) b ...F } fragment F on Query { a }", #"{"b":"B","a":"A"}"#),
    ("{ dog { name @skip(if: true) } }", #"{"dog":{}}"#),
    ("{ a @skip(if: true) }", "{}"),
])
func conditionsLetSelectionsIn(_ document: String, _ data: String) throws {
    #expect(try execution().run(document) == #"{"data":\#(data)}"#)
}

@Test(arguments: [
    ("$v: Boolean!", #"{"v": true}"#, #"{"b":"B"}"#), ("$v: Boolean!", #"{"v": false}"#, #"{"a":"A","b":"B"}"#),
    ("$v: Boolean = true", "{}", #"{"b":"B"}"#), ("$v: Boolean! = true", #"{"v": false}"#, #"{"a":"A","b":"B"}"#),
])
func conditionsReadVariables(_ declared: String, _ given: String, _ data: String) throws {
    let document = "query(\(declared)) { a @skip(if: $v) b }"
    #expect(try execution().run(document, variables: given) == #"{"data":\#(data)}"#)
}

@Test func aConditionThatIsNullIsAnErrorOfTheObjectAround() throws {
    let document = "query($v: Boolean = true) { a dog { name @include(if: $v) barks } }"
    let response = try execution().run(document, variables: #"{"v": null}"#)
    #expect(try ResponseOutline(response) == ResponseOutline(data: #"{"a":"A","dog":null}"#, errors: ["dog"]))
}

@Test func whatIsSkippedIsNotAskedForItsOtherCondition() throws {
    let document = "query($v: Boolean = true) { a @include(if: $v) @skip(if: true) b }"
    #expect(try execution().run(document, variables: #"{"v": null}"#) == #"{"data":{"b":"B"}}"#)
}

@Test func aConditionThatIsNullAtTheRootLeavesNoData() throws {
    let response = try execution().run("query($v: Boolean = true) { a @skip(if: $v) }", variables: #"{"v": null}"#)
    #expect(try ResponseOutline(response) == ResponseOutline(data: "null", errors: ["-"]))
}

// MARK: Introspection fields (4.1)

@Test(arguments: [
    ("{ __typename a }", #"{"__typename":"Query","a":"A"}"#),
    (
        "{ t: __typename dog { __typename } pet { __typename } node { __typename } }",
        #"{"t":"Query","dog":{"__typename":"Dog"},"pet":{"__typename":"Cat"},"node":{"__typename":"Dog"}}"#
    ),
    (
        #"{ __type(name: "Person") { name fields { name } } }"#,
        #"{"__type":{"name":"Person","fields":[{"name":"name"},{"name":"age"}]}}"#
    ),
    (#"{ __type(name: "Nothing") { name } a }"#, #"{"__type":null,"a":"A"}"#),
    ("{ __schema { queryType { name } } }", #"{"__schema":{"queryType":{"name":"Query"}}}"#),
])
func introspectionFieldsAreAnswered(_ document: String, _ data: String) throws {
    #expect(try execution().run(document) == #"{"data":\#(data)}"#)
}

// MARK: Operations (6.2)

@Test func mutationsRunOneAfterTheOtherEachWhole() throws {
    let execution = execution()
    let response = try execution.run("mutation { second { one two } first { two } x: first { one } }")
    #expect(response == #"{"data":{"second":{"one":1,"two":2},"first":{"two":2},"x":{"one":1}}}"#)
    #expect(
        execution.log.all == [
            "Mutation.second", "Step.one", "Step.two", "Mutation.first", "Step.two", "Mutation.first", "Step.one",
        ]
    )
}

@Test func aMutationThatFailsWhereNoNullMayBeEndsTheOperation() throws {
    let execution = execution()
    let response = try execution.run("mutation { first { one } third { one } second { one } }")
    #expect(try ResponseOutline(response) == ResponseOutline(data: "null", errors: ["third"]))
    #expect(!execution.log.all.contains("Mutation.second"))
}

@Test func oneEventOfASubscriptionIsExecuted() throws {
    #expect(try execution().run("subscription { event { one } }") == #"{"data":{"event":{"one":1}}}"#)
}

@Test(arguments: ["query", "mutation"])
func theRootOfEachOperationIsItsType(_ operation: String) throws {
    let response = try execution().run("\(operation) { __typename }")
    #expect(response.lowercased() == #"{"data":{"__typename":"\#(operation)"}}"#)
}
