/// [3.10](https://spec.graphql.org/September2025/#sec-Input-Objects.Circular-References): an input object does not need
/// itself to be given; of a `@oneOf` type some field leads to an end.
enum InputObjectCyclesRule: SchemaRule {
    private typealias Need = (field: AST.InputValueDefinition, type: String)

    static func check(_ context: inout SchemaContext) {
        let objects = context.types.filter(\.isInputObject)
        let needs = Dictionary(uniqueKeysWithValues: objects.map { ($0.name, self.needs(of: $0, context)) })
        var finite: Set<String> = []
        var isChanged = true
        while isChanged {
            isChanged = false
            for type in objects where !finite.contains(type.name) {
                let own = needs[type.name] ?? []
                let ends =
                    type.isOneOf
                    ? own.count < type.inputFields.count || own.isEmpty || own.contains { finite.contains($0.type) }
                    : own.allSatisfy { finite.contains($0.type) }
                if ends {
                    finite.insert(type.name)
                    isChanged = true
                }
            }
        }
        var visited: Set<String> = []
        for type in objects where !finite.contains(type.name) {
            report(type.name, path: [], positions: [:], needs, finite, &visited, &context)
        }
    }

    /// Fields of a type that need another input object to be given.
    private static func needs(of type: ExtendedType, _ context: SchemaContext) -> [Need] {
        type.inputFields.compactMap { field in
            let needed: AST.Name? =
                switch field.type {
                case .nonNull(.named(let name)) where !type.isOneOf: name
                case .named(let name) where type.isOneOf: name
                default: nil
                }
            guard let needed, context.type(named: needed.text)?.isInputObject == true else { return nil }
            return (field, needed.text)
        }
    }

    private static func report(
        _ name: String,
        path: [(coordinate: String, location: SourceLocation)],
        positions: [String: Int],
        _ needs: [String: [Need]],
        _ finite: Set<String>,
        _ visited: inout Set<String>,
        _ context: inout SchemaContext
    ) {
        guard visited.insert(name).inserted else { return }
        var positions = positions
        positions[name] = path.count
        for need in needs[name] ?? [] where !finite.contains(need.type) {
            let path = path + [("\(name).\(need.field.name.text)", need.field.start)]
            guard let start = positions[need.type] else {
                report(need.type, path: path, positions: positions, needs, finite, &visited, &context)
                continue
            }
            let cycle = path[start...]
            context.report(
                "No value of `\(need.type)` can be written, for it needs itself through "
                    + cycle.map { "`\($0.coordinate)`" }.joined(separator: ", ") + ". Make one of them nullable.",
                .inputObjectCycles,
                at: cycle.map(\.location)
            )
        }
    }
}
