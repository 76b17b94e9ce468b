@testable import GraphQL

/// Where this implementation and graphql-core differ on purpose, each with the sentence of the specification that
/// decides it.
enum KnownDifferences {
    struct Row: Sendable, CustomStringConvertible {
        let name: String
        let section: String
        /// The specification's own words (September 2025).
        let sentence: String
        /// A schema, and a document for it if the difference is about documents, that both judge differently.
        var schema = "type Query { a(s: String, f: Float): Int b: U } union U = Query"
        var document: String?
        let applies: @Sendable (Verdict, Verdict, JudgeReport.Subject) -> Bool

        var description: String { name }
    }

    static let rows = syntax + documents + schemas

    private static let syntax = [
        Row(
            name: "empty selection set",
            section: "2.5",
            sentence: "SelectionSet : { Selection+ }",
            document: "{ b {} }",
            applies: { ours, _, _ in ours.errors.count == 1 && ours.errors[0].message.contains("`{}` is empty") }
        ),
        Row(
            name: "long escape",
            section: "2.10.4",
            sentence:
                "Let value be the hexadecimal value represented by the sequence of HexDigit within EscapedUnicode.",
            document: #"{ a(s: "\u{00000000000041}") }"#,
            applies: { ours, theirs, subject in
                (subject.document ?? subject.schema).contains("\\u{0") && !ours.isSyntaxError && theirs.isSyntaxError
            }
        ),
        Row(
            name: "extension of a directive",
            section: "3.1",
            sentence: "TypeSystemExtension : SchemaExtension, TypeExtension",
            schema: "type Query { a: Int } directive @d on FIELD extend directive @d @deprecated",
            applies: { ours, _, _ in ours.errors.contains { $0.message.contains("found the name `directive`") } }
        ),
        Row(
            name: "directive on a directive's definition",
            section: "3.13",
            sentence: "DirectiveDefinition : Description? directive @ Name ArgumentsDefinition? repeatable? on "
                + "DirectiveLocations",
            schema: "type Query { a: Int } directive @d @deprecated on FIELD",
            applies: { ours, _, _ in
                ours.isSyntaxError && ours.errors.contains { $0.message.contains("`on`") && $0.message.contains("`@`") }
            }
        ),
        Row(
            name: "beginning of what is wrong",
            section: "7.1.6",
            sentence:
                "… where each location is a map with the keys line and column, both positive numbers starting from "
                + "1 which describe the beginning of an associated syntax element.",
            document: "{ a(s: \"not closed",
            applies: { ours, theirs, _ in
                // A string or number that goes wrong in its middle.
                ours.isSyntaxError && theirs.isSyntaxError
                    && ["string", "number"].contains { ours.errors[0].message.contains($0) }
            }
        ),
    ]

    private static let documents = [
        Row(
            name: "shape of __typename",
            section: "5.3.2",
            sentence: "Given each pair of distinct members fieldA and fieldB in fieldsForName: "
                + "SameResponseShape(fieldA, fieldB) must be true.",
            schema: "type Query { a: Int b: U } union U = Query | V type V { a: Int }",
            document: "{ b { ... on Query { x: __typename } ... on V { x: a } } }",
            applies: { ours, theirs, subject in
                // graphql-core has no definition for `__typename`, so it takes its type for none.
                let extra = ours.errors.filter { $0.rule == Rule.fieldSelectionMerging.rawValue }
                let places = Set(extra.flatMap { $0.locations.map { [Int($0.line), Int($0.column)] } })
                return !ours.isSyntaxError && !theirs.isSyntaxError && theirs.places.isSubset(of: ours.places)
                    && ours.places.subtracting(theirs.places).isSubset(of: places)
                    && extra.contains { $0.message.contains("String!") }
            }
        ),
        Row(
            name: "one text in two forms",
            section: "2.10.4",
            sentence: "For example, the following operation containing a block string: … Is identical to the standard "
                + "quoted string: …",
            document: #"{ a(s: "x") a(s: """x""") }"#,
            applies: { ours, theirs, subject in
                !ours.isSyntaxError && !theirs.isSyntaxError && subject.document?.contains("\"\"\"") == true
                    && ours.places.isSubset(of: theirs.places)
            }
        ),
        Row(
            name: "number beyond all doubles",
            section: "3.5.2",
            sentence: "If the input value otherwise represents a value not representable by finite IEEE 754 (e.g. NaN, "
                + "Infinity, or a value outside the available precision), a request error must be raised.",
            document: "{ a(f: 1e400) }",
            applies: { ours, _, _ in ours.errors.contains { $0.message.contains("must be a finite number") } }
        ),
        Row(
            name: "error without a place",
            section: "7.1.6",
            sentence:
                "If an error can be associated to a particular point in the requested GraphQL document, it should "
                + "contain an entry with the key locations with a list of locations, …",
            document: "{ a(s: [[[1]]]) b { c: a(s: {}) } }",
            applies: { ours, theirs, _ in
                theirs.unplacedErrors > 0 && ours.unplacedErrors == 0 && theirs.places.isSubset(of: ours.places)
            }
        ),
        Row(
            name: "type definition in a request",
            section: "5.1.1",
            sentence:
                "To avoid ambiguity, a document containing TypeSystemDefinitionOrExtension is invalid for execution.",
            document: "directive @x on FIELD { a @x }",
            applies: { ours, theirs, _ in
                // Refused by both; what else is wrong inside the definition is of no interest to a request.
                !theirs.isSyntaxError && ours.errors.contains { $0.rule == Rule.executableDefinitions.rawValue }
                    && !theirs.isValid
            }
        ),
    ]

