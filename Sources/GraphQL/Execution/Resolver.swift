/// What an executor asks for values: the resolver layer of a schema, written by hand.
///
/// The executor knows the specification, a resolver knows the data. Both are synchronous: a
/// resolver that has to wait does so before it is asked.
package protocol Resolver {
    /// An object of the response before its fields are resolved: a row, a record, or only a type's name.
    associatedtype Object

    /// The object that an operation starts from (`initialValue`, specification, section 6.2).
    mutating func root(of operation: AST.OperationType, type: TypeDefinition) -> Object

    /// `ResolveFieldValue()` (section 6.4.2).
    ///
    /// - Throws: an execution error; the executor adds place and path.
    mutating func resolve(
        _ field: ResolvableField,
        of object: Object
    ) throws(GraphQLError) -> ResolvedValue<Object>

    /// `ResolveAbstractType()` (section 6.4.3): the name of the object type that this object is of.
    mutating func typeName(of object: Object, as abstractType: TypeDefinition) throws(GraphQLError) -> String
}

/// A field's value as a resolver gives it, before it is completed after the field's type.
package indirect enum ResolvedValue<Object> {
    case null
    /// A scalar or an enum value, before result coercion.
    case leaf(JSONValue)
    case object(Object)
    case list([ResolvedValue<Object>])
    /// An execution error at this place of a list, where the other items are well.
    case failure(GraphQLError)
}

extension ResolvedValue: Sendable where Object: Sendable {}

/// A field to be resolved, with its coerced arguments.
package struct ResolvableField {
    package let parentType: TypeDefinition
    package let definition: FieldDefinition
    /// In the order of the definitions; `nil` where an argument is absent (`CoerceArgumentValues()`, section 6.4.1).
    package let arguments: [(name: String, value: JSONValue?)]
    /// The selections that are merged under this response name.
    package let selections: CollectedField

    /// The value of an argument; `nil` if it is absent.
    package subscript(argument name: String) -> JSONValue? {
        arguments.first { $0.name == name }?.value
    }
}
