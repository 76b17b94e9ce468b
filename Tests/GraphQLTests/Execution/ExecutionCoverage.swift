import Foundation
import Testing

/// What section 6 and 7.1 of the specification (September 2025) demand, and the tests that hold it. No row is empty.
private let coverage: [(section: String, demand: String, tests: [String])] = [
    ("6.1", "GetOperation: by name, the only one, or a request error", ["theOperationIsChosenByName"]),
    ("6.1.1", "only documents that passed validation run", ["oneEventOfASubscriptionIsExecuted"]),
    ("6.1.2", "variables: values, defaults, null against absent, unknown ones", ["variablesAreCoerced"]),
    ("6.1.2", "variables that do not fit are request errors", ["variablesThatDoNotFitAreRequestErrors"]),
    ("6.1.2", "every faulty variable is told", ["everyFaultyVariableIsReported"]),
    ("6.2", "root types of the operations", ["theRootOfEachOperationIsItsType"]),
    ("6.2.1", "query", ["fieldsComeInTheOrderOfTheirFirstAppearance"]),
    ("6.2.2", "mutation: serially, each field whole", ["mutationsRunOneAfterTheOtherEachWhole"]),
    ("6.2.2", "a failed non-null root field ends it", ["aMutationThatFailsWhereNoNullMayBeEndsTheOperation"]),
    ("6.2.3", "subscription: execution of an event", ["oneEventOfASubscriptionIsExecuted"]),
    ("6.3.1", "data in the order of the fields", ["fieldsComeInTheOrderOfTheirFirstAppearance"]),
    ("6.3.2", "CollectFields: fragments, type conditions", ["fieldsComeInTheOrderOfTheirFirstAppearance"]),
    (
        "6.3.2", "CollectFields: @skip and @include",
        ["conditionsLetSelectionsIn", "conditionsReadVariables", "aConditionThatIsNullIsAnErrorOfTheObjectAround"]
    ),
    (
        "6.3.3", "fields of one response name are executed once, their selections merged",
        ["mergedFieldsAreResolvedOnce"]
    ),
    ("6.3.4", "normal and serial execution", ["mutationsRunOneAfterTheOtherEachWhole"]),
    ("6.4.1", "arguments: literals, variables, defaults", ["literalsAreCoerced", "variablesAreCoerced"]),
    ("6.4.1", "an argument that does not fit is its field's error", ["anArgumentThatDoesNotFitIsAnErrorOfItsField"]),
    ("6.4.2", "values come from the resolver", ["mergedFieldsAreResolvedOnce"]),
    ("6.4.3", "non-null", ["nullIsNull", "nullGoesToTheNearestNullablePosition"]),
    ("6.4.3", "lists", ["listsAreCompletedItemByItem"]),
    (
        "6.4.3", "result coercion of every built-in scalar and of enums",
        ["leavesAreCoerced", "leavesThatDoNotFitAreErrors"]
    ),
    ("6.4.3", "null", ["nullIsNull", "aLeafThatIsNullCountsAsNull"]),
    ("6.4.3", "objects", ["anObjectWhereALeafBelongsIsAnError"]),
    ("6.4.3", "abstract types", ["abstractTypesResolveToPossibleObjectTypes"]),
    ("6.4.3", "merging of selection sets", ["fieldsComeInTheOrderOfTheirFirstAppearance"]),
    ("6.4.4", "null propagates; one error for each cause; path", ["nullGoesToTheNearestNullablePosition"]),
    ("4.1", "__typename, __schema, __type", ["introspectionFieldsAreAnswered"]),
    ("7.1.1", "request error result: no data", ["variablesThatDoNotFitAreRequestErrors"]),
    (
        "7.1.6", "errors: message, locations, path, extensions",
        ["anErrorNamesEveryPlaceThatAskedForTheField", "anErrorWithAPlaceOfItsOwnKeepsIt"]
    ),
    ("7.1.7", "extensions", ["extensionsAreTheLastEntry"]),
    ("7.1.8", "errors first", ["errorsStandBeforeData"]),
    ("8.1", "bounds of a response", ["aResponseBeyondTheLimitEndsWithoutDataAndWithOneError"]),
]

@Test func everyDemandOnExecutionHasATest() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let source = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    for row in coverage {
        #expect(!row.tests.isEmpty, "\(row.section) \(row.demand)")
        for test in row.tests { #expect(source.contains("func \(test)("), "\(test) does not exist") }
    }
}