    private static let schemas = [
        Row(
            name: "specification of a built-in scalar",
            section: "3.13.4",
            sentence: "It must not appear on built-in scalar types.",
            schema: "type Query { a: Int } scalar Int @specifiedBy(url: \"https://example.com\")",
            applies: { ours, _, _ in
                ours.errors.contains { $0.rule == Rule.builtInScalars.rawValue && $0.message.contains("@specifiedBy") }
            }
        ),
        Row(
            name: "built-in scalar as another kind of type",
            section: "3.5",
            sentence:
                "… a GraphQL service which provides a type by these names must adhere to the behavior described for "
                + "them in this document.",
            schema: "type Query { a: Int } enum Int { A }",
            applies: { ours, _, _ in ours.errors.contains { $0.rule == Rule.builtInScalars.rawValue } }
        ),
        Row(
            name: "extension of a built-in scalar",
            section: "3.5.6",
            sentence: "The named type must already be defined and must be a Scalar type.",
            schema: "type Query { a: Int } extend scalar Int @d directive @d on SCALAR",
            applies: { ours, theirs, subject in
                BuiltIns.scalars.contains { subject.schema.contains("extend scalar \($0) ") }
                    && ours.places.isSubset(of: theirs.places)
            }
        ),
        Row(
            name: "@oneOf by an extension",
            section: "3.10.2",
            sentence: "The @oneOf directive must not be provided by an Input Object type extension.",
            schema: "type Query { a(i: I): Int } input I { a: Int } extend input I @oneOf",
            applies: { ours, _, _ in ours.errors.contains { $0.rule == Rule.oneOfExtension.rawValue } }
        ),
        Row(
            name: "directive in its own definition",
            section: "3.13",
            sentence:
                "A Directive definition must not contain the use of a Directive which references itself indirectly by "
                + "referencing a Type or Directive which transitively includes a reference to this Directive.",
            schema: "type Query { a: Int } directive @d(a: E) on ENUM enum E @d { A }",
            applies: { ours, _, _ in ours.errors.contains { $0.rule == Rule.directiveCycles.rawValue } }
        ),
        Row(
            name: "value of a directive's argument",
            section: "5.6.1",
            sentence:
                "Literal values must be compatible with the type expected in the position they are found as per the "
                + "coercion rules defined in the Type System chapter.",
            schema: "type Query @d(a: null) { a: Int } directive @d(a: Int!) on OBJECT",
            applies: { ours, theirs, _ in
                !theirs.isSyntaxError && theirs.places.isSubset(of: ours.places)
                    && ours.errors.contains {
                        $0.rule == Rule.valuesOfCorrectType.rawValue && $0.message.hasPrefix("`@")
                    }
            }
        ),
        Row(
            name: "operation in a schema",
            section: "3.1",
            sentence:
                "Tools which only seek to produce and extend schema and not execute requests may choose to only allow "
                + "TypeSystemExtensionDocument and not allow ExecutableDefinition but should provide a descriptive error "
                + "if present.",
            schema: "type Query { a: Int } { a }",
            applies: { ours, theirs, subject in
                guard subject.document == nil, let document = try? Parser.parseDocument(subject.schema) else {
                    return false
                }
                return document.definitions.contains { definition in
                    switch definition {
                    case .operation, .fragment: true
                    default: false
                    }
                }
            }
        ),
    ]
}
