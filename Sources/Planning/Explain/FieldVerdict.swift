import GraphQL

/// Whether a caller may read one field of an operation, and why not.
package struct FieldVerdict: Sendable {
    /// Response names from the root, without list indices; behind a field of an interface, of the type that is named.
    package let path: [String]
    /// As in a schema coordinate: `Agreement.orders`.
    package let coordinate: String
    package let requires: PermissionSet
    /// What is missing to read the field itself.
    package let missing: PermissionSet
    /// Fields that its arguments ask about and that may not be read.
    package let forbiddenArguments: [ForbiddenField]

    package var isAllowed: Bool { missing.isEmpty && forbiddenArguments.isEmpty }

    /// The verdicts on every field that the operation selects, those below forbidden ones included.
    ///
    /// - Parameter plan: the operation's plan for the same permissions.
    package static func all(of plan: OperationPlan, context: PlanningContext) -> [FieldVerdict] {
        var walk = VerdictWalk(context: context, forbidden: plan.forbidden)
        let root = context.catalog.schema.rootType(for: context.operation.operation) ?? context.catalog.schema.queryType
        walk.visit([context.operation.selectionSet], type: root, path: [])
        return walk.verdicts
    }
}

private struct VerdictWalk {
    let context: PlanningContext
    let forbidden: [ForbiddenField]
    var verdicts: [FieldVerdict] = []

    mutating func visit(_ selectionSets: [AST.SelectionSet], type: String, path: [String]) {
        let fields = collectFields(
            selectionSets,
            objectType: type,
            schema: context.catalog.schema,
            fragments: context.fragments,
            isIncluded: context.isIncluded
        )
        for field in fields {
            let name = field.fields[0].name.text
            guard let binding = context.catalog.binding(of: name, on: type) else { continue }
            let path = path + [field.responseName]
            let coordinate = "\(binding.readsFieldOf ?? type).\(name)"
            verdicts.append(
                FieldVerdict(
                    path: path,
                    coordinate: coordinate,
                    requires: binding.requires,
                    missing: binding.requires.subtracting(context.mask),
                    forbiddenArguments: forbidden.filter { $0.path == path && $0.coordinate != coordinate }
                )
            )
            for type in context.catalog.schema.possibleTypes(of: binding.definition.type.namedType.text) {
                visit(field.selectionSets, type: type, path: path)
            }
        }
    }
}
