/// What each rule is, and where the specification says so. The documentation of rules is printed from here.
enum RuleTable {
    struct Row {
        let section: String
        /// The heading as it stands in the specification's address.
        let heading: String
        let summary: String

        init(_ section: String, _ heading: String, _ summary: String) {
            self.section = section
            self.heading = heading
            self.summary = summary
        }
    }

    static let rows: [Rule: Row] = documents.merging(schemas) { first, _ in first }

    private static let documents: [Rule: Row] = [
        .executableDefinitions: Row(
            "5.1.1",
            "Executable-Definitions",
            "A request holds operations and fragments only."
        ),
        .operationTypeExistence: Row(
            "5.2.1.1",
            "Operation-Type-Existence",
            "The schema has a root type for each operation."
        ),
        .uniqueOperationNames: Row("5.2.2.1", "Operation-Name-Uniqueness", "No two operations have one name."),
        .loneAnonymousOperation: Row(
            "5.2.3.1",
            "Lone-Anonymous-Operation",
            "An operation without a name is the only one."
        ),
        .singleRootField: Row(
            "5.2.4.1",
            "Single-Root-Field",
            "A subscription selects one root field, on no condition."
        ),
        .fieldSelections: Row("5.3.1", "Field-Selections", "A selected field exists on the type at hand."),
        .fieldSelectionMerging: Row("5.3.2", "Field-Selection-Merging", "Fields of one response name can be merged."),
        .leafFieldSelections: Row("5.3.3", "Leaf-Field-Selections", "Objects are selected from, leaves are not."),
        .knownArgumentNames: Row("5.4.1", "Argument-Names", "A given argument is defined."),
        .uniqueArgumentNames: Row("5.4.2", "Argument-Uniqueness", "An argument is given once."),
        .requiredArguments: Row("5.4.3", "Required-Arguments", "Every required argument is given."),
        .uniqueFragmentNames: Row("5.5.1.1", "Fragment-Name-Uniqueness", "No two fragments have one name."),
        .knownTypeNames: Row("5.5.1.2", "Fragment-Spread-Type-Existence", "A type that is named is defined."),
        .fragmentsOnCompositeTypes: Row(
            "5.5.1.3",
            "Fragments-on-Object-Interface-or-Union-Types",
            "A fragment is on an object, interface or union."
        ),
        .fragmentsMustBeUsed: Row("5.5.1.4", "Fragments-Must-Be-Used", "Every fragment is spread in some operation."),
        .fragmentSpreadTargetDefined: Row("5.5.2.1", "Fragment-Spread-Target-Defined", "A spread fragment is defined."),
        .fragmentCycles: Row(
            "5.5.2.2",
            "Fragment-Spreads-Must-Not-Form-Cycles",
            "No fragment contains itself, directly or through others."
        ),
        .possibleFragmentSpreads: Row(
            "5.5.2.3",
            "Fragment-Spread-Is-Possible",
            "A fragment can apply where it stands."
        ),
        .valuesOfCorrectType: Row("5.6.1", "Values-of-Correct-Type", "A literal fits the type of its place."),
        .inputObjectFieldNames: Row("5.6.2", "Input-Object-Field-Names", "A given input field is defined."),
        .inputObjectFieldUniqueness: Row("5.6.3", "Input-Object-Field-Uniqueness", "An input field is given once."),
        .inputObjectRequiredFields: Row(
            "5.6.4",
            "Input-Object-Required-Fields",
            "Every required input field is given."
        ),
        .directivesAreDefined: Row("5.7.1", "Directives-Are-Defined", "A directive that is used is defined."),
        .directivesInValidLocations: Row(
            "5.7.2",
            "Directives-Are-in-Valid-Locations",
            "A directive stands where it may."
        ),
        .directivesAreUniquePerLocation: Row(
            "5.7.3",
            "Directives-Are-Unique-per-Location",
            "A directive stands in a place once, unless it is repeatable."
        ),
        .variableUniqueness: Row("5.8.1", "Variable-Uniqueness", "An operation defines a variable once."),
        .variablesAreInputTypes: Row("5.8.2", "Variables-Are-Input-Types", "A variable is of an input type."),
        .allVariableUsesDefined: Row("5.8.3", "All-Variable-Uses-Defined", "A variable that is used is defined."),
        .allVariablesUsed: Row("5.8.4", "All-Variables-Used", "A variable that is defined is used."),
        .allVariableUsagesAreAllowed: Row(
            "5.8.5",
            "All-Variable-Usages-Are-Allowed",
            "A variable's type fits each place where it is used."
        ),
        .introspectionDepth: Row(
            "",
            "",
            "Introspection lists nest at most two deep, for each level multiplies the answer."
        ),
        .operationLimits: Row("", "", "An operation keeps to the configured depth, root fields, aliases and work."),
    ]

