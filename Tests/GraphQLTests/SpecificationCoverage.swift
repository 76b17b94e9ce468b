import Checklists

/// Sections 2 to 5, and coercion; execution and responses are in `ExecutionCoverage`. Of `Rule`, too, each is broken by
/// some test.
enum SpecificationCoverage {
    static let demands = language + typeSystem + introspection + validation + coercion + ExecutionCoverage.demands

    /// The numbers of the sections that demand something (September 2025); of those with parts mostly the parts.
    static let sections = [
        numbers("2.1", 1...8), numbers("2", 2...8), numbers("2.9", 1...2), numbers("2.10", 1...8),
        numbers("2", 11...14),
        ["3.1", "3.2", "3.3"], numbers("3.3", 1...2), numbers("3.4", 1...3), numbers("3.5", 1...6),
        ["3.6"], numbers("3.6", 1...3), ["3.7", "3.7.1", "3.8", "3.8.1", "3.9", "3.9.1", "3.10"],
        numbers("3.10", 1...2),
        ["3.11", "3.12", "3.12.1"], numbers("3.13", 1...5),
        ["4.1"], numbers("4.2", 1...6),
        ["5.1.1", "5.2.1.1", "5.2.2.1", "5.2.3.1", "5.2.4.1"], numbers("5.3", 1...3), numbers("5.4", 1...3),
        numbers("5.5.1", 1...4), numbers("5.5.2", 1...3), numbers("5.6", 1...4), numbers("5.7", 1...3),
        numbers("5.8", 1...5),
        numbers("6.1", 1...2), numbers("6.2", 1...3), numbers("6.3", 1...4), numbers("6.4", 1...4),
        // 7.1.2 and the parts of 6.2.3 are about streams of events, which nothing here serves.
        ["7.1.1"], numbers("7.1", 3...8), numbers("7.2", 1...2),
    ].flatMap { $0 }

    private static func numbers(_ section: String, _ parts: ClosedRange<Int>) -> [String] {
        parts.map { "\(section).\($0)" }
    }

