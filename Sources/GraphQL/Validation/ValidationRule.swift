/// One rule of section 5 of the specification.
///
/// The validator walks a document once and tells every rule what it meets; a rule says what
/// is wrong through the context. Each has a file of its own and a stable name.
protocol ValidationRule {
    init()
    mutating func document(_ document: AST.Document, _ context: inout ValidationContext)
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext)
    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext)
    mutating func field(_ field: AST.Field, on parent: TypeDefinition, _ context: inout ValidationContext)
    mutating func spread(_ spread: AST.FragmentSpread, on parent: TypeDefinition, _ context: inout ValidationContext)
    mutating func inlineFragment(
        _ fragment: AST.InlineFragment,
        on parent: TypeDefinition,
        _ context: inout ValidationContext
    )
    /// The arguments of a field or directive that is known; `owner` is what messages call it.
    mutating func arguments(
        _ arguments: [AST.Argument],
        of definitions: [InputValueDefinition],
        owner: String,
        at location: SourceLocation,
        _ context: inout ValidationContext
    )
    mutating func directives(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    )
}

extension ValidationRule {
    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {}
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {}
    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext) {}
    mutating func field(_ field: AST.Field, on parent: TypeDefinition, _ context: inout ValidationContext) {}
    mutating func spread(_ spread: AST.FragmentSpread, on parent: TypeDefinition, _ context: inout ValidationContext) {}
    mutating func inlineFragment(
        _ fragment: AST.InlineFragment,
        on parent: TypeDefinition,
        _ context: inout ValidationContext
    ) {}
    mutating func arguments(
        _ arguments: [AST.Argument],
        of definitions: [InputValueDefinition],
        owner: String,
        at location: SourceLocation,
        _ context: inout ValidationContext
    ) {}
    mutating func directives(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    ) {}
}

/// What rules may ask, and where they report.
struct ValidationContext {
    let schema: Schema
    let fragments: [String: AST.FragmentDefinition]
    let maximumErrors: Int
    private(set) var errors: [GraphQLError] = []

    init(schema: Schema, document: AST.Document, maximumErrors: Int) {
        self.schema = schema
        self.maximumErrors = maximumErrors
        var fragments: [String: AST.FragmentDefinition] = [:]
        for case .fragment(let fragment) in document.definitions where fragments[fragment.name.text] == nil {
            fragments[fragment.name.text] = fragment
        }
        self.fragments = fragments
    }

    var isFull: Bool { errors.count >= maximumErrors }

    mutating func report(
        _ message: String,
        rule: String,
        at locations: [SourceLocation],
        code: ErrorCode = .validationFailed
    ) {
        guard !isFull else { return }
        errors.append(GraphQLError(message, code: code, at: locations, rule: rule))
    }
}
