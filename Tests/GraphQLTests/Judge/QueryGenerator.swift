@testable import GraphQL

/// Makes documents for a schema that are mostly valid, the same for the same seed.
struct QueryGenerator {
    private let schema: Schema
    private var random: SeededGenerator

    /// What one operation or fragment uses.
    private struct Uses {
        var variables: Set<String> = []
        var fragments: Set<String> = []
    }

    private var variables: [(name: String, text: String)] = []
    private var fragments: [(name: String, type: String)] = []
    private var uses: [String: Uses] = [:]
    private var current = ""
    private var aliases = 0

    init(schema: Schema, seed: UInt64) {
        self.schema = schema
        random = SeededGenerator(state: seed &* 104_729 &+ 1)
    }

    mutating func document() -> String {
        var bodies: [(kind: String, name: String?, text: String)] = []
        let count = chance(4) ? 2 : 1
        let isAnonymous = count == 1 && chance(4)
        for index in 0..<count {
            let operation = operationType()
            guard let root = schema.rootType(for: operation).flatMap({ schema.type(named: $0) }) else { continue }
            current = "operation \(index)"
            let body =
                operation == .subscription
                ? subscription(root) : selectionSet(root, depth: int(1...4), indent: "  ", isRoot: operation == .query)
            let directives = directives(at: operation.directiveLocation)
            bodies.append((operation.rawValue, isAnonymous ? nil : "Op\(index)", directives + " " + body))
        }
        var texts: [String] = []
        var next = 0
        while next < fragments.count {
            let fragment = fragments[next]
            next += 1
            guard let type = schema.type(named: fragment.type) else { continue }
            current = fragment.name
            let body = selectionSet(type, depth: int(1...2), indent: "  ", isRoot: false)
            texts.append("fragment \(fragment.name) on \(fragment.type)\(directives(at: .fragmentDefinition)) \(body)")
        }
        for (index, body) in bodies.enumerated() {
            let used = reachable(from: "operation \(index)")
            let definitions = variables.filter { used.contains($0.name) }.map(\.text)
            let list = definitions.isEmpty ? "" : "(\(definitions.joined(separator: ", ")))"
            let name = body.name.map { " \($0)" } ?? ""
            texts.append("\(body.kind)\(name)\(list)\(body.text)")
        }
        texts.shuffle(using: &random)
        return texts.joined(separator: "\n") + "\n"
    }

    private func reachable(from definition: String) -> Set<String> {
        var found: Set<String> = []
        var seen: Set<String> = []
        var pending = [definition]
        while let name = pending.popLast() {
            guard seen.insert(name).inserted, let uses = uses[name] else { continue }
            found.formUnion(uses.variables)
            pending += uses.fragments
        }
        return found
    }

    private mutating func operationType() -> AST.OperationType {
        let known = AST.OperationType.allCases.filter { schema.rootType(for: $0) != nil }
        return chance(2) ? .query : pick(known)
    }

    private mutating func subscription(_ root: TypeDefinition) -> String {
        "{\n  \(field(pick(root.fields), depth: 2, indent: "  ", isConditional: false))\n}"
    }

    private mutating func selectionSet(
        _ type: TypeDefinition,
        depth: Int,
        indent: String,
        isRoot: Bool
    ) -> String {
        var lines: [String] = []
        for _ in 0..<int(1...4) {
            switch int(0...9) {
            case 0: lines.append(alias() + "__typename" + directives(at: .field))
            case 1 where depth > 0 && fragments.count < 5: lines.append(spread(on: type))
            case 2 where depth > 0, 3 where depth > 0:
                let condition = chance(4) ? type.name : overlapping(type)
                guard let target = schema.type(named: condition) else { continue }
                let head = condition == type.name && chance(2) ? "..." : "... on \(condition)"
                let body = selectionSet(target, depth: depth - 1, indent: indent + "  ", isRoot: false)
                lines.append(head + directives(at: .inlineFragment) + " " + body)
            case 4 where isRoot && chance(3): lines.append(introspection())
            default:
                guard !type.fields.isEmpty else { continue }
                lines.append(field(pick(type.fields), depth: depth, indent: indent, isConditional: true))
            }
        }
        if lines.isEmpty { lines.append("__typename") }
        return "{\n" + lines.map { indent + $0 }.joined(separator: "\n") + "\n\(indent.dropLast(2))}"
    }

    private mutating func introspection() -> String {
        pick([
            "__schema { queryType { name } types { kind name fields(includeDeprecated: true) { name args { name } } } }",
            "__type(name: \"Query\") { name ofType { name } interfaces { name } }",
            "__schema { directives { name isRepeatable locations args { name type { name } } } }",
        ])
    }

    private mutating func alias() -> String {
        if chance(3) { return "x\(int(0...3)): " }
        aliases += 1
        return chance(2) ? "u\(aliases): " : ""
    }

    private mutating func field(
        _ field: FieldDefinition,
        depth: Int,
        indent: String,
        isConditional: Bool
    ) -> String {
        var text = field.arguments.isEmpty ? alias() : "u\(aliases): "
        aliases += 1
        text += field.name
        let arguments = field.arguments.compactMap { argument -> String? in
            if !argument.isRequired && chance(2) { return nil }
            let value = value(argument.type, hasDefault: argument.defaultValue != nil, depth: 2, isConst: false)
            return "\(argument.name): \(value)"
        }
        if !arguments.isEmpty { text += "(\(arguments.joined(separator: ", ")))" }
        if isConditional { text += directives(at: .field) }
        guard let type = schema.type(named: field.type.namedType.text), type.isComposite else { return text }
        if depth <= 0 { return text + " { __typename }" }
        return text + " " + selectionSet(type, depth: depth - 1, indent: indent + "  ", isRoot: false)
    }

