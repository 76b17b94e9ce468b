/// What every schema has without saying so: built-in scalars and directives (section 3.5 and 3.13)
/// and the introspection types (section 4.1), as the definitions that they are.
enum BuiltIns {
    static let scalars = ["Int", "Float", "String", "Boolean", "ID"]
    static let directives: Set<String> = ["skip", "include", "deprecated", "specifiedBy", "oneOf"]

    static let sdl = #"""
        "A whole number from -2147483648 to 2147483647."
        scalar Int
        "A number with a fraction (IEEE 754, 64 bits)."
        scalar Float
        "Text."
        scalar String
        "`true` or `false`."
        scalar Boolean
        "The identifier of an object: opaque, not for people to read."
        scalar ID

        "Leaves a field or fragment out if the condition is true."
        directive @skip("If true, it is left out." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        "Takes a field or fragment in only if the condition is true."
        directive @include("If false, it is left out." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        "Marks what should no longer be used."
        directive @deprecated(
          "Why, and what to use instead."
          reason: String! = "No longer supported"
        ) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
        "Says where a custom scalar is specified."
        directive @specifiedBy("The address of the specification." url: String!) on SCALAR
        "Of this input object exactly one field must be given."
        directive @oneOf on INPUT_OBJECT

        "What the service can do: its types, directives and entry points."
        type __Schema {
          description: String
          types: [__Type!]!
          queryType: __Type!
          mutationType: __Type
          subscriptionType: __Type
          directives: [__Directive!]!
        }
        "A type. Which fields are not null depends on its kind."
        type __Type {
          kind: __TypeKind!
          name: String
          description: String
          specifiedByURL: String
          fields(includeDeprecated: Boolean! = false): [__Field!]
          interfaces: [__Type!]
          possibleTypes: [__Type!]
          enumValues(includeDeprecated: Boolean! = false): [__EnumValue!]
          inputFields(includeDeprecated: Boolean! = false): [__InputValue!]
          ofType: __Type
          isOneOf: Boolean
        }
        "The kinds of types."
        enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }
        "A field of an object or interface."
        type __Field {
          name: String!
          description: String
          args(includeDeprecated: Boolean! = false): [__InputValue!]!
          type: __Type!
          isDeprecated: Boolean!
          deprecationReason: String
        }
        "An argument, or a field of an input object."
        type __InputValue {
          name: String!
          description: String
          type: __Type!
          "The default, as GraphQL writes it."
          defaultValue: String
          isDeprecated: Boolean!
          deprecationReason: String
        }
        "A value of an enum."
        type __EnumValue {
          name: String!
          description: String
          isDeprecated: Boolean!
          deprecationReason: String
        }
        "A directive that documents or schemas may use."
        type __Directive {
          name: String!
          description: String
          isRepeatable: Boolean!
          locations: [__DirectiveLocation!]!
          args(includeDeprecated: Boolean! = false): [__InputValue!]!
        }
        "The places where a directive may stand."
        enum __DirectiveLocation {
          QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION
          SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT
          INPUT_FIELD_DEFINITION
        }
        """#

    /// The fields that every query root has beside its own (section 4.1).
    static let queryFields: [FieldDefinition] = [
        FieldDefinition(
            name: "__schema",
            type: .nonNull(.named(AST.Name("__Schema", at: SourceLocation(line: 0, column: 0))))
        ),
        FieldDefinition(
            name: "__type",
            arguments: [
                InputValueDefinition(
                    name: "name",
                    type: .nonNull(.named(AST.Name("String", at: SourceLocation(line: 0, column: 0))))
                )
            ],
            type: .named(AST.Name("__Type", at: SourceLocation(line: 0, column: 0)))
        ),
    ]

    /// The field that every object, interface and union has.
    static let typename = FieldDefinition(
        name: "__typename",
        type: .nonNull(.named(AST.Name("String", at: SourceLocation(line: 0, column: 0))))
    )
}

extension Schema {
    /// The field of a type that a document may select by this name, the introspection fields included (section 4.1).
    package func selectableField(_ name: String, on type: TypeDefinition) -> FieldDefinition? {
        if name == "__typename" { return type.isComposite ? BuiltIns.typename : nil }
        if name.hasPrefix("__") && type.name == queryType { return BuiltIns.queryFields.first { $0.name == name } }
        return type.field(named: name)
    }
}
