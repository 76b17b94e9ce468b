/// [5.3.2](https://spec.graphql.org/September2025/#sec-Field-Selection-Merging): fields with the same response name can be
/// merged.
///
/// Instead of every pair, groups are compared: fields of one response name, all against the first. Two fields on
/// different object types can never meet in one response, so only their types' shapes must agree; all others must be the
/// same field with the same arguments. Work is bounded by a budget, so a hostile document costs bounded time.
struct OverlappingFieldsRule {
    private struct Occurrence {
        let field: AST.Field
        let parent: TypeDefinition
        let definition: FieldDefinition
    }

    private var budget = 400_000

    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {
        for case .operation(let operation) in document.definitions {
            guard
                let root = context.schema.rootType(for: operation.operation).flatMap({ context.schema.type(named: $0) })
            else { continue }
            check(collect([(operation.selectionSet, root)], context), mayMeet: true, &context)
            if budget < 0 {
                context.report(
                    "The document selects the same fields too many times to check that they can be merged. Simplify it.",
                    rule: "field-selection-merging",
                    at: [operation.location],
                    code: .limitExceeded
                )
                return
            }
        }
    }

    /// Fields of some selection sets by response name, fragments resolved.
    private mutating func collect(
        _ selectionSets: [(AST.SelectionSet, TypeDefinition)],
        _ context: ValidationContext
    ) -> [[Occurrence]] {
        var groups: [[Occurrence]] = []
        var positions: [String: Int] = [:]
        var visited: Set<String> = []

        func visit(_ selectionSet: AST.SelectionSet, on parent: TypeDefinition) {
            for selection in selectionSet.selections {
                budget -= 1
                if budget < 0 { return }
                switch selection {
                case .field(let field):
                    guard let definition = context.schema.selectableField(field.name.text, on: parent) else { continue }
                    let occurrence = Occurrence(field: field, parent: parent, definition: definition)
                    if let position = positions[field.responseName] {
                        groups[position].append(occurrence)
                    } else {
                        positions[field.responseName] = groups.count
                        groups.append([occurrence])
                    }
                case .inlineFragment(let fragment):
                    let type = fragment.typeCondition.flatMap { context.schema.type(named: $0.text) } ?? parent
                    visit(fragment.selectionSet, on: type)
                case .fragmentSpread(let spread):
                    guard visited.insert(spread.name.text).inserted, let fragment = context.fragments[spread.name.text],
                        let type = context.schema.type(named: fragment.typeCondition.text)
                    else { continue }
                    visit(fragment.selectionSet, on: type)
                }
            }
        }
        for (selectionSet, parent) in selectionSets { visit(selectionSet, on: parent) }
        return groups
    }

    private mutating func check(_ groups: [[Occurrence]], mayMeet: Bool, _ context: inout ValidationContext) {
        for group in groups where !context.isFull && budget >= 0 {
            if let conflict = differentShape(group, context) {
                report(group[0], conflict.0, conflict.1, &context)
                continue
            }
            var children = group.count > 1 || group[0].field.selectionSet != nil ? [group] : []
            if mayMeet {
                children = meeting(group)
                if let (one, other, reason) = children.compactMap(differentField).first {
                    report(one, other, reason, &context)
                    continue
                }
                // Fields that cannot meet must still agree in shape, all the way down.
                if children.count > 1 { check(below(group, context), mayMeet: false, &context) }
            }
            for child in children { check(below(child, context), mayMeet: mayMeet, &context) }
        }
    }

    /// The selections below all fields of a group.
    private mutating func below(_ group: [Occurrence], _ context: ValidationContext) -> [[Occurrence]] {
        var sets: [(AST.SelectionSet, TypeDefinition)] = []
        for occurrence in group {
            guard let inner = occurrence.field.selectionSet,
                let type = context.schema.type(named: occurrence.definition.type.namedType.text)
            else { continue }
            sets.append((inner, type))
        }
        return sets.isEmpty ? [] : collect(sets, context)
    }

    /// A group split into those that may meet in one response: fields of each object type together with those of
    /// interfaces and unions.
    private func meeting(_ group: [Occurrence]) -> [[Occurrence]] {
        var byObject: [(String, [Occurrence])] = []
        var abstract: [Occurrence] = []
        for occurrence in group {
            if case .object = occurrence.parent.kind {
                if let position = byObject.firstIndex(where: { $0.0 == occurrence.parent.name }) {
                    byObject[position].1.append(occurrence)
                } else {
                    byObject.append((occurrence.parent.name, [occurrence]))
                }
            } else {
                abstract.append(occurrence)
            }
        }
        return byObject.isEmpty ? [abstract] : byObject.map { abstract + $0.1 }
    }

    private func differentField(_ group: [Occurrence]) -> (Occurrence, Occurrence, String)? {
        guard let first = group.first else { return nil }
        for other in group.dropFirst() {
            if other.field.name.text != first.field.name.text {
                return (first, other, "`\(first.field.name.text)` and `\(other.field.name.text)` are different fields")
            }
            if !sameArguments(first.field.arguments, other.field.arguments) {
                return (first, other, "they have different arguments")
            }
        }
        return nil
    }

    /// `SameResponseShape()`, for the fields themselves.
    private func differentShape(_ group: [Occurrence], _ context: ValidationContext) -> (Occurrence, String)? {
        guard let first = group.first else { return nil }
        for other in group.dropFirst() where !sameShape(first.definition.type, other.definition.type, context.schema) {
            return (other, "they are of different types, \(first.definition.type) and \(other.definition.type)")
        }
        return nil
    }

    private func sameShape(_ one: AST.TypeReference, _ other: AST.TypeReference, _ schema: Schema) -> Bool {
        switch (one, other) {
        case (.nonNull(let one), .nonNull(let other)), (.list(let one, _), .list(let other, _)):
            return sameShape(one, other, schema)
        case (.named(let one), .named(let other)):
            let isLeaf = schema.type(named: one.text)?.isLeaf == true || schema.type(named: other.text)?.isLeaf == true
            return !isLeaf || one.text == other.text
        default: return false
        }
    }

    private func sameArguments(_ one: [AST.Argument], _ other: [AST.Argument]) -> Bool {
        one.count == other.count
            && one.allSatisfy { argument in
                other.contains { $0.name.text == argument.name.text && $0.value.isSame(as: argument.value) }
            }
    }

    private func report(_ one: Occurrence, _ other: Occurrence, _ reason: String, _ context: inout ValidationContext) {
        context.report(
            "Two fields are called `\(one.field.responseName)` in the response, but \(reason). Give one an alias.",
            rule: "field-selection-merging",
            at: [one.field.location, other.field.location]
        )
    }
}

extension AST.Value {
    /// The same literal, whatever its place; fields of objects in any order.
    fileprivate func isSame(as other: AST.Value) -> Bool {
        switch (kind, other.kind) {
        case (.variable(let one), .variable(let other)): one == other
        case (.int(let one), .int(let other)), (.float(let one), .float(let other)): one == other
        case (.string(let one, _), .string(let other, _)): one == other
        case (.boolean(let one), .boolean(let other)): one == other
        case (.null, .null): true
        case (.enumeration(let one), .enumeration(let other)): one == other
        case (.list(let one), .list(let other)):
            one.count == other.count && zip(one, other).allSatisfy { $0.isSame(as: $1) }
        case (.object(let one), .object(let other)):
            one.count == other.count
                && one.allSatisfy { field in
                    other.contains { $0.name.text == field.name.text && $0.value.isSame(as: field.value) }
                }
        default: false
        }
    }
}
