import GraphQL

/// Objects by their ids: a statement for each type that the caller may be shown, of which a request runs those whose
/// ids it brings.
extension Planner {
    mutating func nodes(
        _ field: CollectedField,
        argument: String,
        isList: Bool
    ) throws(GraphQLError) -> FieldShape.Kind {
        guard let value = context.node(argument, of: field) else { return .literal(shape.literal("null".utf8)) }
        let ids = isList ? value.listSource("ID") : value.source("ID")
        var candidates: [(statement: Int32, object: Int32)] = []
        for type in context.catalog.nodeTypes(for: context.mask) {
            let relation = context.catalog.relation(type)
            let types = relation.key.map { context.catalog.column($0, of: relation).type }
            let statement = begin(field, relation: relation, parent: nil)
            statements[statement].nodes = NodeRows(ids: ids, tag: relation.tag, types: types)
            statements[statement].select.parentColumns = relation.key
            for (component, type) in types.enumerated() {
                _ = statements[statement].select.parameter(
                    type.array,
                    .nodeKeys(component: component, element: type.oid)
                )
            }
            let object = try object(field.selectionSets, type: type, scope: .row(statement: statement, alias: 0))
            candidates.append((statement: Int32(statement), object: object))
        }
        shape.nodes.append(NodeShape(ids: ids, isList: isList, candidates: candidates))
        return .nodesByID(Int32(shape.nodes.count - 1))
    }
}
