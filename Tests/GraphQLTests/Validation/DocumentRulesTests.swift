import Testing

/// Each rule of section 5, with documents that keep to it and documents that break it.
struct DocumentRulesTests {
    private func check(_ item: RuleCase) throws {
        let found = try errors(item.text)
        #expect(found == item.errors, "\(item.text)")
    }

    @Test(arguments: [
        RuleCase(
            "{ dog { name } } fragment F on Dog { name } query Q { dog { ...F } }",
            "lone-anonymous-operation 1:1"
        ),
        RuleCase("query Q { dog { name } }"),
    ])
    func anAnonymousOperationIsAlone(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { name } } type T { a: Int }", "executable-definitions 1:18"),
        RuleCase("{ dog { name } } extend schema @once", "executable-definitions 1:18"),
        RuleCase("{ dog { name } } \"d\" directive @x on FIELD", "executable-definitions 1:18"),
    ])
    func aRequestHoldsOnlyOperationsAndFragments(_ item: RuleCase) throws { try check(item) }

    @Test func anOperationNeedsItsRootType() throws {
        let sdl = "type Query { a: Int }"
        #expect(try errors("mutation { a }", sdl: sdl) == ["operation-type-existence 1:1"])
        #expect(try errors("subscription { a }", sdl: sdl) == ["operation-type-existence 1:1"])
        #expect(try errors("query { a }", sdl: sdl) == [])
    }

    @Test(arguments: [
        RuleCase("query A { dog { name } } query A { dog { name } }", "unique-operation-names 1:7 1:32"),
        RuleCase(
            "query A { dog { name } } mutation A { rename(name: \"\") { name } }",
            "unique-operation-names 1:7 1:35"
        ),
        RuleCase("query A { dog { name } } query B { dog { name } }"),
    ])
    func operationNamesAreUnique(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("subscription { barked { name } }"),
        RuleCase("subscription { barked { name } born { name } }", "single-root-field 1:32"),
        RuleCase("subscription { a: barked { name } a: barked { nickname } }"),
        RuleCase("subscription { __typename }", "single-root-field 1:16"),
        RuleCase("subscription { barked @skip(if: true) { name } }", "single-root-field 1:23"),
        RuleCase(
            "subscription { ...F } fragment F on Subscription { barked @include(if: true) { name } }",
            "single-root-field 1:59"
        ),
        RuleCase(
            "subscription S { ...F born { name } } fragment F on Subscription { barked { name } }",
            "single-root-field 1:23"
        ),
    ])
    func aSubscriptionHasOneRootField(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { meow } }", "field-selections 1:9"),
        RuleCase("{ dog { x: meow } }", "field-selections 1:9"),
        RuleCase("{ pet { nickname } }", "field-selections 1:9"),
        RuleCase("{ catOrDog { name } }", "field-selections 1:14"),
        RuleCase("{ catOrDog { __typename ... on Pet { name } } }"),
        RuleCase("{ dog { __schema { types { name } } } }", "field-selections 1:9"),
        RuleCase("{ __type(name: \"Dog\") { name } __schema { queryType { name } } }"),
    ])
    func aSelectedFieldExists(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { name name } }"),
        RuleCase("{ dog { x: name x: nickname } }", "field-selection-merging 1:9 1:17"),
        RuleCase("{ dog { name(surname: true) name } }", "field-selection-merging 1:9 1:29"),
        RuleCase("{ find(where: {name: \"a\" any: 1}) { name } find(where: {any: 1 name: \"a\"}) { name } }"),
        RuleCase(
            "query($a: Boolean, $b: Boolean) { dog { name(surname: $a) name(surname: $b) } }",
            "field-selection-merging 1:41 1:59"
        ),
        RuleCase("{ pet { ... on Dog { v: barkVolume } ... on Cat { v: meowVolume } } }"),
        RuleCase(
            "{ pet { ... on Dog { v: barkVolume } ... on Cat { v: nickname } } }",
            "field-selection-merging 1:22 1:51"
        ),
        RuleCase(
            "{ pet { ... on Dog { v: nickname } ... on Cat { v: nickname } } }",
            "field-selection-merging 1:22 1:49"
        ),
        RuleCase(
            "{ pet { ... on Dog { owner { x: id } } ... on Cat { owner { x: name } } } }",
            "field-selection-merging 1:22 1:30 1:53 1:61"
        ),
        RuleCase(
            "{ dog { owner { x: id } } dog { owner { x: name } } }",
            "field-selection-merging 1:3 1:9 1:17 1:27 1:33 1:41"
        ),
        RuleCase(
            "{ dog { ...A ...B } } fragment A on Dog { x: name } fragment B on Dog { x: nickname }",
            "field-selection-merging 1:43 1:73"
        ),
        RuleCase(
            "{ pet { ... on Dog { x: __typename } ... on Cat { x: owner { id } } } }",
            "field-selection-merging 1:22 1:51"
        ),
    ])
    func fieldsOfOneResponseNameMerge(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog }", "leaf-field-selections 1:3"),
        RuleCase("{ pet }", "leaf-field-selections 1:3"),
        RuleCase("{ catOrDog }", "leaf-field-selections 1:3"),
        RuleCase("{ dog { name { x } } }", "leaf-field-selections 1:14"),
        RuleCase("{ dog { size { x } } }", "leaf-field-selections 1:14"),
    ])
    func selectionsEndAtLeaves(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { name(sur: true) } }", "known-argument-names 1:14"),
        RuleCase("{ dog { name @skip(if: true, unless: 1) } }", "known-argument-names 1:30"),
        RuleCase("{ dog { name @unknown(a: 1) } }", "directives-are-defined 1:14"),
    ])
    func argumentsAreKnown(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { name(surname: true, surname: true) } }", "unique-argument-names 1:14 1:29"),
        RuleCase("{ dog { name @skip(if: true, if: true, if: true) } }", "unique-argument-names 1:20 1:30 1:40"),
    ])
    func argumentsAreGivenOnce(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ human { name } }", "required-arguments 1:3"),
        RuleCase("{ human(id: null) { name } }", "values-of-correct-type 1:13"),
        RuleCase("{ find { name } }"),
        RuleCase("{ dog { name @include } }", "required-arguments 1:14"),
    ])
    func requiredArgumentsAreGiven(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(
            "{ dog { ...F } } fragment F on Dog { name } fragment F on Dog { name }",
            "unique-fragment-names 1:27 1:54"
        )
    ])
    func fragmentNamesAreUnique(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { ... on Dgo { name } } }", "known-type-names 1:16"),
        RuleCase("{ dog { ...F } } fragment F on Dgo { name }", "known-type-names 1:32"),
        RuleCase("query($a: Intt) { order(items: $a) }", "known-type-names 1:11"),
    ])
    func namedTypesAreKnown(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { ... on Size { name } } }", "fragments-on-composite-types 1:16"),
        RuleCase("{ dog { ...F } } fragment F on Filter { name }", "fragments-on-composite-types 1:32"),
    ])
    func fragmentsAreOnCompositeTypes(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { name } } fragment F on Dog { name }", "fragments-must-be-used 1:18"),
        RuleCase(
            "{ dog { name } } fragment F on Dog { ...G } fragment G on Dog { name }",
            "fragments-must-be-used 1:18",
            "fragments-must-be-used 1:45"
        ),
    ])
    func fragmentsAreUsed(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [RuleCase("{ dog { ...F } }", "fragment-spread-target-defined 1:12")])
    func spreadFragmentsAreDefined(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { ...F } } fragment F on Dog { ...F }", "fragment-cycles 1:38"),
        RuleCase(
            "{ dog { ...F } } fragment F on Dog { ...G } fragment G on Dog { friends { ...F } }",
            "fragment-cycles 1:38 1:75"
        ),
    ])
    func fragmentsFormNoCycles(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog { ... on Cat { name } } }", "possible-fragment-spreads 1:9"),
        RuleCase("{ dog { ...F } } fragment F on Cat { name }", "possible-fragment-spreads 1:9"),
        RuleCase("{ pet { ... on Being { id } } }", "possible-fragment-spreads 1:9"),
        RuleCase("{ dog { ... on Pet { name } ... on CatOrDog { __typename } } }"),
    ])
    func aFragmentCanApply(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ find(limit: \"1\") { name } }", "values-of-correct-type 1:15"),
        RuleCase("{ find(limit: 1.0) { name } }", "values-of-correct-type 1:15"),
        RuleCase("{ find(limit: 2147483648) { name } }", "values-of-correct-type 1:15"),
        RuleCase("{ find(limit: -2147483648) { name } }"),
        RuleCase("{ find(where: { size: \"BIG\" }) { name } }", "values-of-correct-type 1:23"),
        RuleCase("{ find(where: { size: HUGE }) { name } }", "values-of-correct-type 1:23"),
        RuleCase(
            "{ find(where: { weights: [1, 2.5, null, \"x\"] }) { name } }",
            "values-of-correct-type 1:35",
            "values-of-correct-type 1:41"
        ),
        RuleCase("{ find(where: [1]) { name } }", "values-of-correct-type 1:15"),
        RuleCase("{ find(ids: 1) { name } }"),
        RuleCase("{ find(ids: [1, \"a\"]) { name } }"),
        RuleCase("{ find(ids: 1.5) { name } }", "values-of-correct-type 1:13"),
        RuleCase("{ order(items: [1, [2, null], null]) }"),
        RuleCase("{ order(items: [[[1]]]) }", "values-of-correct-type 1:18"),
        RuleCase("{ any(value: { a: [1, X, { b: null }] }) }"),
        RuleCase("query($a: Int = \"1\") { find(limit: $a) { name } }", "values-of-correct-type 1:17"),
        RuleCase("{ dog { name @skip(if: \"yes\") } }", "values-of-correct-type 1:24"),
        RuleCase("{ dog { name(surname: yes) } }", "values-of-correct-type 1:23"),
    ])
    func literalsFitTheirPlaces(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ pick(by: { id: 1 }) { name } }"),
        RuleCase("{ pick(by: {}) { name } }", "values-of-correct-type 1:12"),
        RuleCase("{ pick(by: { id: 1, name: \"a\" }) { name } }", "values-of-correct-type 1:12"),
        RuleCase("{ pick(by: { id: null }) { name } }", "values-of-correct-type 1:12"),
        RuleCase("query($a: ID!) { pick(by: { id: $a }) { name } }"),
        RuleCase("query($a: ID) { pick(by: { id: $a }) { name } }", "all-variable-usages-are-allowed 1:7 1:32"),
        RuleCase("query($a: ID = 1) { pick(by: { id: $a }) { name } }", "all-variable-usages-are-allowed 1:7 1:36"),
    ])
    func exactlyOneFieldOfAOneOfTypeIsGiven(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ find(where: { nam: \"a\" }) { name } }", "input-object-field-names 1:17"),
        RuleCase("{ find(where: { and: { x: 1 } }) { name } }", "input-object-field-names 1:24"),
    ])
    func inputFieldsAreKnown(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ find(where: { name: \"a\", name: \"b\" }) { name } }", "input-object-field-uniqueness 1:17 1:28"),
        RuleCase("{ any(value: [{ a: 1, a: 2 }]) }", "input-object-field-uniqueness 1:17 1:23"),
    ])
    func inputFieldsAreGivenOnce(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ find(where: { age: { to: 1 } }) { name } }", "input-object-required-fields 1:22"),
        RuleCase("{ find(where: { age: { from: null } }) { name } }", "values-of-correct-type 1:30"),
        RuleCase("{ find(where: {}) { name } }"),
    ])
    func requiredInputFieldsAreGiven(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog @unknown { name } }", "directives-are-defined 1:7"),
        RuleCase("query @deprecated { dog { name } }", "directives-in-valid-locations 1:7"),
    ])
    func directivesAreDefinedAndInPlace(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("mutation @once { rename(name: \"\") { name } }", "directives-in-valid-locations 1:10"),
        RuleCase("query($a: ID! @once) { human(id: $a) { name } }"),
        RuleCase("query($a: ID! @skip(if: true)) { human(id: $a) { name } }", "directives-in-valid-locations 1:15"),
        RuleCase(
            "{ dog { ...F @note(text: \"\") } } fragment F on Dog @once { name }",
            "directives-in-valid-locations 1:52"
        ),
        RuleCase("{ ... @once { dog { name } } }", "directives-in-valid-locations 1:7"),
    ])
    func directivesStandWhereTheyMay(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ dog @once @once { name } }", "directives-are-unique-per-location 1:7 1:13"),
        RuleCase("{ dog @note(text: \"\") @note(text: \"\") { name } }"),
    ])
    func directivesAreUniqueUnlessRepeatable(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("query($a: ID!, $a: ID!) { human(id: $a) { name } }", "variable-uniqueness 1:8 1:17")
    ])
    func variablesAreUnique(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(
            "query($a: Dog) { any(value: $a) }",
            "all-variable-usages-are-allowed 1:7 1:29",
            "variables-are-input-types 1:11"
        ),
        RuleCase(
            "query($a: [Pet!]) { any(value: $a) }",
            "all-variable-usages-are-allowed 1:7 1:32",
            "variables-are-input-types 1:11"
        ),
    ])
    func variablesAreOfInputTypes(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ human(id: $a) { name } }", "all-variable-uses-defined 1:13 1:1"),
        RuleCase(
            "query Q { dog { ...F } } fragment F on Dog { name(surname: $a) }",
            "all-variable-uses-defined 1:60 1:1"
        ),
        RuleCase("{ dog { name @skip(if: $a) } }", "all-variable-uses-defined 1:24 1:1"),
        RuleCase("{ find(where: { name: $a }) { name } }", "all-variable-uses-defined 1:23 1:1"),
    ])
    func variablesThatAreUsedAreDefined(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("query($a: ID) { dog { name } }", "all-variables-used 1:7"),
        RuleCase("query(\"about\" $a: ID) { dog { name } }", "all-variables-used 1:7"),
        RuleCase("query($a: Boolean) { dog { ...F } } fragment F on Dog { name(surname: $a) }"),
    ])
    func variablesThatAreDefinedAreUsed(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("query($a: ID) { human(id: $a) { name } }", "all-variable-usages-are-allowed 1:7 1:27"),
        RuleCase("query($a: ID = \"1\") { human(id: $a) { name } }"),
        RuleCase("query($a: ID = null) { human(id: $a) { name } }", "all-variable-usages-are-allowed 1:7 1:34"),
        RuleCase("query($a: Int) { find(limit: $a) { name } }"),
        RuleCase("query($a: [ID]) { find(ids: $a) { name } }", "all-variable-usages-are-allowed 1:7 1:29"),
        RuleCase("query($a: ID!) { find(ids: $a) { name } }", "all-variable-usages-are-allowed 1:7 1:28"),
        RuleCase("query($a: ID!) { find(ids: [$a]) { name } }"),
        RuleCase("query($a: ID) { find(ids: [$a]) { name } }", "all-variable-usages-are-allowed 1:7 1:28"),
        RuleCase(
            "query($a: Int) { find(where: { age: { from: $a } }) { name } }",
            "all-variable-usages-are-allowed 1:7 1:45"
        ),
        RuleCase("query($a: String) { any(value: [$a, { b: $a }]) }"),
    ])
    func aVariableFitsEachPlaceOfItsUse(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("{ __schema { types { fields { type { fields { name } } } } } }"),
        RuleCase(
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
            "introspection-depth 1:3"
        ),
        RuleCase(
            "{ __type(name: \"Dog\") { ...F } } fragment F on __Type { interfaces { possibleTypes { inputFields { name } } } }",
            "introspection-depth 1:3"
        ),
    ])
    func introspectionIsBounded(_ item: RuleCase) throws { try check(item) }

    @Test func allErrorsAreReportedUpToAHundred() throws {
        let fields = (0..<150).map { "f\($0)" }.joined(separator: " ")
        #expect(try errors("{ dog { \(fields) } }").count == 100)
    }
}
