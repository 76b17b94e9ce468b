@testable import GraphQL

/// Where this implementation and graphql-core differ on purpose, each with the sentence of the specification that
/// decides it.
enum KnownDifferences {
    struct Row: Sendable {
        let name: String
        let section: String
        /// The specification's own words.
        let sentence: String
        let applies: @Sendable (Verdict, Verdict, JudgeReport.Subject) -> Bool
    }

    static let rows: [Row] = [
        Row(
            name: "empty selection set",
            section: "2.5",
            sentence: "SelectionSet : { Selection+ }",
            applies: { ours, theirs, _ in
                !theirs.isSyntaxError && ours.errors.count == 1 && ours.errors[0].message.contains("`{}` is empty")
            }
        ),
        Row(
            name: "shape of __typename",
            section: "5.3.2",
            sentence: "Given each pair of distinct members fieldA and fieldB in fieldsForName: "
                + "SameResponseShape(fieldA, fieldB) must be true.",
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
            name: "error without a place",
            section: "7.1.6",
            sentence:
                "If an error can be associated to a particular point in the requested GraphQL document, it should "
                + "contain an entry with the key locations with a list of locations, …",
            applies: { ours, theirs, _ in
                theirs.unplacedErrors > 0 && ours.unplacedErrors == 0 && theirs.places.isSubset(of: ours.places)
            }
        ),
        Row(
            name: "type definition in a request",
            section: "5.1.1",
            sentence:
                "To avoid ambiguity, a document containing TypeSystemDefinitionOrExtension is invalid for execution.",
            applies: { ours, theirs, _ in
                // Refused by both; what else is wrong inside the definition is of no interest to a request.
                !theirs.isSyntaxError && ours.errors.contains { $0.rule == Rule.executableDefinitions.rawValue }
                    && !theirs.isValid
            }
        ),
        Row(
            name: "built-in scalar as another kind of type",
            section: "3.5",
            sentence:
                "A GraphQL service which provides a type by these names must adhere to the behavior described for "
                + "them in this document.",
            applies: { ours, _, _ in ours.errors.contains { $0.rule == Rule.builtInScalars.rawValue } }
        ),
        Row(
            name: "operation in a schema",
            section: "3.1",
            sentence:
                "Tools which only seek to produce and extend schema and not execute requests may choose to only allow "
                + "TypeSystemExtensionDocument and not allow ExecutableDefinition but should provide a descriptive error "
                + "if present.",
            applies: { ours, _, subject in
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
