/// The nodes of a parsed document, named as in the grammar of the GraphQL
/// specification (September 2025 edition, appendix C).
///
/// Plain values: a node holds what was written and where, and knows nothing of a schema.
package enum AST {}

extension AST {
    /// `Document : Definition+`
    package struct Document: Sendable {
        package var definitions: [Definition]

        package init(definitions: [Definition]) {
            self.definitions = definitions
        }
    }

    package enum Definition: Sendable {
        case operation(OperationDefinition)
        case fragment(FragmentDefinition)
        case schema(SchemaDefinition)
        case schemaExtension(SchemaDefinition)
        case type(TypeDefinition)
        case typeExtension(TypeDefinition)
        case directive(DirectiveDefinition)
    }

    /// A name as written. Names are ASCII: `[_A-Za-z][_0-9A-Za-z]*`.
    package struct Name: Sendable {
        package var text: String
        package var location: SourceLocation

        package init(_ text: String, at location: SourceLocation) {
            self.text = text
            self.location = location
        }
    }

    /// A description before a definition, already unescaped.
    package struct Description: Sendable {
        package var text: String
        package var isBlock: Bool
        package var location: SourceLocation

        package init(_ text: String, isBlock: Bool, at location: SourceLocation) {
            self.text = text
            self.isBlock = isBlock
            self.location = location
        }
    }

    /// `Directive : @ Name Arguments?`
    package struct Directive: Sendable {
        package var name: Name
        package var arguments: [Argument]
        /// Where the `@` stands.
        package var location: SourceLocation

        package init(name: Name, arguments: [Argument], at location: SourceLocation) {
            self.name = name
            self.arguments = arguments
            self.location = location
        }
    }

    /// `Argument : Name : Value`
    package struct Argument: Sendable {
        package var name: Name
        package var value: Value

        package init(name: Name, value: Value) {
            self.name = name
            self.value = value
        }
    }
}
