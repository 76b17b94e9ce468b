extension ParameterPlan {
    /// Where the value comes from, for people.
    package var origin: String {
        switch source {
        case .organization: "the caller's organization"
        case .user: "the caller's user"
        case .parentKeys(let component, _): "keys of the rows above, component \(component + 1)"
        case .nodeKeys(let component, _): "keys in the ids that are asked for, component \(component + 1)"
        case .input(let source): source.origin
        case .identifier(let source, _, let component, _): "component \(component + 1) of the id in \(source.origin)"
        case .identifiers(let source, _, let component, _): "component \(component + 1) of the ids in \(source.origin)"
        case .pattern(let source, _): "\(source.origin), as a pattern"
        case .cursor(.after, let component): "component \(component + 1) of the cursor in `after`"
        case .cursor(.before, let component): "component \(component + 1) of the cursor in `before`"
        case .limit: "the number of rows to fetch"
        case .payload(let name, let component): "component \(component + 1) of the key of `\(name)`"
        case .changedKey(let component): "component \(component + 1) of the key of what has changed"
        }
    }

    /// The type as SQL names it.
    package var sqlType: String { quotedType(type) }
}

extension InputSource {
    fileprivate var origin: String {
        switch self {
        case .constant: "a value in the document"
        case .variable(let index): "variable \(index + 1)"
        case .part(let index, let steps):
            "variable \(index + 1)"
                + steps.map { step in
                    switch step {
                    case .member(let name): ".\(name)"
                    case .item(let place): "[\(place)]"
                    }
                }.joined()
        case .list: "a list in the document"
        }
    }
}
