/// [3.10](https://spec.graphql.org/September2025/#sec-Input-Objects.Type-Validation): a default value does not need itself to
/// be made.
///
///     input A { b: B = {} }   input B { a: A = {} }   # refused
enum InputObjectDefaultCyclesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var search = Search(context: context)
        for type in context.types where type.isInputObject { search.visit(.object([]), of: type) }
        for cycle in search.cycles {
            context.report(
                "The default value of `\(cycle[0].coordinate)` needs itself, through "
                    + cycle.map { "`\($0.coordinate)`" }.joined(separator: ", ") + ".",
                .inputObjectDefaultCycles,
                at: cycle.map(\.location)
            )
        }
    }

    private struct Search {
        typealias Step = (coordinate: String, location: SourceLocation)

        let context: SchemaContext
        private(set) var cycles: [[Step]] = []
        private var path: [Step] = []
        private var positions: [String: Int] = [:]
        private var visited: Set<String> = []

        init(context: SchemaContext) { self.context = context }

        /// Follows the defaults that a value of a type takes.
        mutating func visit(_ value: AST.Value.Kind, of type: ExtendedType) {
            switch value {
            case .list(let items): for item in items { visit(item.kind, of: type) }
            case .object(let members):
                for field in type.inputFields {
                    guard let inner = context.type(named: field.type.namedType.text), inner.isInputObject else {
                        continue
                    }
                    if let given = members.last(where: { $0.name.text == field.name.text }) {
                        visit(given.value.kind, of: inner)
                    } else {
                        visitDefault(of: field, "\(type.name).\(field.name.text)", inner)
                    }
                }
            default: break
            }
        }

        private mutating func visitDefault(
            of field: AST.InputValueDefinition,
            _ coordinate: String,
            _ type: ExtendedType
        ) {
            guard let value = field.defaultValue else { return }
            if let start = positions[coordinate] {
                cycles.append(Array(path[start...]))
                return
            }
            guard visited.insert(coordinate).inserted else { return }
            positions[coordinate] = path.count
            path.append((coordinate, value.location))
            visit(value.kind, of: type)
            path.removeLast()
            positions[coordinate] = nil
        }
    }
}
