package import GraphQL

/// The schema that callers see, made of the files that its author writes: connections are written out, the
/// gateway's own directives are known, and left out again in the end. Needs no database.
package enum ExpandedSchema {
    /// Whether the documents use the gateway's directives without defining them, as a standard SDL would have to.
    package static func isNeeded(for documents: [AST.Document]) -> Bool {
        let defined = documents.flatMap(\.definitions).compactMap { definition -> String? in
            if case .directive(let directive) = definition { directive.name.text } else { nil }
        }
        return !EngineDirectives.names.subtracting(defined).isDisjoint(with: documents.flatMap(usedDirectives))
    }

    /// The documents with everything that the gateway adds. Locations stay as they are.
    package static func complete(_ documents: [AST.Document]) throws(GraphQLError) -> [AST.Document] {
        try expand(documents).documents
    }

    /// The same, with what the derived types show.
    static func expand(
        _ documents: [AST.Document]
    ) throws(GraphQLError) -> (documents: [AST.Document], roles: [String: DerivedRole]) {
        let expansion = try SchemaExpansion(documents)
        var complete = expansion.documents
        var sdl = EngineDirectives.sdl
        if !declares("Permission", in: documents) { sdl += EngineDirectives.emptyPermissions }
        complete.append(try Parser.parseDocument(sdl, source: UInt32(complete.count), limits: .schemas))
        return (complete, expansion.roles)
    }

    /// The schema as callers see it: without the gateway's directives and the types that only those use, if the
    /// gateway added them.
    ///
    /// - Parameter sources: how many documents the author wrote.
    package static func visible(_ schema: Schema, sources: Int) -> Schema {
        func isAuthored(_ location: SourceLocation?) -> Bool { location.map { $0.source < UInt32(sources) } ?? true }
        return Schema(
            description: schema.description,
            types: schema.types.filter { !EngineDirectives.types.contains($0.name) || isAuthored($0.location) },
            directives: schema.directives.filter {
                !EngineDirectives.names.contains($0.name) || isAuthored($0.location)
            },
            queryType: schema.queryType,
            mutationType: schema.mutationType,
            subscriptionType: schema.subscriptionType,
            appliedDirectives: schema.appliedDirectives
        )
    }

    private static func declares(_ type: String, in documents: [AST.Document]) -> Bool {
        documents.contains { document in
            document.definitions.contains {
                if case .type(let definition) = $0 { definition.name.text == type } else { false }
            }
        }
    }

    /// Names of the directives on types, fields and enum values.
    private static func usedDirectives(_ document: AST.Document) -> [String] {
        document.definitions.flatMap { definition -> [AST.Directive] in
            switch definition {
            case .type(let type), .typeExtension(let type):
                switch type.kind {
                case .object(_, let fields), .interface(_, let fields):
                    type.directives + fields.flatMap(\.directives)
                case .enumeration(let values): type.directives + values.flatMap(\.directives)
                default: type.directives
                }
            default: []
            }
        }.map(\.name.text)
    }
}
