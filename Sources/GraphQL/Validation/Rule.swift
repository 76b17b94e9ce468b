/// The stable names of all rules for documents and schemas: `extensions.rule` of an error.
package enum Rule: String, Sendable, CaseIterable {
    // Documents to run: section 5.
    case executableDefinitions = "executable-definitions"
    case operationTypeExistence = "operation-type-existence"
    case uniqueOperationNames = "unique-operation-names"
    case loneAnonymousOperation = "lone-anonymous-operation"
    case singleRootField = "single-root-field"
    case fieldSelections = "field-selections"
    case fieldSelectionMerging = "field-selection-merging"
    case leafFieldSelections = "leaf-field-selections"
    case knownArgumentNames = "known-argument-names"
    case uniqueArgumentNames = "unique-argument-names"
    case requiredArguments = "required-arguments"
    case uniqueFragmentNames = "unique-fragment-names"
    case knownTypeNames = "known-type-names"
    case fragmentsOnCompositeTypes = "fragments-on-composite-types"
    case fragmentsMustBeUsed = "fragments-must-be-used"
    case fragmentSpreadTargetDefined = "fragment-spread-target-defined"
    case fragmentCycles = "fragment-cycles"
    case possibleFragmentSpreads = "possible-fragment-spreads"
    case valuesOfCorrectType = "values-of-correct-type"
    case inputObjectFieldNames = "input-object-field-names"
    case inputObjectFieldUniqueness = "input-object-field-uniqueness"
    case inputObjectRequiredFields = "input-object-required-fields"
    case directivesAreDefined = "directives-are-defined"
    case directivesInValidLocations = "directives-in-valid-locations"
    case directivesAreUniquePerLocation = "directives-are-unique-per-location"
    case variableUniqueness = "variable-uniqueness"
    case variablesAreInputTypes = "variables-are-input-types"
    case allVariableUsesDefined = "all-variable-uses-defined"
    case allVariablesUsed = "all-variables-used"
    case allVariableUsagesAreAllowed = "all-variable-usages-are-allowed"

    // Limits of the gateway's own.
    case introspectionDepth = "introspection-depth"
    case operationLimits = "operation-limits"

    // Schemas: section 3.
    case typeSystemDefinitions = "type-system-definitions"
    case loneSchemaDefinition = "lone-schema-definition"
    case uniqueOperationTypes = "unique-operation-types"
    case rootTypes = "root-types"
    case distinctRootTypes = "distinct-root-types"
    case uniqueTypeNames = "unique-type-names"
    case uniqueDirectiveNames = "unique-directive-names"
    case reservedNames = "reserved-names"
    case builtInScalars = "built-in-scalars"
    case possibleTypeExtensions = "possible-type-extensions"
    case typeHasFields = "type-has-fields"
    case uniqueFieldDefinitionNames = "unique-field-definition-names"
    case outputFieldTypes = "output-field-types"
    case uniqueArgumentDefinitionNames = "unique-argument-definition-names"
    case inputTypes = "input-types"
    case requiredNotDeprecated = "required-not-deprecated"
    case implementsInterfaces = "implements-interfaces"
    case implementsItself = "implements-itself"
    case implementsOnce = "implements-once"
    case implementsTransitively = "implements-transitively"
    case implementsFields = "implements-fields"
    case implementsCovariantly = "implements-covariantly"
    case implementsArguments = "implements-arguments"
    case implementsExtraArguments = "implements-extra-arguments"
    case implementsDeprecation = "implements-deprecation"
    case unionHasMembers = "union-has-members"
    case unionMembers = "union-members"
    case uniqueUnionMembers = "unique-union-members"
    case enumHasValues = "enum-has-values"
    case uniqueEnumValueNames = "unique-enum-value-names"
    case inputObjectHasFields = "input-object-has-fields"
    case inputObjectCycles = "input-object-cycles"
    case inputObjectDefaultCycles = "input-object-default-cycles"
    case oneOfFields = "one-of-fields"
    case oneOfExtension = "one-of-extension"
    case directiveCycles = "directive-cycles"

    /// Section of the specification (September 2025); empty for the gateway's own limits.
    package var section: String { row.section }

    /// What the rule demands, in one line.
    package var summary: String { row.summary }

    /// Where the specification says so; `nil` for the gateway's own limits.
    package var link: String? {
        if row.heading.isEmpty { return nil }
        // Algorithms have addresses of their own.
        let anchor = row.heading.hasSuffix("()") ? row.heading : "sec-\(row.heading)"
        return "https://spec.graphql.org/September2025/#\(anchor)"
    }

    private var row: RuleTable.Row { RuleTable.rows[self] ?? RuleTable.Row("", "", "") }
}

extension Rule: CustomStringConvertible {
    package var description: String { rawValue }
}
