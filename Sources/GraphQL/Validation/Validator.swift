/// Checks an executable document against a schema (specification, section 5).
package enum Validator {
    /// Every fault found, in the order of the document, up to `maximumErrors`; empty if the document may run.
    ///
    /// - Parameter limits: `nil` checks nothing but the specification's rules and the depth of introspection.
    package static func validate(
        _ document: AST.Document,
        schema: Schema,
        limits: OperationLimits? = OperationLimits(),
        maximumErrors: Int = 100
    ) -> [GraphQLError] {
        var context = ValidationContext(schema: schema, document: document, maximumErrors: maximumErrors)
        var walk = ValidationWalk(rules: rules.map { $0.init() })
        walk.visit(document, &context)
        if context.errors.isEmpty { limits?.check(document, &context) }
        return context.errors.enumerated().sorted { one, other in
            let (here, there) = (one.element.locations.first, other.element.locations.first)
            guard let here, let there, (here.line, here.column) != (there.line, there.column) else {
                return one.offset < other.offset
            }
            return (here.line, here.column) < (there.line, there.column)
        }.map(\.element)
    }

    /// In the order of section 5.
    private static var rules: [any ValidationRule.Type] {
        [
            ExecutableDefinitionsRule.self,
            OperationTypeExistenceRule.self,
            UniqueOperationNamesRule.self,
            LoneAnonymousOperationRule.self,
            SingleRootFieldRule.self,
            FieldSelectionsRule.self,
            LeafFieldSelectionsRule.self,
            KnownArgumentNamesRule.self,
            UniqueArgumentNamesRule.self,
            RequiredArgumentsRule.self,
            UniqueFragmentNamesRule.self,
            KnownTypeNamesRule.self,
            FragmentsOnCompositeTypesRule.self,
            FragmentsMustBeUsedRule.self,
            FragmentSpreadTargetDefinedRule.self,
            FragmentCyclesRule.self,
            PossibleFragmentSpreadsRule.self,
            ValuesOfCorrectTypeRule.self,
            InputObjectFieldNamesRule.self,
            InputObjectFieldUniquenessRule.self,
            InputObjectRequiredFieldsRule.self,
            DirectivesAreDefinedRule.self,
            DirectivesInValidLocationsRule.self,
            DirectivesAreUniquePerLocationRule.self,
            VariableUniquenessRule.self,
            VariablesAreInputTypesRule.self,
            AllVariableUsesDefinedRule.self,
            AllVariablesUsedRule.self,
            AllVariableUsagesAreAllowedRule.self,
            IntrospectionDepthRule.self,
            // Last, for it expands fragments and is the dearest.
            OverlappingFieldsRule.self,
        ]
    }
}
