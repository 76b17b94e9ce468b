import GraphQL

/// A part of an argument's value while its structure is read: a literal, or a part of a variable's value.
///
/// Of a variable's value only the structure may be looked at that `Specialization` puts into the plan's key:
/// which members are given, nulls, lengths of lists of objects, booleans, and names of structural enums.
struct InputNode {
    private enum Content {
        case literal(AST.Value)
        case variable(JSONValue, index: Int, steps: [InputStep])
    }

    private let content: Content
    private let context: PlanningContext
    let location: SourceLocation

    /// - Returns: `nil` for a variable that is absent.
    init?(_ value: AST.Value, context: PlanningContext) {
        self.context = context
        location = value.location
        guard case .variable(let name) = value.kind else {
            content = .literal(value)
            return
        }
        guard let index = context.index(ofVariable: name), let given = context.value(ofVariable: index) else {
            return nil
        }
        content = .variable(given, index: index, steps: [])
    }

    private init(_ content: Content, _ parent: InputNode) {
        self.content = content
        context = parent.context
        location = parent.location
    }

    var isNull: Bool {
        switch content {
        case .literal(let value): if case .null = value.kind { true } else { false }
        case .variable(let value, _, _): value == .null
        }
    }

    var flag: Bool? {
        switch content {
        case .literal(let value): if case .boolean(let flag) = value.kind { flag } else { nil }
        case .variable(let value, _, _): if case .boolean(let flag) = value { flag } else { nil }
        }
    }

    /// An enum value's name.
    var name: String? {
        switch content {
        case .literal(let value): if case .enumeration(let name) = value.kind { name } else { nil }
        case .variable(let value, _, _): if case .string(let name) = value { name } else { nil }
        }
    }

    /// The members of an object that are given.
    var members: [(name: String, value: InputNode)] {
        switch content {
        case .literal(let value):
            guard case .object(let fields) = value.kind else { return [] }
            return fields.compactMap { field in
                InputNode(field.value, context: context).map { (name: field.name.text, value: $0) }
            }
        case .variable(let value, let index, let steps):
            guard case .object(let members) = value else { return [] }
            return members.map { member in
                let steps = steps + [.member(member.name)]
                return (name: member.name, value: InputNode(.variable(member.value, index: index, steps: steps), self))
            }
        }
    }

    /// The items of a list of objects; a single object is a list of one (section 3.11).
    var items: [InputNode] {
        switch content {
        case .literal(let value):
            guard case .list(let items) = value.kind else { return [self] }
            return items.compactMap { InputNode($0, context: context) }
        case .variable(let value, let index, let steps):
            guard case .array(let items) = value else { return [self] }
            return items.enumerated().map { item in
                InputNode(.variable(item.element, index: index, steps: steps + [.item(item.offset)]), self)
            }
        }
    }

    /// Where the value of a leaf comes from, when a request is run.
    func source(_ scalar: String) -> InputSource {
        switch content {
        case .literal(let value): .constant(InputNode.constant(value, scalar))
        case .variable(_, let index, let steps): steps.isEmpty ? .variable(index) : .part(index, steps)
        }
    }

    /// Where the values of a list of leaves come from.
    func listSource(_ scalar: String) -> InputSource {
        guard case .literal(let value) = content else { return source(scalar) }
        let items: [AST.Value] = if case .list(let items) = value.kind { items } else { [value] }
        return .list(
            items.map { item in
                InputNode(item, context: context)?.source(scalar) ?? .constant(.null)
            }
        )
    }

    private static func constant(_ value: AST.Value, _ scalar: String) -> JSONValue {
        let json: JSONValue =
            switch value.kind {
            case .int(let text): Int64(text).map { .integer($0) } ?? .number(text)
            case .float(let text): .number(text)
            case .boolean(let flag): .boolean(flag)
            case .string(let text, _), .enumeration(let text): .string(text)
            default: .null
            }
        // Validation has coerced it once, so this does not fail; enums are not scalars and stand as they are.
        do throws(ScalarCoercion.Refusal) {
            return try ScalarCoercion.coerce(json, to: scalar)
        } catch {
            return json
        }
    }
}
