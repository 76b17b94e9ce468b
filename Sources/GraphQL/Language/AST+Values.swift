extension AST {
    /// `Value`: a literal, or a variable where the grammar allows one.
    package struct Value: Sendable {
        package var kind: Kind
        package var location: SourceLocation

        package init(_ kind: Kind, at location: SourceLocation) {
            self.kind = kind
            self.location = location
        }

        package indirect enum Kind: Sendable {
            /// Without the `$`.
            case variable(String)
            /// As written: of any length, so the text is kept (`IntValue`).
            case int(String)
            /// As written (`FloatValue`).
            case float(String)
            /// Unescaped; for a block string after `BlockStringValue()`.
            case string(String, isBlock: Bool)
            case boolean(Bool)
            case null
            case enumeration(String)
            case list([Value])
            case object([ObjectField])
        }
    }

    /// `ObjectField : Name : Value`
    package struct ObjectField: Sendable {
        package var name: Name
        package var value: Value

        package init(name: Name, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// `Type : NamedType | ListType | NonNullType`
    package indirect enum TypeReference: Sendable {
        case named(Name)
        case list(TypeReference, SourceLocation)
        case nonNull(TypeReference)
    }
}

extension AST.TypeReference: CustomStringConvertible {
    /// As written in a document: `[Order!]!`.
    package var description: String {
        switch self {
        case .named(let name): name.text
        case .list(let item, _): "[\(item)]"
        case .nonNull(let inner): "\(inner)!"
        }
    }

    /// The type inside all lists and non-nulls.
    package var namedType: AST.Name {
        switch self {
        case .named(let name): name
        case .list(let item, _): item.namedType
        case .nonNull(let inner): inner.namedType
        }
    }

    package var isNonNull: Bool {
        if case .nonNull = self { true } else { false }
    }

    /// The type without its outermost `!`.
    package var nullable: AST.TypeReference {
        if case .nonNull(let inner) = self { inner } else { self }
    }
}
