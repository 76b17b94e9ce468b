/// Where nodes begin, description included, as the places of errors.
extension AST.OperationDefinition {
    var start: SourceLocation { description?.location ?? location }
}

extension AST.FragmentDefinition {
    var start: SourceLocation { description?.location ?? location }
}

extension AST.VariableDefinition {
    var start: SourceLocation { description?.location ?? name.location }
}

extension AST.SchemaDefinition {
    var start: SourceLocation { description?.location ?? location }
}

extension AST.TypeDefinition {
    var start: SourceLocation { description?.location ?? location }
}

extension AST.DirectiveDefinition {
    var start: SourceLocation { description?.location ?? location }
}

extension AST.FieldDefinition {
    var start: SourceLocation { description?.location ?? name.location }
}

extension AST.InputValueDefinition {
    var start: SourceLocation { description?.location ?? name.location }
}

extension AST.EnumValueDefinition {
    var start: SourceLocation { description?.location ?? name.location }
}

extension AST.TypeReference {
    /// Where the type begins: its `[`, or its name.
    var location: SourceLocation {
        switch self {
        case .named(let name): name.location
        case .list(_, let location): location
        case .nonNull(let inner): inner.location
        }
    }
}
