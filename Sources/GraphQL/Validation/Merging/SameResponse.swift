extension TypeDefinition {
    var isObject: Bool { if case .object = kind { true } else { false } }
}

extension AST.TypeReference {
    /// Whether values of both types look alike in a response, without what is selected below
    /// (`SameResponseShape()`, specification, section 5.3.2).
    func hasShape(of other: AST.TypeReference, in schema: Schema) -> Bool {
        switch (self, other) {
        case (.nonNull(let one), .nonNull(let other)), (.list(let one, _), .list(let other, _)):
            return one.hasShape(of: other, in: schema)
        case (.named(let one), .named(let other)):
            if one.text == other.text { return true }
            let isLeaf = schema.type(named: one.text)?.isLeaf == true || schema.type(named: other.text)?.isLeaf == true
            return !isLeaf
        default: return false
        }
    }
}

extension [AST.Argument] {
    /// The same arguments with the same values, in any order.
    func areSame(as other: [AST.Argument]) -> Bool {
        count == other.count
            && allSatisfy { argument in
                other.contains { $0.name.text == argument.name.text && $0.value.isSame(as: argument.value) }
            }
    }
}

extension AST.Value {
    /// The same literal, whatever its place; fields of objects in any order.
    fileprivate func isSame(as other: AST.Value) -> Bool {
        switch (kind, other.kind) {
        case (.variable(let one), .variable(let other)): one == other
        case (.int(let one), .int(let other)), (.float(let one), .float(let other)): one == other
        case (.string(let one, _), .string(let other, _)): one == other
        case (.boolean(let one), .boolean(let other)): one == other
        case (.null, .null): true
        case (.enumeration(let one), .enumeration(let other)): one == other
        case (.list(let one), .list(let other)):
            one.count == other.count && zip(one, other).allSatisfy { $0.isSame(as: $1) }
        case (.object(let one), .object(let other)):
            one.count == other.count
                && one.allSatisfy { field in
                    other.contains { $0.name.text == field.name.text && $0.value.isSame(as: field.value) }
                }
        default: false
        }
    }
}