    private static let language = [
        Demand(
            "2.1",
            "A document is Unicode scalar values.",
            "bytesThatAreNoUTF8AreRejectedEverywhere",
            "strayCharactersAreRejected"
        ),
        Demand(
            "2.1.1",
            "Tab and space are white space, nothing else is.",
            "whatSeparatesTokensIsIgnored",
            "strayCharactersAreRejected"
        ),
        Demand("2.1.2", "Lines end at LF, CR and CRLF.", "linesEndAtAnyOfTheThreeTerminators"),
        Demand("2.1.3", "Comments hold any scalar value.", "whatSeparatesTokensIsIgnored"),
        Demand("2.1.4", "Commas are insignificant.", "whatSeparatesTokensIsIgnored"),
        Demand("2.1.5", "Tokens are read as long as possible.", "namesAreAsLongAsPossible", "everyShortTextIsLexed"),
        Demand("2.1.6", "U+FEFF is ignored between any tokens.", "whatSeparatesTokensIsIgnored"),
        Demand("2.1.7", "Punctuators.", "everyPunctuatorIsAToken"),
        Demand("2.1.8", "Names.", "namesAreAsLongAsPossible", "keywordsAreNamesLikeOthers"),
        Demand("2.1.8", "Names with two underscores are reserved.", "namesAreNotReserved"),
        Demand(
            "2.2",
            "Definitions of all kinds may be described, to no effect.",
            "operationsMayHaveEveryPart",
            "everythingMayBeDescribed",
            "descriptionsOfDocumentsChangeNothing"
        ),
        Demand(
            "2.3",
            "A document is definitions of any kind, at least one.",
            "definitionsOfAllKindsMayStandInOneDocument",
            "mistakesAreExplainedWhereTheyStand"
        ),
        Demand(
            "2.4",
            "Operations have names, variables, directives, descriptions.",
            "operationsMayHaveEveryPart",
            "theShortFormIsAnAnonymousQuery",
            "malformedOperationsAreRejected"
        ),
        Demand("2.5", "Selection sets are not empty.", "malformedOperationsAreRejected", "documentsAreJudgedAlike"),
        Demand("2.6", "Fields.", "fieldsHaveAliasArgumentsDirectivesAndSelections"),
        Demand("2.7", "Arguments are unordered.", "fieldsOfOneResponseNameMerge"),
        Demand("2.8", "Aliases.", "fieldsHaveAliasArgumentsDirectivesAndSelections"),
        Demand("2.9", "Fragments, spread and inline.", "spreadsAndInlineFragmentsAreToldApart"),
        Demand("2.9.1", "Type conditions.", "aFragmentCanApply", "fieldsComeInTheOrderOfTheirFirstAppearance"),
        Demand("2.9.2", "Inline fragments, with a type or without.", "spreadsAndInlineFragmentsAreToldApart"),
        Demand("2.10.1", "Integers.", "integersAreTokens", "malformedNumbersAreRejected"),
        Demand("2.10.2", "Floats.", "floatsAreTokens", "malformedNumbersAreRejected"),
        Demand("2.10.3", "Booleans.", "valuesOfEveryKindAreParsed"),
        Demand(
            "2.10.4",
            "Strings and escapes.",
            "escapesAreResolved",
            "malformedEscapesAreRejectedWhereTheyStand",
            "unterminatedStringsAreReportedWhereTheyBegin"
        ),
        Demand(
            "2.10.4",
            "Block strings lose their indentation.",
            "blockStringsLoseTheirCommonIndentation",
            "sixQuotesAreOneEmptyBlockString"
        ),
        Demand("2.10.5", "Null is a value.", "valuesOfEveryKindAreParsed", "aNullVariableIsNull"),
        Demand("2.10.6", "Enum values are names but true, false and null.", "valuesOfEveryKindAreParsed"),
        Demand("2.10.7", "Lists, empty ones too.", "valuesOfEveryKindAreParsed", "malformedValuesAreRejected"),
        Demand("2.10.8", "Input objects, empty ones too.", "valuesOfEveryKindAreParsed", "inputFieldsAreGivenOnce"),
        Demand(
            "2.10",
            "Values of all kinds; constants without variables.",
            "valuesOfEveryKindAreParsed",
            "constantsHoldNoVariables",
            "malformedValuesAreRejected"
        ),
        Demand("2.11", "Variables.", "operationsMayHaveEveryPart", "constantsHoldNoVariables"),
        Demand("2.12", "Type references.", "typesAreParsed", "malformedTypesAreRejected"),
        Demand(
            "2.13",
            "Directives are ordered and may come again.",
            "fieldsHaveAliasArgumentsDirectivesAndSelections"
        ),
        Demand(
            "2.14",
            "Schema coordinates: five forms, nothing ignored; unknown leaves are nothing, unknown containers errors.",
            "coordinatesAreReadAndWritten",
            "whatIsNoCoordinateIsRefusedWhereItGoesWrong",
            "coordinatesNameElements",
            "anUnknownLeafIsNothingAndAnUnknownContainerAnError",
            "coordinatesNameTheSameElements"
        ),
        Demand(
            "2",
            "What is printed parses to the same.",
            "printedDocumentsParseToTheSameNodes",
            "everyTextSurvivesAsValueAndAsDescription",
            "theParserHoldsOnItsCorpus"
        ),
    ]

