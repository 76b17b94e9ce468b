import Testing

private let query = "type Query { a: Int } "

/// Each rule of section 3, with schemas that keep to it and schemas that break it.
struct SchemaRulesTests {
    private func check(_ item: RuleCase) throws {
        let found = try schemaErrors(item.text)
        #expect(found == item.errors, "\(item.text)")
    }

    @Test(arguments: [
        RuleCase(query + "query { a }", "type-system-definitions 1:23"),
        RuleCase(query + "fragment F on Query { a }", "type-system-definitions 1:23"),
    ])
    func aSchemaHoldsNoOperations(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(
            query + "schema { query: Query } schema { mutation: M } type M { a: Int }",
            "lone-schema-definition 1:47"
        ),
        RuleCase(query + "schema { query: Query } extend schema { mutation: M } type M { a: Int }"),
    ])
    func aSchemaIsDefinedOnce(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "schema { query: Query query: Query }", "unique-operation-types 1:32 1:45"),
        RuleCase(query + "schema { query: Query } extend schema { query: Query }", "unique-operation-types 1:32 1:63"),
    ])
    func aRootTypeIsGivenOnce(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type A { a: Int }", "root-types"),
        RuleCase("schema { mutation: M } type M { a: Int }", "root-types 1:1"),
        RuleCase("schema { query: Q } input Q { a: Int }", "root-types 1:17"),
        RuleCase("union Query = A type A { a: Int }", "root-types 1:1"),
        RuleCase(query + "enum Mutation { A }", "root-types 1:23"),
        RuleCase(query + "schema { query: Query } type Mutation { a: Int }"),
    ])
    func rootTypesAreObjects(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "schema { query: Query mutation: Query }", "distinct-root-types 1:39 1:55"),
        RuleCase(query + "extend schema { mutation: Query }", "distinct-root-types 1:49"),
        RuleCase("schema { mutation: Query } type Query { a: Int }", "root-types 1:1"),
    ])
    func rootTypesAreDistinct(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "type A { a: Int } enum A { B }", "unique-type-names 1:46 1:28"),
        RuleCase(query + "scalar Int"),
        RuleCase(query + "enum Int { A }", "built-in-scalars 1:28"),
        RuleCase(query + "scalar ID @specifiedBy(url: \"\")", "built-in-scalars 1:33"),
        RuleCase(query + "extend scalar Int @specifiedBy(url: \"\")", "built-in-scalars 1:41"),
    ])
    func typeNamesAreUnique(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "directive @d on FIELD directive @d on QUERY", "unique-directive-names 1:34 1:56"),
        RuleCase(query + "directive @skip(if: Boolean!) on FIELD"),
    ])
    func directiveNamesAreUnique(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type Query { __a(__b: Int): Int }", "reserved-names 1:14", "reserved-names 1:18"),
        RuleCase(
            query + "type __A { a: Int } enum B { __C } input D { __e: Int }",
            "reserved-names 1:23",
            "reserved-names 1:52",
            "reserved-names 1:68"
        ),
        RuleCase(query + "directive @__d(__a: Int) on FIELD", "reserved-names 1:23", "reserved-names 1:38"),
    ])
    func namesAreNotReserved(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(
            "type Query { a(b: X): Y } union U = Z",
            "known-type-names 1:19",
            "known-type-names 1:23",
            "known-type-names 1:37"
        ),
        RuleCase(
            "type Query implements I { a: Int } input J { a: K } directive @d(a: L) on FIELD",
            "known-type-names 1:23",
            "known-type-names 1:49",
            "known-type-names 1:69"
        ),
        RuleCase(query + "schema { query: Query mutation: M }", "known-type-names 1:55"),
    ])
    func typesAreKnown(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "extend type A { b: Int }", "possible-type-extensions 1:35"),
        RuleCase(query + "extend input Query { b: Int }", "possible-type-extensions 1:1 1:23"),
        RuleCase(query + "extend type Query { b: Int }"),
        RuleCase(query + "extend type Query { a: Int }", "unique-field-definition-names 1:14 1:43"),
    ])
    func extensionsFitTheirTypes(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "scalar S extend scalar S @specifiedBy(url: \"\")"),
        RuleCase(query + "scalar S extend scalar S @d directive @d on ENUM", "directives-in-valid-locations 1:48"),
        RuleCase(query + "extend scalar S @specifiedBy(url: \"\")", "possible-type-extensions 1:37"),
        RuleCase(query + "enum S { A } extend scalar S @specifiedBy(url: \"\")", "possible-type-extensions 1:23 1:36"),
    ])
    func scalarsAreExtended(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "enum E { A } extend enum E { B A }", "unique-enum-value-names 1:32 1:54"),
        RuleCase(query + "union U = Query extend union U = Query", "unique-union-members 1:33 1:56"),
        RuleCase(
            query + "input I { a: Int } extend input I { a: Int }",
            "unique-field-definition-names 1:33 1:59"
        ),
        RuleCase(
            query + "interface I { a: Int } extend interface I { a: Int }",
            "unique-field-definition-names 1:37 1:67"
        ),
        RuleCase(query + "enum E { A } extend enum E { B } extend enum E { B }", "unique-enum-value-names 1:52 1:72"),
        RuleCase(query + "enum E { A } extend enum E { B } union U = Query type A { a: Int } extend union U = A"),
    ])
    func membersOfExtensionsAreUniqueToo(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type Query", "type-has-fields 1:1"),
        RuleCase(query + "interface I extend interface I @d directive @d on INTERFACE", "type-has-fields 1:23 1:35"),
        RuleCase("type Query extend type Query { a: Int }"),
    ])
    func typesHaveFields(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type Query { a: Int a: Int }", "unique-field-definition-names 1:14 1:21"),
        RuleCase(query + "input I { a: Int a: Int }", "unique-field-definition-names 1:33 1:40"),
        RuleCase("type Query { a(b: Int, b: Int): Int }", "unique-argument-definition-names 1:16 1:24"),
        RuleCase(query + "directive @d(b: Int, b: Int) on FIELD", "unique-argument-definition-names 1:36 1:44"),
        RuleCase(query + "enum E { A B A }", "unique-enum-value-names 1:32 1:36"),
    ])
    func membersAreUnique(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type Query { a: [I] } input I { a: Int }", "output-field-types 1:17"),
        RuleCase("type Query { a(b: Query): Int }", "input-types 1:19"),
        RuleCase(query + "input I { a: [Query!] }", "input-types 1:36"),
        RuleCase(query + "directive @d(a: Query) on FIELD", "input-types 1:36"),
    ])
    func typesFitTheirPlaces(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type Query { a(b: Int! @deprecated): Int }", "required-not-deprecated 1:24 1:19"),
        RuleCase(
            query + "input I { a: Int! @deprecated b: Int! = 1 @deprecated c: Int @deprecated }",
            "required-not-deprecated 1:41 1:36"
        ),
        RuleCase(query + "directive @d(a: Int! @deprecated) on FIELD", "required-not-deprecated 1:44 1:39"),
    ])
    func whatIsRequiredIsNotDeprecated(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type Query implements U { a: Int } union U = Query", "implements-interfaces 1:23"),
        RuleCase(query + "interface I implements I { a: Int }", "implements-itself 1:46"),
        RuleCase(query + "interface I { a: Int } type A implements I & I { a: Int }", "implements-once 1:64 1:68"),
        RuleCase(
            query + "interface I { a: Int } interface J implements I { a: Int } type A implements J { a: Int }",
            "implements-transitively 1:69 1:100"
        ),
        RuleCase(
            query + "interface I implements J { a: Int } interface J implements I { a: Int }",
            "implements-transitively 1:82 1:46",
            "implements-transitively 1:46 1:82"
        ),
        RuleCase(query + "interface I { a: Int } extend type Query implements I { b: Int }"),
    ])
    func interfacesAreImplementedOnceAndTransitively(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "interface I { b: Int } type A implements I { a: Int }", "implements-fields 1:37 1:46"),
        RuleCase(query + "interface I { b: Int } type A implements I { b: Int! }"),
        RuleCase(query + "interface I { b: I } type A implements I { b: A! }"),
        RuleCase(query + "interface I { b: [I] } type A implements I { b: [A!]! }"),
        RuleCase(query + "interface I { b: U } union U = A type A implements I { b: A }"),
        RuleCase(query + "interface I { b: Int! } type A implements I { b: Int }", "implements-covariantly 1:40 1:72"),
        RuleCase(
            query + "interface I { b: Int } type A implements I { b: String }",
            "implements-covariantly 1:40 1:71"
        ),
        RuleCase(
            query + "interface I { b(c: Int): Int } type A implements I { b: Int }",
            "implements-arguments 1:39 1:76"
        ),
        RuleCase(
            query + "interface I { b(c: Int): Int } type A implements I { b(c: Int!): Int }",
            "implements-arguments 1:42 1:81"
        ),
        RuleCase(
            query + "interface I { b: Int } type A implements I { b(c: Int!): Int }",
            "implements-extra-arguments 1:70 1:37"
        ),
        RuleCase(query + "interface I { b: Int } type A implements I { b(c: Int! = 1): Int }"),
        RuleCase(
            query + "interface I { b: Int } type A implements I { b: Int @deprecated }",
            "implements-deprecation 1:75 1:71"
        ),
        RuleCase(query + "interface I { b: Int @deprecated } type A implements I { b: Int @deprecated }"),
    ])
    func interfacesAreImplementedInFull(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "union U @d directive @d on UNION", "union-has-members 1:23"),
        RuleCase(query + "union U = Int | Query", "union-members 1:33"),
        RuleCase(query + "union U = Query | Query", "unique-union-members 1:33 1:41"),
        RuleCase(query + "enum E @d directive @d on ENUM", "enum-has-values 1:23"),
        RuleCase(query + "input I @d directive @d on INPUT_OBJECT", "input-object-has-fields 1:23"),
    ])
    func unionsEnumsAndInputObjectsHaveMembers(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "input A { a: A! }", "input-object-cycles 1:33"),
        RuleCase(query + "input A { b: B! } input B { a: A! }", "input-object-cycles 1:33 1:51"),
        RuleCase(query + "input A { b: B! } input B { a: A }"),
        RuleCase(query + "input A { b: [A!]! }"),
        RuleCase(query + "input A @oneOf { a: A }", "input-object-cycles 1:40"),
        RuleCase(query + "input A @oneOf { a: A b: Int }"),
    ])
    func inputObjectsDoNotNeedThemselves(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "input A { a: A = {} }", "input-object-default-cycles 1:40"),
        RuleCase(query + "input A { b: B = {} } input B { a: A = {} }", "input-object-default-cycles 1:40 1:62"),
        RuleCase(query + "input A { b: B = { a: null } } input B { a: A = {} }"),
        RuleCase(query + "input A { a: [A] = [{}] }", "input-object-default-cycles 1:42"),
    ])
    func defaultsDoNotNeedThemselves(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type Query { a(b: Int = \"1\"): Int }", "values-of-correct-type 1:25"),
        RuleCase("type Query { a(b: Int! = null): Int }", "values-of-correct-type 1:26"),
        RuleCase(query + "input I { a: [Int] = 1 b: E = A c: E = B } enum E { A }", "values-of-correct-type 1:62"),
        RuleCase(
            query + "input I { a: J = { c: 1 } } input J { b: Int! }",
            "input-object-field-names 1:42",
            "input-object-required-fields 1:40"
        ),
        RuleCase(query + "directive @d(a: Int = X) on FIELD", "values-of-correct-type 1:45"),
    ])
    func defaultsFitTheirTypes(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "input A @oneOf { a: Int! b: Int = 1 }", "one-of-fields 1:43", "one-of-fields 1:48"),
        RuleCase(query + "input A @oneOf { a: Int } extend input A { b: Int! }", "one-of-fields 1:69"),
        RuleCase(query + "input A { a: Int } extend input A @oneOf", "one-of-extension 1:57"),
    ])
    func oneOfTypesHaveNullableFields(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase(query + "directive @d(a: Int @d) on ARGUMENT_DEFINITION", "directive-cycles 1:34 1:43"),
        RuleCase(query + "directive @d(a: E) on ENUM enum E @d { A }", "directive-cycles 1:34 1:57"),
        RuleCase(
            query + "directive @a(x: Int @b) on ARGUMENT_DEFINITION directive @b(x: Int @a) on ARGUMENT_DEFINITION",
            "directive-cycles 1:34 1:90",
            "directive-cycles 1:81 1:43"
        ),
    ])
    func directivesAreNotUsedInThemselves(_ item: RuleCase) throws { try check(item) }

    @Test(arguments: [
        RuleCase("type Query @x { a: Int }", "directives-are-defined 1:12"),
        RuleCase("type Query @deprecated { a: Int }", "directives-in-valid-locations 1:12"),
        RuleCase("type Query { a: Int @deprecated @deprecated }", "directives-are-unique-per-location 1:21 1:33"),
        RuleCase(query + "scalar S @specifiedBy", "required-arguments 1:32"),
        RuleCase(query + "scalar S @specifiedBy(url: 1)", "values-of-correct-type 1:50"),
        RuleCase(query + "scalar S @specifiedBy(uri: \"\", url: \"\")", "known-argument-names 1:45"),
        RuleCase(
            query + "scalar S @specifiedBy(url: \"\") extend scalar S @specifiedBy(url: \"\")",
            "directives-are-unique-per-location 1:32 1:70"
        ),
        RuleCase(query + "enum E { A @deprecated(reason: \"\", reason: \"\") }", "unique-argument-names 1:46 1:58"),
        RuleCase("type Query { a: Int @deprecated(reason: null) }", "values-of-correct-type 1:41"),
        RuleCase(
            "schema @d { query: Query } type Query { a(b: Int @d): Int @d } directive @d on SCHEMA | ARGUMENT_DEFINITION",
            "directives-in-valid-locations 1:59"
        ),
    ])
    func appliedDirectivesKeepToTheirDefinitions(_ item: RuleCase) throws { try check(item) }
}