    private static let schemas: [Rule: Row] = [
        .typeSystemDefinitions: Row("3.1", "Type-System-Extensions", "A schema holds no operations and fragments."),
        .loneSchemaDefinition: Row("3.3", "Schema", "A schema is defined once."),
        .uniqueOperationTypes: Row("3.3.1", "Root-Operation-Types", "Each root type is given once."),
        .rootTypes: Row("3.3.1", "Root-Operation-Types", "There is a query root, and roots are object types."),
        .distinctRootTypes: Row("3.3.1", "Root-Operation-Types", "The roots are different types."),
        .uniqueTypeNames: Row("3.3", "Schema", "No two types have one name."),
        .uniqueDirectiveNames: Row("3.3", "Schema", "No two directives have one name."),
        .reservedNames: Row("2.1.8", "Names.Reserved-Names", "No name begins with two underscores."),
        .builtInScalars: Row("3.5", "Scalars.Built-in-Scalars", "A built-in scalar is not another kind of type."),
        .possibleTypeExtensions: Row("3.4.3", "Type-Extensions", "An extended type is defined, and of the same kind."),
        .typeHasFields: Row("3.6", "Objects.Type-Validation", "An object or interface has fields."),
        .uniqueFieldDefinitionNames: Row("3.6", "Objects.Type-Validation", "A type has each field once."),
        .outputFieldTypes: Row("3.6", "Objects.Type-Validation", "A field is of an output type."),
        .uniqueArgumentDefinitionNames: Row("3.6.1", "Field-Arguments", "A field or directive has each argument once."),
        .inputTypes: Row("3.6.1", "Field-Arguments", "An argument or input field is of an input type."),
        .requiredNotDeprecated: Row("3.13.3", "-deprecated", "What must be given is not deprecated."),
        .implementsInterfaces: Row("3.6", "Objects.Type-Validation", "Only interfaces are implemented."),
        .implementsItself: Row("3.7", "Interfaces.Type-Validation", "No interface implements itself."),
        .implementsOnce: Row("3.6", "Objects.Type-Validation", "A type implements an interface once."),
        .implementsTransitively: Row(
            "3.7",
            "Interfaces.Type-Validation",
            "A type implements what its interfaces implement."
        ),
        .implementsFields: Row("3.6", "IsValidImplementation()", "A type has every field of its interfaces."),
        .implementsCovariantly: Row(
            "3.6",
            "IsValidImplementation()",
            "A field is of its interface's type or a subtype."
        ),
        .implementsArguments: Row(
            "3.6",
            "IsValidImplementation()",
            "A field has its interface's arguments, of equal types."
        ),
        .implementsExtraArguments: Row(
            "3.6",
            "IsValidImplementation()",
            "A field's arguments of its own are not required."
        ),
        .implementsDeprecation: Row(
            "3.6",
            "IsValidImplementation()",
            "A field is deprecated only if its interface's is."
        ),
        .unionHasMembers: Row("3.8", "Unions.Type-Validation", "A union has members."),
        .unionMembers: Row("3.8", "Unions.Type-Validation", "A union's members are object types."),
        .uniqueUnionMembers: Row("3.8", "Unions.Type-Validation", "A union has each member once."),
        .enumHasValues: Row("3.9", "Enums.Type-Validation", "An enum has values."),
        .uniqueEnumValueNames: Row("3.9", "Enums.Type-Validation", "An enum has each value once."),
        .inputObjectHasFields: Row("3.10", "Input-Objects.Type-Validation", "An input object has fields."),
        .inputObjectCycles: Row(
            "3.10",
            "Input-Objects.Circular-References",
            "An input object does not need itself to be given."
        ),
        .inputObjectDefaultCycles: Row(
            "3.10",
            "Input-Objects.Type-Validation",
            "A default value does not need itself to be made."
        ),
        .oneOfFields: Row(
            "3.10.1",
            "OneOf-Input-Objects",
            "Fields of a @oneOf type are nullable and without defaults."
        ),
        .oneOfExtension: Row("3.10.2", "Input-Object-Extensions", "No extension makes an input object @oneOf."),
        .directiveCycles: Row("3.13", "Type-System.Directives", "A directive is not used in its own definition."),
    ]
}
