/// Decides whether all fields of a document can be merged: `FieldsInSetCanMerge()` (specification, section 5.3.2).
///
/// Instead of every pair, groups are compared: fields of one response name, all against the first, for "the same shape"
/// and "the same field" are equivalences. Two fields on different object types never meet in one response, so only
/// their shapes must agree.
struct FieldMerging {
    enum Verdict {
        case mergeable
        case conflict(Conflict)
        case tooMuchWork(SourceLocation)
    }

    struct Conflict {
        let responseName: String
        let reason: String
        let locations: [SourceLocation]
    }

    private struct Occurrence {
        let field: AST.Field
        let parent: String
        let isOnObject: Bool
        let definition: FieldDefinition
    }

    /// How deep fields may nest through fragments: the check recurses.
    private static let maximumDepth = 250

    private let schema: Schema
    private let fragments: [String: AST.FragmentDefinition]
    private var budget = 200_000
    private var conflict: Conflict?

    init(schema: Schema, fragments: [String: AST.FragmentDefinition]) {
        self.schema = schema
        self.fragments = fragments
    }

    mutating func check(_ document: AST.Document) -> Verdict {
        for definition in document.definitions {
            // A fragment that is used is checked where it is.
            guard case .operation(let operation) = definition,
                let root = schema.rootType(for: operation.operation).flatMap({ schema.type(named: $0) })
            else { continue }
            check(collect([(operation.selectionSet, root)]), mayMeet: true, depth: 0)
            if budget < 0 { return .tooMuchWork(operation.start) }
            if let conflict { return .conflict(conflict) }
        }
        return .mergeable
    }

    private mutating func check(_ groups: [[Occurrence]], mayMeet: Bool, depth: Int) {
        if depth > Self.maximumDepth { budget = -1 }
        for group in groups where conflict == nil && budget >= 0 {
            budget -= group.count
            if let (other, reason) = differentShape(group) {
                found(group[0], other, reason)
                continue
            }
            guard group.contains(where: { $0.field.selectionSet != nil }) || group.count > 1 else { continue }
            if mayMeet {
                let meeting = meeting(group)
                for fields in meeting {
                    if let (other, reason) = differentField(fields) { found(fields[0], other, reason) }
                }
                if conflict != nil { return }
                // Fields that cannot meet must still agree in shape, all the way down.
                if meeting.count > 1 { check(below(group), mayMeet: false, depth: depth + 1) }
                for fields in meeting { check(below(fields), mayMeet: true, depth: depth + 1) }
            } else {
                check(below(group), mayMeet: false, depth: depth + 1)
            }
        }
    }

    private mutating func found(_ one: Occurrence, _ other: Occurrence, _ reason: String) {
        conflict = Conflict(
            responseName: one.field.responseName,
            reason: reason,
            locations: [one.field.location, other.field.location]
        )
    }

    // MARK: Collecting

    /// The selections below all fields of a group.
    private mutating func below(_ group: [Occurrence]) -> [[Occurrence]] {
        var sets: [(AST.SelectionSet, TypeDefinition)] = []
        for occurrence in group {
            guard let inner = occurrence.field.selectionSet,
                let type = schema.type(named: occurrence.definition.type.namedType.text)
            else { continue }
            sets.append((inner, type))
        }
        return sets.isEmpty ? [] : collect(sets)
    }

    /// Fields of some selection sets by response name, fragments resolved; without recursion, for chains of fragments
    /// may be long.
    private mutating func collect(_ selectionSets: [(AST.SelectionSet, TypeDefinition)]) -> [[Occurrence]] {
        var groups: [[Occurrence]] = []
        var positions: [String: Int] = [:]
        var visited: Set<String> = []
        var pending = Array(selectionSets.reversed())
        while let (selectionSet, parent) = pending.popLast() {
            let isOnObject = parent.isObject
            for selection in selectionSet.selections {
                budget -= 1
                if budget < 0 { return [] }
                switch selection {
                case .field(let field):
                    guard let definition = schema.selectableField(field.name.text, on: parent) else { continue }
                    let occurrence = Occurrence(
                        field: field,
                        parent: parent.name,
                        isOnObject: isOnObject,
                        definition: definition
                    )
                    if let position = positions[field.responseName] {
                        groups[position].append(occurrence)
                    } else {
                        positions[field.responseName] = groups.count
                        groups.append([occurrence])
                    }
                case .inlineFragment(let fragment):
                    let type = fragment.typeCondition.flatMap { schema.type(named: $0.text) } ?? parent
                    pending.append((fragment.selectionSet, type))
                case .fragmentSpread(let spread):
                    guard visited.insert(spread.name.text).inserted, let fragment = fragments[spread.name.text],
                        let type = schema.type(named: fragment.typeCondition.text)
                    else { continue }
                    pending.append((fragment.selectionSet, type))
                }
            }
        }
        return groups
    }

    /// A group split into those that may meet in one response: fields of each object type together with those of
    /// interfaces and unions.
    private mutating func meeting(_ group: [Occurrence]) -> [[Occurrence]] {
        if group.count == 1 { return [group] }
        var positions: [String: Int] = [:]
        var byObject: [[Occurrence]] = []
        let abstract = group.filter { !$0.isOnObject }
        for occurrence in group where occurrence.isOnObject {
            if let position = positions[occurrence.parent] {
                byObject[position].append(occurrence)
            } else {
                positions[occurrence.parent] = byObject.count
                byObject.append(abstract + [occurrence])
                budget -= abstract.count
            }
        }
        return byObject.isEmpty ? [abstract] : byObject
    }

    // MARK: Comparing

    private func differentField(_ group: [Occurrence]) -> (Occurrence, String)? {
        guard let first = group.first else { return nil }
        for other in group.dropFirst() {
            if other.field.name.text != first.field.name.text {
                return (other, "`\(first.field.name.text)` and `\(other.field.name.text)` are different fields")
            }
            if !first.field.arguments.areSame(as: other.field.arguments) {
                return (other, "they have different arguments")
            }
        }
        return nil
    }

    /// `SameResponseShape()`, for the fields themselves.
    private func differentShape(_ group: [Occurrence]) -> (Occurrence, String)? {
        guard let first = group.first else { return nil }
        for other in group.dropFirst() where !first.definition.type.hasShape(of: other.definition.type, in: schema) {
            return (other, "they are of different types, \(first.definition.type) and \(other.definition.type)")
        }
        return nil
    }
}
