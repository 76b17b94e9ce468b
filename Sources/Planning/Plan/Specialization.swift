package import GraphQL

/// The variables that a plan's text depends on, found once per document.
///
/// A request's plan is looked up by the mask and the *key* that this makes of its variables:
///
///     query ($withOrders: Boolean!, $after: String) {
///       agreements(after: $after) { … orders @include(if: $withOrders) { … } }
///     }
///
/// has four plans: with and without orders, first page and later ones.
package struct Specialization: Sendable {
    /// Variables whose whole value counts: conditions, and arguments of introspection.
    private let values: [Int]
    /// Variables of which it counts whether they are given: arguments of fields.
    private let presences: [Int]

    package init(operation: AST.OperationDefinition, document: AST.Document) {
        var finder = VariableFinder(operation: operation, document: document)
        finder.visit(operation.selectionSet, inIntrospection: false)
        values = finder.values.sorted()
        presences = finder.presences.subtracting(finder.values).sorted()
    }

    package var isEmpty: Bool { values.isEmpty && presences.isEmpty }

    /// What of a request's variables chooses the plan, as bytes to compare.
    package func key(_ variables: [JSONValue?]) -> [UInt8] {
        if isEmpty { return [] }
        var key = presences.map { index -> UInt8 in
            if let value = variables[index], value != .null { 1 } else { 0 }
        }
        for index in values {
            switch variables[index] {
            case .boolean(let flag): key.append(flag ? 1 : 0)
            case .string(let text):
                key.append(3)
                key += text.utf8
                key.append(0)
            default: key.append(2)
            }
        }
        return key
    }
}

private struct VariableFinder {
    let indices: [String: Int]
    let fragments: [String: AST.FragmentDefinition]
    var values: Set<Int> = []
    var presences: Set<Int> = []
    private var visited: Set<String> = []

    init(operation: AST.OperationDefinition, document: AST.Document) {
        indices = Dictionary(
            operation.variables.enumerated().map { ($1.name.text, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var fragments: [String: AST.FragmentDefinition] = [:]
        for case .fragment(let fragment) in document.definitions { fragments[fragment.name.text] = fragment }
        self.fragments = fragments
    }

    mutating func visit(_ selections: AST.SelectionSet, inIntrospection: Bool) {
        for selection in selections.selections {
            switch selection {
            case .field(let field):
                visit(field.directives)
                let isIntrospection = inIntrospection || field.name.text.hasPrefix("__")
                for argument in field.arguments {
                    guard case .variable(let name) = argument.value.kind, let index = indices[name] else { continue }
                    if isIntrospection { values.insert(index) } else { presences.insert(index) }
                }
                if let inner = field.selectionSet { visit(inner, inIntrospection: isIntrospection) }
            case .inlineFragment(let fragment):
                visit(fragment.directives)
                visit(fragment.selectionSet, inIntrospection: inIntrospection)
            case .fragmentSpread(let spread):
                visit(spread.directives)
                // A fragment used inside and outside of introspection is visited for both.
                guard let fragment = fragments[spread.name.text],
                    visited.insert("\(inIntrospection) \(spread.name.text)").inserted
                else { continue }
                visit(fragment.selectionSet, inIntrospection: inIntrospection)
            }
        }
    }

    private mutating func visit(_ directives: [AST.Directive]) {
        for directive in directives where directive.name.text == "skip" || directive.name.text == "include" {
            for argument in directive.arguments {
                if case .variable(let name) = argument.value.kind, let index = indices[name] { values.insert(index) }
            }
        }
    }
}