    private mutating func spread(on type: TypeDefinition) -> String {
        // A fragment is spread only before its own text is made, so there is no cycle.
        let condition = overlapping(type)
        let name = "F\(fragments.count)"
        fragments.append((name, condition))
        uses[current, default: Uses()].fragments.insert(name)
        return "...\(name)" + directives(at: .fragmentSpread)
    }

    /// A type that shares a possible type with another.
    private mutating func overlapping(_ type: TypeDefinition) -> String {
        let possible = Set(schema.possibleTypes(of: type.name))
        let names = schema.types.filter { other in
            other.isComposite && !other.name.hasPrefix("__")
                && !possible.isDisjoint(with: schema.possibleTypes(of: other.name))
        }.map(\.name)
        return names.isEmpty ? type.name : pick(names)
    }

    private mutating func directives(at location: AST.DirectiveLocation) -> String {
        guard chance(6) else { return "" }
        let fitting = schema.directives.filter { $0.locations.contains(location) }
        guard !fitting.isEmpty else { return "" }
        let directive = pick(fitting)
        let arguments = directive.arguments.compactMap { argument -> String? in
            if !argument.isRequired && chance(2) { return nil }
            let isConst = location == .variableDefinition
            let value = value(argument.type, hasDefault: argument.defaultValue != nil, depth: 2, isConst: isConst)
            return "\(argument.name): \(value)"
        }
        return " @\(directive.name)" + (arguments.isEmpty ? "" : "(\(arguments.joined(separator: ", ")))")
    }

    private mutating func value(
        _ type: AST.TypeReference,
        hasDefault: Bool,
        depth: Int,
        isConst: Bool,
        isOneOf: Bool = false
    ) -> String {
        if !isConst && chance(4) { return "$" + variable(type, hasDefault: hasDefault, isOneOf: isOneOf) }
        switch type {
        case .nonNull(let inner): return value(inner, depth, isConst)
        default: return chance(8) && !isOneOf ? "null" : value(type, depth, isConst)
        }
    }

    private mutating func value(_ type: AST.TypeReference, _ depth: Int, _ isConst: Bool) -> String {
        if case .list(let item, _) = type {
            if depth <= 0 { return "[]" }
            if chance(4), !item.isNonNull { return value(item, depth, true) }
            let items = (0..<int(0...2)).map { _ in
                value(item, hasDefault: false, depth: depth - 1, isConst: isConst)
            }
            return "[\(items.joined(separator: ", "))]"
        }
        let name = type.namedType.text
        switch schema.type(named: name)?.kind {
        case .enumeration(let values): return pick(values).name
        case .inputObject(let fields, let isOneOf): return object(fields, isOneOf, depth, isConst)
        default: break
        }
        switch name {
        case "Int": return "\(int(-3...1000))"
        case "Float": return chance(2) ? "1.25e3" : "7"
        case "String": return chance(4) ? "\"\"\"block\"\"\"" : "\"s\""
        case "ID": return chance(2) ? "\"id\"" : "12"
        case "Boolean": return chance(2) ? "true" : "false"
        default: return pick(["1", "\"any\"", "{ a: [1, 2] }", "NAME", "[true]"])
        }
    }

    private mutating func object(
        _ fields: [InputValueDefinition],
        _ isOneOf: Bool,
        _ depth: Int,
        _ isConst: Bool
    ) -> String {
        if isOneOf {
            let field = pick(fields)
            let value =
                depth <= 0 && !isLeaf(field.type)
                ? "{}" : value(field.type, hasDefault: false, depth: depth - 1, isConst: isConst, isOneOf: true)
            return "{ \(field.name): \(value) }"
        }
        let members = fields.compactMap { field -> String? in
            if !field.isRequired && (chance(2) || depth <= 0) { return nil }
            let value = value(
                field.type,
                hasDefault: field.defaultValue != nil,
                depth: depth - 1,
                isConst: isConst
            )
            return "\(field.name): \(value)"
        }
        return "{ \(members.joined(separator: ", ")) }"
    }

    private func isLeaf(_ type: AST.TypeReference) -> Bool { schema.type(named: type.namedType.text)?.isLeaf == true }

    private mutating func variable(_ type: AST.TypeReference, hasDefault: Bool, isOneOf: Bool) -> String {
        let name = "v\(variables.count)"
        var declared = type.description
        var tail = ""
        if type.isNonNull {
            if chance(3) {
                // A default makes up for a missing exclamation mark.
                declared = type.nullable.description
                tail = hasDefault && chance(2) ? "" : " = \(value(type.nullable, 2, true))"
            }
        } else if isOneOf || chance(4) {
            declared += "!"
        } else if chance(4) {
            tail = " = \(value(type, 2, true))"
        }
        variables.append((name, "$\(name): \(declared)\(tail)\(directives(at: .variableDefinition))"))
        uses[current, default: Uses()].variables.insert(name)
        return name
    }

    private mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func chance(_ oneIn: Int) -> Bool { int(1...oneIn) == 1 }
    private mutating func pick<Element>(_ items: [Element]) -> Element { items[int(0...items.count - 1)] }
}
