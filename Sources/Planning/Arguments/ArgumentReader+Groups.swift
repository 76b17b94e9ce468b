import GraphQL

/// What groups are made by, and how they are ordered.
extension ArgumentReader {
    mutating func groupKeys(_ node: InputNode, on type: String) throws(GraphQLError) -> [GroupArguments.Key] {
        var keys: [GroupArguments.Key] = []
        for item in node.items {
            guard let (path, unit) = try fieldPath(item, on: type) else { continue }
            if keys.contains(where: { $0.path.text == path.text }) {
                throw fault("`by` names `\(path.text)` twice; a group has one value of each field.", item)
            }
            keys.append(GroupArguments.Key(path: path, unit: unit ?? "VALUE"))
        }
        if keys.isEmpty && forbidden.isEmpty { throw fault("`by` names no field to group by.", node) }
        return keys
    }

    mutating func groupOrder(
        _ node: InputNode,
        on type: String,
        keys: [GroupArguments.Key]
    ) throws(GraphQLError) -> [GroupArguments.Term] {
        var terms: [GroupArguments.Term] = []
        for item in node.items {
            guard let (name, value) = item.members.first, let part = AggregatePart(rawValue: name) else { continue }
            switch part {
            case .count: terms.append(.figure(.count, field: nil, SortDirection(value.name)))
            case .key:
                guard let (path, direction) = try fieldPath(value, on: type) else { continue }
                guard keys.contains(where: { $0.path.text == path.text }) else {
                    throw fault("The groups are ordered by `\(path.text)`, which `by` does not name.", value)
                }
                terms.append(.key(path.text, SortDirection(direction)))
            case .sum, .average, .min, .max:
                guard let (field, direction) = value.members.first,
                    let binding = context.catalog.binding(of: field, on: type),
                    permits(binding, "\(type).\(field)", direction)
                else { continue }
                terms.append(.figure(part, field: field, SortDirection(direction.name)))
            }
        }
        return terms
    }

    private func fault(_ message: String, _ node: InputNode) -> GraphQLError {
        GraphQLError(
            message,
            code: .badUserInput,
            at: [node.location],
            details: [JSONMember("field", .string(path.joined(separator: ".")))]
        )
    }
}
