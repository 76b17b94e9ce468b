package import Bytes

extension Schema {
    /// The query that code generators and editors send, with everything that the September 2025 edition has.
    package static let introspectionQuery = """
        query IntrospectionQuery {
          __schema {
            description
            queryType { name }
            mutationType { name }
            subscriptionType { name }
            types { ...FullType }
            directives {
              name
              description
              isRepeatable
              locations
              args(includeDeprecated: true) { ...InputValue }
            }
          }
        }
        fragment FullType on __Type {
          kind
          name
          description
          specifiedByURL
          isOneOf
          fields(includeDeprecated: true) {
            name
            description
            args(includeDeprecated: true) { ...InputValue }
            type { ...TypeRef }
            isDeprecated
            deprecationReason
          }
          inputFields(includeDeprecated: true) { ...InputValue }
          interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue {
          name
          description
          type { ...TypeRef }
          defaultValue
          isDeprecated
          deprecationReason
        }
        fragment TypeRef on __Type {
          kind
          name
          ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
            kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } }
          } } } } } }
        }
        """

    /// Appends the result of that query: `{"__schema":{…}}`.
    package func appendIntrospection(to buffer: inout ByteBuffer) {
        do {
            let document = try Parser.parseDocument(Schema.introspectionQuery)
            let result = try Executor.execute(document, schema: self, source: SchemaOnly())
            buffer.append(result.data.readable)
        } catch {
            preconditionFailure("the introspection query cannot be executed: \(error)")
        }
    }
}

/// A resolver for operations that ask for nothing but the schema, which the executor answers itself.
private struct SchemaOnly: Resolver {
    func root(of operation: AST.OperationType, type: TypeDefinition) {}

    func resolve(_ field: ResolvableField, of object: Void) throws(GraphQLError) -> ResolvedValue<Void> { .null }

    func typeName(of object: Void, as abstractType: TypeDefinition) -> String { abstractType.name }
}
