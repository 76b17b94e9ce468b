extension AST {
    package enum OperationType: String, Sendable, CaseIterable {
        case query
        case mutation
        case subscription
    }

    /// `OperationDefinition : Description? OperationType Name? VariablesDefinition? Directives? SelectionSet`,
    /// or the shorthand `SelectionSet`.
    package struct OperationDefinition: Sendable {
        package var description: Description?
        package var operation: OperationType
        package var name: Name?
        package var variables: [VariableDefinition]
        package var directives: [Directive]
        package var selectionSet: SelectionSet
        package var location: SourceLocation

        package init(
            description: Description? = nil,
            operation: OperationType,
            name: Name? = nil,
            variables: [VariableDefinition] = [],
            directives: [Directive] = [],
            selectionSet: SelectionSet,
            at location: SourceLocation
        ) {
            self.description = description
            self.operation = operation
            self.name = name
            self.variables = variables
            self.directives = directives
            self.selectionSet = selectionSet
            self.location = location
        }
    }

    /// `VariableDefinition : Description? Variable : Type DefaultValue? Directives?`
    package struct VariableDefinition: Sendable {
        package var description: Description?
        /// Without the `$`; the location is the `$`'s.
        package var name: Name
        package var type: TypeReference
        package var defaultValue: Value?
        package var directives: [Directive]

        package init(
            description: Description? = nil,
            name: Name,
            type: TypeReference,
            defaultValue: Value? = nil,
            directives: [Directive] = []
        ) {
            self.description = description
            self.name = name
            self.type = type
            self.defaultValue = defaultValue
            self.directives = directives
        }
    }

    /// `FragmentDefinition : Description? fragment FragmentName TypeCondition Directives? SelectionSet`
    package struct FragmentDefinition: Sendable {
        package var description: Description?
        package var name: Name
        package var typeCondition: Name
        package var directives: [Directive]
        package var selectionSet: SelectionSet
        package var location: SourceLocation

        package init(
            description: Description? = nil,
            name: Name,
            typeCondition: Name,
            directives: [Directive] = [],
            selectionSet: SelectionSet,
            at location: SourceLocation
        ) {
            self.description = description
            self.name = name
            self.typeCondition = typeCondition
            self.directives = directives
            self.selectionSet = selectionSet
            self.location = location
        }
    }

    /// `SelectionSet : { Selection+ }`
    package struct SelectionSet: Sendable {
        package var selections: [Selection]
        package var location: SourceLocation

        package init(_ selections: [Selection], at location: SourceLocation) {
            self.selections = selections
            self.location = location
        }
    }

    package enum Selection: Sendable {
        case field(Field)
        case fragmentSpread(FragmentSpread)
        case inlineFragment(InlineFragment)
    }

    /// `Field : Alias? Name Arguments? Directives? SelectionSet?`
    package struct Field: Sendable {
        package var alias: Name?
        package var name: Name
        package var arguments: [Argument]
        package var directives: [Directive]
        package var selectionSet: SelectionSet?

        package init(
            alias: Name? = nil,
            name: Name,
            arguments: [Argument] = [],
            directives: [Directive] = [],
            selectionSet: SelectionSet? = nil
        ) {
            self.alias = alias
            self.name = name
            self.arguments = arguments
            self.directives = directives
            self.selectionSet = selectionSet
        }

        /// The key of this field in the response: its alias, else its name (section 2.8).
        package var responseName: String { alias?.text ?? name.text }
        /// Where the field begins: its alias, else its name.
        package var location: SourceLocation { alias?.location ?? name.location }
    }

    /// `FragmentSpread : ... FragmentName Directives?`
    package struct FragmentSpread: Sendable {
        package var name: Name
        package var directives: [Directive]
        /// Where the `...` stands.
        package var location: SourceLocation

        package init(name: Name, directives: [Directive], at location: SourceLocation) {
            self.name = name
            self.directives = directives
            self.location = location
        }
    }

    /// `InlineFragment : ... TypeCondition? Directives? SelectionSet`
    package struct InlineFragment: Sendable {
        package var typeCondition: Name?
        package var directives: [Directive]
        package var selectionSet: SelectionSet
        /// Where the `...` stands.
        package var location: SourceLocation

        package init(
            typeCondition: Name?,
            directives: [Directive],
            selectionSet: SelectionSet,
            at location: SourceLocation
        ) {
            self.typeCondition = typeCondition
            self.directives = directives
            self.selectionSet = selectionSet
            self.location = location
        }
    }
}
