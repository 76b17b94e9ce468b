package import GraphQL

/// The variables that a plan's text depends on, found once per document.
///
/// A request's plan is looked up by the mask and the *key* that this makes of its variables:
///
///     query ($withOrders: Boolean!, $after: String, $filter: AgreementFilter) {
///       agreements(after: $after, filter: $filter) { … orders @include(if: $withOrders) { … } }
///     }
///
/// has a plan for each answer to: with orders? first page? which members has the filter? The key holds the
/// structure of arguments, and never the values that become parameters.
package struct Specialization: Sendable {
    /// Variables whose whole value counts: conditions, and arguments of introspection.
    private let values: [Int]
    /// Variables whose structure counts: arguments of fields, each with its type.
    private let structures: [(variable: Int, type: AST.TypeReference)]

    package init(operation: AST.OperationDefinition, document: AST.Document) {
        var finder = VariableFinder(operation: operation, document: document)
        finder.visit(operation.selectionSet, inIntrospection: false)
        values = finder.values.sorted()
        structures = finder.structures.subtracting(finder.values).sorted().map { ($0, operation.variables[$0].type) }
    }

    package var isEmpty: Bool { values.isEmpty && structures.isEmpty }

    /// What of a request's variables chooses the plan, as bytes to compare.
    package func key(_ variables: [JSONValue?], schema: Schema) -> [UInt8] {
        if isEmpty { return [] }
        var key: [UInt8] = []
        for (variable, type) in structures {
            if let value = variables[variable] {
                Specialization.append(value, type, schema, to: &key)
            } else {
                key.append(UInt8(ascii: "-"))
            }
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

    /// Appends the structure of a value: the reader of arguments looks at nothing else.
    private static func append(
        _ value: JSONValue,
        _ type: AST.TypeReference,
        _ schema: Schema,
        to key: inout [UInt8]
    ) {
        switch (value, type.nullable) {
        case (.null, _): key.append(UInt8(ascii: "0"))
        case (.boolean(let flag), _): key.append(UInt8(ascii: flag ? "t" : "f"))
        case (.array(let items), .list(let item, _)):
            // Of a list of leaves neither length nor values count: it becomes one parameter.
            guard isStructural(item.namedType.text, schema) else { return key.append(UInt8(ascii: "1")) }
            key.append(UInt8(ascii: "["))
            for value in items { append(value, item, schema, to: &key) }
            key.append(UInt8(ascii: "]"))
        case (.object(let members), .named(let name)):
            guard case .inputObject(let fields, _)? = schema.type(named: name.text)?.kind else {
                return key.append(UInt8(ascii: "1"))
            }
            key.append(UInt8(ascii: "{"))
            for member in members {
                guard let field = fields.first(where: { $0.name == member.name }) else { continue }
                key += member.name.utf8
                key.append(UInt8(ascii: ":"))
                append(member.value, field.type, schema, to: &key)
            }
            key.append(UInt8(ascii: "}"))
        case (.string(let text), .named(let name)) where SchemaExpansion.structuralEnums.contains(name.text):
            key += text.utf8
            key.append(UInt8(ascii: ";"))
        default: key.append(UInt8(ascii: "1"))
        }
    }

    private static func isStructural(_ type: String, _ schema: Schema) -> Bool {
        if SchemaExpansion.structuralEnums.contains(type) { return true }
        if case .inputObject? = schema.type(named: type)?.kind { return true }
        return false
    }
}

private struct VariableFinder {
    let indices: [String: Int]
    let fragments: [String: AST.FragmentDefinition]
    var values: Set<Int> = []
    var structures: Set<Int> = []
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
                for argument in field.arguments { visit(argument.value, inIntrospection: isIntrospection) }
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

    private mutating func visit(_ value: AST.Value, inIntrospection: Bool) {
        switch value.kind {
        case .variable(let name):
            guard let index = indices[name] else { return }
            if inIntrospection { values.insert(index) } else { structures.insert(index) }
        case .list(let items): for item in items { visit(item, inIntrospection: inIntrospection) }
        case .object(let fields): for field in fields { visit(field.value, inIntrospection: inIntrospection) }
        default: break
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
