/// [5.1.1](https://spec.graphql.org/September2025/#sec-Executable-Definitions): a request holds operations and
/// fragments only.
struct ExecutableDefinitionsRule: ValidationRule {
    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {
        for definition in document.definitions {
            let found: (what: String, location: SourceLocation)? =
                switch definition {
                case .operation, .fragment: nil
                case .schema(let schema), .schemaExtension(let schema): ("A schema definition", schema.start)
                case .type(let type), .typeExtension(let type): ("The type `\(type.name.text)`", type.start)
                case .directive(let directive): ("The directive `@\(directive.name.text)`", directive.start)
                }
            guard let found else { continue }
            context.report(
                "\(found.what) cannot be run: a request holds operations and fragments.",
                .executableDefinitions,
                at: [found.location]
            )
        }
    }
}