    private static let typeSystem = [
        Demand("3.1", "A schema holds no operations.", "aSchemaHoldsNoOperations"),
        Demand("3.2", "Every definition may be described.", "everythingMayBeDescribed"),
        Demand(
            "3.3",
            "One schema definition; unique names; none reserved.",
            "aSchemaIsDefinedOnce",
            "typeNamesAreUnique",
            "directiveNamesAreUnique",
            "namesAreNotReserved"
        ),
        Demand(
            "3.3.1",
            "Root types are distinct objects; a query root exists.",
            "rootTypesAreObjects",
            "rootTypesAreDistinct",
            "aRootTypeIsGivenOnce"
        ),
        Demand("3.3.2", "The schema is extended.", "aSchemaIsDefinedOnce", "aRootTypeIsGivenOnce"),
        Demand("3.4", "Types that are named are defined.", "typesAreKnown"),
        Demand(
            "3.4.1",
            "Wrapped types; no non-null one is wrapped again.",
            "typesAreParsed",
            "malformedTypesAreRejected"
        ),
        Demand("3.4.2", "Input types and output types keep to their places.", "typesFitTheirPlaces"),
        Demand("3.4.3", "Extensions fit their types.", "extensionsFitTheirTypes", "everyDefinitionIsParsed"),
        Demand(
            "3.5",
            "Scalars, built in and custom.",
            "typeNamesAreUnique",
            "valuesAreCoerced",
            "typesComeInSourceOrderAndOnlyBuiltInScalarsThatAreUsed"
        ),
        Demand(
            "3.6",
            "Objects: fields, arguments, interfaces in full.",
            "typesHaveFields",
            "membersAreUnique",
            "typesFitTheirPlaces",
            "interfacesAreImplementedInFull"
        ),
        Demand("3.5.1", "Int: 32 bits.", "valuesAreCoerced", "leavesAreCoerced", "leavesThatDoNotFitAreErrors"),
        Demand("3.5.2", "Float: finite, from integers too.", "valuesAreCoerced", "leavesAreCoerced"),
        Demand("3.5.3", "String.", "valuesAreCoerced", "leavesAreCoerced", "valuesThatDoNotFitAreRefusedByName"),
        Demand("3.5.4", "Boolean.", "valuesAreCoerced", "leavesAreCoerced", "valuesThatDoNotFitAreRefusedByName"),
        Demand("3.5.5", "ID: from strings and integers.", "valuesAreCoerced", "leavesAreCoerced"),
        Demand("3.5.6", "Scalars are extended.", "scalarsAreExtended"),
        Demand(
            "3.6.1",
            "Arguments have names of their own and input types.",
            "membersAreUnique",
            "typesFitTheirPlaces"
        ),
        Demand(
            "3.6.2",
            "Deprecated fields are told, and no field is that is not in its interface.",
            "deprecatedMembersAreShownOnDemand",
            "interfacesAreImplementedInFull"
        ),
        Demand("3.6.3", "Objects are extended.", "extensionsFitTheirTypes", "typesHaveFields"),
        Demand("3.7.1", "Interfaces are extended.", "interfacesAreImplementedInFull", "typesHaveFields"),
        Demand("3.8.1", "Unions are extended.", "membersOfExtensionsAreUniqueToo"),
        Demand("3.9.1", "Enums are extended.", "membersOfExtensionsAreUniqueToo"),
        Demand("3.7", "Interfaces, transitively and without cycles.", "interfacesAreImplementedOnceAndTransitively"),
        Demand("3.8", "Unions of objects.", "unionsEnumsAndInputObjectsHaveMembers"),
        Demand("3.9", "Enums.", "unionsEnumsAndInputObjectsHaveMembers", "membersAreUnique"),
        Demand(
            "3.10",
            "Input objects without unbreakable cycles.",
            "inputObjectsDoNotNeedThemselves",
            "defaultsDoNotNeedThemselves"
        ),
        Demand("3.10.1", "OneOf input objects.", "oneOfTypesHaveNullableFields", "exactlyOneFieldOfAOneOfTypeIsGiven"),
        Demand(
            "3.10.2",
            "Input objects are extended, and stay what they are.",
            "membersOfExtensionsAreUniqueToo",
            "oneOfTypesHaveNullableFields"
        ),
        Demand(
            "3.12.1",
            "Lists and non-null types nest in any order.",
            "typesAreParsed",
            "listsAreCompletedItemByItem"
        ),
        Demand(
            "3.13",
            "Directives are applied as they are defined.",
            "appliedDirectivesKeepToTheirDefinitions",
            "directivesAreNotUsedInThemselves",
            "everyDirectiveLocationIsKnown"
        ),
        Demand("3.13.1", "@skip.", "conditionsLetSelectionsIn", "conditionsReadVariables"),
        Demand("3.13.2", "@include.", "conditionsLetSelectionsIn", "whatIsSkippedIsNotAskedForItsOtherCondition"),
        Demand("3.13.4", "@specifiedBy stands on scalars.", "whatDoesNotApplyIsNull", "scalarsAreExtended"),
        Demand(
            "3.13.5",
            "@oneOf stands on input objects.",
            "oneOfTypesHaveNullableFields",
            "directivesStandWhereTheyMay"
        ),
        Demand("3.13.3", "What is required is not deprecated.", "whatIsRequiredIsNotDeprecated"),
        Demand("3", "Default values fit their types.", "defaultsFitTheirTypes"),
        Demand("3", "Schemas are judged as by the reference implementation.", "schemasAreJudgedAlike"),
    ]

    private static let introspection = [
        Demand("4.1", "__typename on every object.", "everyObjectHasItsTypename"),
        Demand(
            "4.2.1",
            "__schema describes types, roots and directives.",
            "schemasAreDescribedAlike",
            "typesComeInSourceOrderAndOnlyBuiltInScalarsThatAreUsed"
        ),
        Demand("4.2.2", "__Type: null where something does not apply.", "whatDoesNotApplyIsNull"),
        Demand(
            "4.2.3",
            "Deprecated members on demand.",
            "deprecatedMembersAreShownOnDemand",
            "whetherDeprecatedMembersAreShownMayBeAVariable"
        ),
        Demand("4.2.4", "Defaults as GraphQL literals.", "defaultsAreLiterals"),
        Demand("4.2.5", "__EnumValue.", "deprecatedMembersAreShownOnDemand", "schemasAreDescribedAlike"),
        Demand("4.2.6", "__Directive.", "defaultsAreLiterals", "schemasAreDescribedAlike"),
        Demand("4.2", "Introspection fields are those of the query root.", "introspectionFieldsAreAnswered"),
        Demand("4", "Introspection is bounded.", "introspectionIsBounded"),
    ]

