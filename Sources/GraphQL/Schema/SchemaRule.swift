/// One rule for schemas (specification, section 3). Each has a file of its own, and a name in `Rule`.
protocol SchemaRule {
    static func check(_ context: inout SchemaContext)
}

/// Everything that section 3 of the specification demands of a schema.
enum SchemaRules {
    static func check(_ documents: [AST.Document], schema: Schema) -> [GraphQLError] {
        var context = SchemaContext(documents: documents, schema: schema)
        for rule in all { rule.check(&context) }
        return context.errors
    }

    private static var all: [any SchemaRule.Type] {
        [
            TypeSystemDefinitionsRule.self,
            LoneSchemaDefinitionRule.self,
            UniqueOperationTypesRule.self,
            RootTypesRule.self,
            DistinctRootTypesRule.self,
            UniqueTypeNamesRule.self,
            UniqueDirectiveNamesRule.self,
            ReservedNamesRule.self,
            BuiltInScalarsRule.self,
            KnownSchemaTypeNamesRule.self,
            PossibleTypeExtensionsRule.self,
            TypeHasFieldsRule.self,
            UniqueFieldDefinitionNamesRule.self,
            OutputFieldTypesRule.self,
            UniqueArgumentDefinitionNamesRule.self,
            InputTypesRule.self,
            RequiredNotDeprecatedRule.self,
            ImplementsInterfacesRule.self,
            ImplementsItselfRule.self,
            ImplementsOnceRule.self,
            ImplementsTransitivelyRule.self,
            ImplementsFieldsRule.self,
            ImplementsCovariantlyRule.self,
            ImplementsArgumentsRule.self,
            ImplementsExtraArgumentsRule.self,
            ImplementsDeprecationRule.self,
            UnionHasMembersRule.self,
            UnionMembersRule.self,
            UniqueUnionMembersRule.self,
            EnumHasValuesRule.self,
            UniqueEnumValueNamesRule.self,
            InputObjectHasFieldsRule.self,
            InputObjectCyclesRule.self,
            InputObjectDefaultCyclesRule.self,
            OneOfFieldsRule.self,
            OneOfExtensionRule.self,
            DirectiveCyclesRule.self,
            AppliedDirectivesRule.self,
        ]
    }
}
