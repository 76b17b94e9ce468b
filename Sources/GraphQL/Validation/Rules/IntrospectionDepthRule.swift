/// Introspection's lists of fields, interfaces, possible types and input fields nest at most two deep: each further level
/// multiplies the answer, and no client asks for one.
///
///     { __schema { types { fields { type { fields { type { fields { name } } } } } } }   # refused
struct IntrospectionDepthRule: ValidationRule {
    private static let lists: Set<String> = ["fields", "interfaces", "possibleTypes", "inputFields"]
    private static let limit = 3
    /// Deepest level at which a fragment was found to be harmless.
    private var harmless: [String: Int] = [:]

    mutating func field(
        _ field: AST.Field,
        definition: FieldDefinition?,
        on parent: TypeDefinition?,
        _ context: inout ValidationContext
    ) {
        guard field.name.text == "__schema" || field.name.text == "__type", let inner = field.selectionSet else {
            return
        }
        guard isTooDeep(inner, context) else { return }
        harmless = [:]
        context.report(
            "Introspection nests `fields`, `interfaces`, `possibleTypes` or `inputFields` more than two deep here.",
            .introspectionDepth,
            at: [field.location],
            code: .limitExceeded
        )
    }

    private mutating func isTooDeep(_ selectionSet: AST.SelectionSet, _ context: ValidationContext) -> Bool {
        var pending = [(selectionSet, 0)]
        while let (set, depth) = pending.popLast() {
            for selection in set.selections {
                switch selection {
                case .field(let field):
                    let depth = depth + (Self.lists.contains(field.name.text) ? 1 : 0)
                    if depth >= Self.limit { return true }
                    if let inner = field.selectionSet { pending.append((inner, depth)) }
                case .inlineFragment(let fragment): pending.append((fragment.selectionSet, depth))
                case .fragmentSpread(let spread):
                    guard let fragment = context.fragments[spread.name.text],
                        harmless[spread.name.text, default: -1] < depth
                    else { continue }
                    harmless[spread.name.text] = depth
                    pending.append((fragment.selectionSet, depth))
                }
            }
        }
        return false
    }
}