    private static let validation = [
        Demand("5.1.1", "Executable definitions.", "aRequestHoldsOnlyOperationsAndFragments"),
        Demand("5.2.1.1", "Operation type existence.", "anOperationNeedsItsRootType"),
        Demand("5.2.2.1", "Operation name uniqueness.", "operationNamesAreUnique"),
        Demand("5.2.3.1", "Lone anonymous operation.", "anAnonymousOperationIsAlone"),
        Demand("5.2.4.1", "Single root field.", "aSubscriptionHasOneRootField"),
        Demand("5.3.1", "Field selections.", "aSelectedFieldExists"),
        Demand(
            "5.3.2",
            "Field selection merging.",
            "fieldsOfOneResponseNameMerge",
            "aHostileDocumentWithinTheTokenLimitEnds"
        ),
        Demand("5.3.3", "Leaf field selections.", "selectionsEndAtLeaves"),
        Demand("5.4.1", "Argument names.", "argumentsAreKnown"),
        Demand("5.4.2", "Argument uniqueness.", "argumentsAreGivenOnce"),
        Demand("5.4.3", "Required arguments.", "requiredArgumentsAreGiven"),
        Demand("5.5.1.1", "Fragment name uniqueness.", "fragmentNamesAreUnique"),
        Demand("5.5.1.2", "Fragment spread type existence.", "namedTypesAreKnown"),
        Demand("5.5.1.3", "Fragments on composite types.", "fragmentsAreOnCompositeTypes"),
        Demand("5.5.1.4", "Fragments must be used.", "fragmentsAreUsed"),
        Demand("5.5.2.1", "Fragment spread target defined.", "spreadFragmentsAreDefined"),
        Demand("5.5.2.2", "Fragment spreads must not form cycles.", "fragmentsFormNoCycles"),
        Demand("5.5.2.3", "Fragment spread is possible.", "aFragmentCanApply"),
        Demand("5.6.1", "Values of correct type.", "literalsFitTheirPlaces", "exactlyOneFieldOfAOneOfTypeIsGiven"),
        Demand("5.6.2", "Input object field names.", "inputFieldsAreKnown"),
        Demand("5.6.3", "Input object field uniqueness.", "inputFieldsAreGivenOnce"),
        Demand("5.6.4", "Input object required fields.", "requiredInputFieldsAreGiven"),
        Demand("5.7.1", "Directives are defined.", "directivesAreDefinedAndInPlace"),
        Demand("5.7.2", "Directives are in valid locations.", "directivesStandWhereTheyMay"),
        Demand("5.7.3", "Directives are unique per location.", "directivesAreUniqueUnlessRepeatable"),
        Demand("5.8.1", "Variable uniqueness.", "variablesAreUnique"),
        Demand("5.8.2", "Variables are input types.", "variablesAreOfInputTypes"),
        Demand("5.8.3", "All variable uses defined.", "variablesThatAreUsedAreDefined"),
        Demand("5.8.4", "All variables used.", "variablesThatAreDefinedAreUsed"),
        Demand("5.8.5", "All variable usages are allowed.", "aVariableFitsEachPlaceOfItsUse"),
        Demand("5", "Documents are judged as by the reference implementation.", "documentsAreJudgedAlike"),
        Demand("5", "All errors are reported.", "allErrorsAreReportedUpToAHundred"),
    ]

    private static let coercion = [
        Demand(
            "3.5",
            "Built-in scalars take their own values.",
            "valuesAreCoerced",
            "valuesThatDoNotFitAreRefusedByName",
            "variablesAreCoercedAlike"
        ),
        Demand(
            "3.10",
            "Input objects: defaults, absent fields, null.",
            "valuesAreCoerced",
            "anAbsentVariableIsAnAbsentArgumentOrField"
        ),
        Demand("3.10.1", "OneOf input objects with variables.", "aOneOfTypeTakesOneVariableThatIsGiven"),
        Demand("3.11", "A single value is a list, at every depth.", "valuesAreCoerced"),
        Demand("3.12", "Null is refused where it may not be.", "aNullVariableIsNull"),
        Demand("6.1.2", "Variables: absent, null and defaults.", "valuesAreCoerced", "variablesAreCoercedAlike"),
        Demand(
            "6.4.1",
            "Arguments: absent variables and defaults.",
            "anAbsentVariableIsAnAbsentArgumentOrField",
            "aNullVariableIsNull"
        ),
    ]
}
