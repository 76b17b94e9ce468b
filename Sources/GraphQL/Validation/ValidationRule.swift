/// One rule of section 5 of the specification.
///
/// The validator walks a document once and tells every rule what it meets; a rule says what
/// is wrong through the context. Each has a file of its own, and a name in `Rule`.
///
/// A type is `nil` where the document does not say which it is, for want of a field, a type or a directive:
/// another rule reports that.
protocol ValidationRule {
    init()
    /// Before everything else.
    mutating func document(_ document: AST.Document, _ context: inout ValidationContext)
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext)
    mutating func variable(_ variable: AST.VariableDefinition, _ context: inout ValidationContext)
    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext)
    /// - Parameter definition: `nil` if the field does not exist or its parent is unknown.
    mutating func field(
        _ field: AST.Field,
        definition: FieldDefinition?,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    )
    mutating func spread(_ spread: AST.FragmentSpread, on parent: TypeDefinition?, _ context: inout ValidationContext)
    mutating func inlineFragment(
        _ fragment: AST.InlineFragment,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    )
    mutating func arguments(_ arguments: [AST.Argument], of owner: ArgumentOwner, _ context: inout ValidationContext)
    mutating func directives(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    )
    /// Every literal and variable, then what it consists of.
    mutating func value(_ value: AST.Value, at position: ValuePosition, _ context: inout ValidationContext)
    /// After everything else: the context knows all spreads and variables.
    mutating func finish(_ context: inout ValidationContext)
}

extension ValidationRule {
    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {}
    mutating func operation(_ operation: AST.OperationDefinition, _ context: inout ValidationContext) {}
    mutating func variable(_ variable: AST.VariableDefinition, _ context: inout ValidationContext) {}
    mutating func fragment(_ fragment: AST.FragmentDefinition, _ context: inout ValidationContext) {}
    mutating func field(
        _ field: AST.Field,
        definition: FieldDefinition?,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {}
    mutating func spread(_ spread: AST.FragmentSpread, on parent: TypeDefinition?, _ context: inout ValidationContext) {
    }
    mutating func inlineFragment(
        _ fragment: AST.InlineFragment,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {}
    mutating func arguments(_ arguments: [AST.Argument], of owner: ArgumentOwner, _ context: inout ValidationContext) {}
    mutating func directives(
        _ directives: [AST.Directive],
        at location: AST.DirectiveLocation,
        _ context: inout ValidationContext
    ) {}
    mutating func value(_ value: AST.Value, at position: ValuePosition, _ context: inout ValidationContext) {}
    mutating func finish(_ context: inout ValidationContext) {}
}

/// Whose arguments are given: a field's or a directive's.
struct ArgumentOwner: CustomStringConvertible {
    enum Kind {
        case field(name: String, on: String?)
        case directive(String)
    }

    let kind: Kind
    /// `nil` if the field or directive is unknown.
    let definitions: [InputValueDefinition]?
    /// Where the field or directive begins.
    let location: SourceLocation

    var description: String {
        switch kind {
        case .field(let name, let parent): "`\(parent.map { "\($0)." } ?? "")\(name)`"
        case .directive(let name): "`@\(name)`"
        }
    }
}

/// Where a value stands, and what is expected there.
struct ValuePosition {
    /// What the value is for, as messages call it.
    enum Subject: CustomStringConvertible {
        case argument(String, of: ArgumentOwner.Kind)
        case variable(String)
        case inputField(String, of: String)
        case defaultValue(of: String, in: String)

        var description: String {
            switch self {
            case .argument(let name, .field(let field, let parent)):
                "`\(parent.map { "\($0)." } ?? "")\(field)(\(name):)`"
            case .argument(let name, .directive(let directive)): "`@\(directive)(\(name):)`"
            case .variable(let name): "The default of `$\(name)`"
            case .inputField(let name, let type): "`\(type).\(name)`"
            case .defaultValue(let name, let owner): "The default of `\(owner).\(name)`"
            }
        }
    }

    let subject: Subject
    let type: AST.TypeReference?
    let hasDefault: Bool
    /// The value is a field of this `@oneOf` type.
    var oneOfType: String?
    /// The value is inside another that does not fit its own place or is a custom scalar's: only variables count in it.
    var isInsideLeaf = false

    init(_ subject: Subject, type: AST.TypeReference?, hasDefault: Bool = false) {
        self.subject = subject
        self.type = type
        self.hasDefault = hasDefault
    }
}
