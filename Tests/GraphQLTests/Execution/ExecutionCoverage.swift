import Checklists

/// What sections 6 and 7 of the specification (September 2025) demand, and the tests that hold it.
enum ExecutionCoverage {
    static let demands = [
        Demand("6.1", "GetOperation: by name, the only one, or a request error", "theOperationIsChosenByName"),
        Demand("6.1.1", "only documents that passed validation run", "requestErrorsHaveNoData"),
        Demand("6.1.2", "variables: values, defaults, null against absent, unknown ones", "variablesAreCoerced"),
        Demand("6.1.2", "variables that do not fit are request errors", "variablesThatDoNotFitAreRequestErrors"),
        Demand("6.1.2", "every faulty variable is told", "everyFaultyVariableIsReported"),
        Demand("6.2", "root types of the operations", "theRootOfEachOperationIsItsType"),
        Demand("6.2.1", "query", "fieldsComeInTheOrderOfTheirFirstAppearance"),
        Demand("6.2.2", "mutation: serially, each field whole", "mutationsRunOneAfterTheOtherEachWhole"),
        Demand("6.2.2", "a failed non-null root field ends it", "aMutationThatFailsWhereNoNullMayBeEndsTheOperation"),
        Demand("6.2.3", "subscription: execution of an event", "oneEventOfASubscriptionIsExecuted"),
        Demand("6.3.1", "data in the order of the fields", "fieldsComeInTheOrderOfTheirFirstAppearance"),
        Demand("6.3.2", "CollectFields: fragments, type conditions", "fieldsComeInTheOrderOfTheirFirstAppearance"),
        Demand(
            "6.3.2",
            "CollectFields: @skip and @include",
            "conditionsLetSelectionsIn",
            "conditionsReadVariables",
            "aConditionThatIsNullIsAnErrorOfTheObjectAround"
        ),
        Demand(
            "6.3.3",
            "fields of one response name are executed once, their selections merged",
            "mergedFieldsAreResolvedOnce"
        ),
        Demand("6.3.4", "normal and serial execution", "mutationsRunOneAfterTheOtherEachWhole"),
        Demand("6.4.1", "arguments: literals, variables, defaults", "literalsAreCoerced", "variablesAreCoerced"),
        Demand(
            "6.4.1",
            "an argument that does not fit is its field's error",
            "anArgumentThatDoesNotFitIsAnErrorOfItsField"
        ),
        Demand("6.4.2", "values come from the resolver", "mergedFieldsAreResolvedOnce"),
        Demand("6.4.3", "non-null", "nullIsNull", "nullGoesToTheNearestNullablePosition"),
        Demand("6.4.3", "lists", "listsAreCompletedItemByItem"),
        Demand(
            "6.4.3",
            "result coercion of every built-in scalar and of enums",
            "leavesAreCoerced",
            "leavesThatDoNotFitAreErrors"
        ),
        Demand("6.4.3", "null", "nullIsNull", "aLeafThatIsNullCountsAsNull"),
        Demand("6.4.3", "objects", "anObjectWhereALeafBelongsIsAnError"),
        Demand("6.4.3", "abstract types", "abstractTypesResolveToPossibleObjectTypes"),
        Demand("6.4.3", "merging of selection sets", "fieldsComeInTheOrderOfTheirFirstAppearance"),
        Demand("6.4.4", "null propagates; one error for each cause; path", "nullGoesToTheNearestNullablePosition"),
        Demand("4.1", "__typename, __schema, __type", "introspectionFieldsAreAnswered"),
        Demand("6.3.1", "errors of the root leave no data", "aConditionThatIsNullAtTheRootLeavesNoData"),
        Demand("7.1.1", "execution result: data, errors only if there are any", "errorsStandBeforeData", "nullIsNull"),
        Demand("7.1.3", "request error result: no data", "variablesThatDoNotFitAreRequestErrors"),
        Demand(
            "7.1.6",
            "errors: message, locations, path, extensions",
            "anErrorNamesEveryPlaceThatAskedForTheField",
            "anErrorWithAPlaceOfItsOwnKeepsIt"
        ),
        Demand("7.1.4", "response positions: aliases and indices", "nullGoesToTheNearestNullablePosition"),
        Demand("7.1.5", "data is null if an error prevents all of it", "nullGoesToTheNearestNullablePosition"),
        Demand("7.1.7", "extensions", "extensionsAreTheLastEntry"),
        Demand("7.1.8", "errors first", "errorsStandBeforeData"),
        Demand("7.2.1", "JSON", "valuesAreWritten", "leavesAreCoerced"),
        Demand("7.2.2", "maps keep the order of the fields", "fieldsComeInTheOrderOfTheirFirstAppearance"),
        Demand("8", "bounds of a response", "aResponseBeyondTheLimitEndsWithoutDataAndWithOneError"),
    ]
}
