/// All pairs of fields in a document that cannot be merged (specification, section 5.3.2), each conflict with the
/// fields that lead to it.
///
/// Compares the fields of each selection set with each other, with those of the fragments in it, and those of
/// each two fragments; what was compared is not compared again. Stops when its budget is used up.
struct FieldConflicts {
    struct Conflict {
        let responseName: String
        let reason: String
        var one: [SourceLocation]
        var other: [SourceLocation]

        var locations: [SourceLocation] { Array((one + other).prefix(100)) }
    }

    /// The fields of one selection set by response name, inline fragments resolved, and the fragments spread in it.
    private final class Fields {
        var order: [String] = []
        var groups: [String: [Occurrence]] = [:]
        var spreads: [String] = []
    }

    private struct Occurrence {
        let field: AST.Field
        let parent: TypeDefinition?
        let definition: FieldDefinition?
    }

    private struct SetKey: Hashable {
        let location: SourceLocation
        let parent: String?
    }

    private struct FragmentKey: Hashable {
        let fields: ObjectIdentifier
        let fragment: String
    }

    private let schema: Schema
    private let fragments: [String: AST.FragmentDefinition]
    private var budget = 30_000
    private var cache: [SetKey: Fields] = [:]
    /// What was compared, and whether only for shape.
    private var comparedWithFragment: [FragmentKey: Bool] = [:]
    private var comparedFragments: [Set<String>: Bool] = [:]
    private var conflicts: [Conflict] = []

    init(schema: Schema, fragments: [String: AST.FragmentDefinition]) {
        self.schema = schema
        self.fragments = fragments
    }

    /// - Returns: every conflict; at most a hundred; none if there is too much to compare.
    mutating func find(in document: AST.Document) -> [Conflict] {
        for definition in document.definitions {
            switch definition {
            case .operation(let operation):
                let root = schema.rootType(for: operation.operation).flatMap { schema.type(named: $0) }
                visit(operation.selectionSet, on: root)
            case .fragment(let fragment):
                visit(fragment.selectionSet, on: type(fragment.typeCondition))
            default: break
            }
        }
        return budget < 0 ? [] : Array(conflicts.prefix(100))
    }

    private func type(_ name: AST.Name) -> TypeDefinition? {
        guard let type = schema.type(named: name.text), type.isComposite else { return nil }
        return type
    }

    private mutating func visit(_ set: AST.SelectionSet, on parent: TypeDefinition?) {
        conflicts += conflictsWithin(fields(of: set, on: parent))
        visitBelow(set, on: parent)
    }

    private mutating func visitBelow(_ set: AST.SelectionSet, on parent: TypeDefinition?) {
        for selection in set.selections where budget >= 0 && conflicts.count < 100 {
            switch selection {
            case .field(let field):
                guard let inner = field.selectionSet else { continue }
                let definition = parent.flatMap { schema.selectableField(field.name.text, on: $0) }
                visit(inner, on: definition.flatMap { type($0.type.namedType) })
            case .inlineFragment(let fragment):
                visitBelow(fragment.selectionSet, on: fragment.typeCondition.map { type($0) } ?? parent)
            case .fragmentSpread: break
            }
        }
    }

    // MARK: Collecting

    private mutating func fields(of set: AST.SelectionSet, on parent: TypeDefinition?) -> Fields {
        let key = SetKey(location: set.location, parent: parent?.name)
        if let known = cache[key] { return known }
        let fields = Fields()
        collect(set, on: parent, into: fields)
        cache[key] = fields
        return fields
    }

    private mutating func fields(of fragment: AST.FragmentDefinition) -> Fields {
        fields(of: fragment.selectionSet, on: type(fragment.typeCondition))
    }

    private mutating func collect(_ set: AST.SelectionSet, on parent: TypeDefinition?, into fields: Fields) {
        for selection in set.selections {
            budget -= 1
            switch selection {
            case .field(let field):
                let definition = parent.flatMap { schema.selectableField(field.name.text, on: $0) }
                if fields.groups[field.responseName] == nil { fields.order.append(field.responseName) }
                fields.groups[field.responseName, default: []].append(
                    Occurrence(field: field, parent: parent, definition: definition)
                )
            case .fragmentSpread(let spread):
                if !fields.spreads.contains(spread.name.text) { fields.spreads.append(spread.name.text) }
            case .inlineFragment(let fragment):
                collect(fragment.selectionSet, on: fragment.typeCondition.map { type($0) } ?? parent, into: fields)
            }
        }
    }

    // MARK: Comparing sets

    private mutating func conflictsWithin(_ fields: Fields) -> [Conflict] {
        var found: [Conflict] = []
        for name in fields.order {
            let group = fields.groups[name] ?? []
            for (index, one) in group.enumerated() {
                for other in group[(index + 1)...] {
                    guard budget >= 0, found.count < 100 else { return found }
                    if let conflict = conflict(one, other, onlyShape: false) { found.append(conflict) }
                }
            }
        }
        for (index, spread) in fields.spreads.enumerated() {
            found += conflicts(fields, withFragment: spread, onlyShape: false)
            for other in fields.spreads[(index + 1)...] {
                found += conflicts(ofFragment: spread, andFragment: other, onlyShape: false)
            }
        }
        return found
    }

    private mutating func conflicts(_ one: Fields, and other: Fields, onlyShape: Bool) -> [Conflict] {
        var found: [Conflict] = []
        for name in one.order {
            budget -= 1
            guard let others = other.groups[name], let group = one.groups[name] else { continue }
            for one in group {
                for other in others {
                    guard budget >= 0 else { return found }
                    if let conflict = conflict(one, other, onlyShape: onlyShape) { found.append(conflict) }
                }
            }
        }
        return found
    }

    private mutating func conflicts(_ one: Fields, withFragment name: String, onlyShape: Bool) -> [Conflict] {
        budget -= 1
        guard budget >= 0, let fragment = fragments[name] else { return [] }
        let key = FragmentKey(fields: ObjectIdentifier(one), fragment: name)
        if let known = comparedWithFragment[key], onlyShape || !known { return [] }
        comparedWithFragment[key] = onlyShape
        let other = fields(of: fragment)
        if one === other { return [] }
        var found = conflicts(one, and: other, onlyShape: onlyShape)
        for spread in other.spreads { found += conflicts(one, withFragment: spread, onlyShape: onlyShape) }
        return found
    }

    private mutating func conflicts(
        ofFragment one: String,
        andFragment other: String,
        onlyShape: Bool
    ) -> [Conflict] {
        budget -= 1
        guard budget >= 0, one != other, let first = fragments[one], let second = fragments[other] else { return [] }
        if let known = comparedFragments[[one, other]], onlyShape || !known { return [] }
        comparedFragments[[one, other]] = onlyShape
        let firstFields = fields(of: first)
        let secondFields = fields(of: second)
        var found = conflicts(firstFields, and: secondFields, onlyShape: onlyShape)
        for spread in secondFields.spreads {
            found += conflicts(ofFragment: one, andFragment: spread, onlyShape: onlyShape)
        }
        for spread in firstFields.spreads {
            found += conflicts(ofFragment: spread, andFragment: other, onlyShape: onlyShape)
        }
        return found
    }

    // MARK: Comparing fields

    private mutating func conflict(_ one: Occurrence, _ other: Occurrence, onlyShape: Bool) -> Conflict? {
        budget -= 2
        guard budget >= 0 else { return nil }
        let name = one.field.responseName
        func differ(_ reason: String) -> Conflict {
            Conflict(responseName: name, reason: reason, one: [one.field.location], other: [other.field.location])
        }
        var onlyShape = onlyShape
        if let here = one.parent, let there = other.parent, here.name != there.name, here.isObject, there.isObject {
            onlyShape = true
        }
        if !onlyShape {
            if one.field.name.text != other.field.name.text {
                return differ("`\(one.field.name.text)` and `\(other.field.name.text)` are different fields")
            }
            if !one.field.arguments.areSame(as: other.field.arguments) {
                return differ("they have different arguments")
            }
        }
        if let type = one.definition?.type, let otherType = other.definition?.type,
            !type.hasShape(of: otherType, in: schema)
        {
            return differ("they are of different types, \(type) and \(otherType)")
        }
        guard let set = one.field.selectionSet, let otherSet = other.field.selectionSet else { return nil }
        let found = conflicts(
            fields(of: set, on: one.definition.flatMap { type($0.type.namedType) }),
            below: fields(of: otherSet, on: other.definition.flatMap { type($0.type.namedType) }),
            onlyShape: onlyShape
        )
        guard !found.isEmpty else { return nil }
        let reasons = found.prefix(3).map { "below it, `\($0.responseName)`: \($0.reason)" }
        return Conflict(
            responseName: name,
            reason: reasons.joined(separator: "; ").abridged,
            one: [one.field.location] + found.prefix(50).flatMap(\.one).prefix(50),
            other: [other.field.location] + found.prefix(50).flatMap(\.other).prefix(50)
        )
    }

    private mutating func conflicts(_ one: Fields, below other: Fields, onlyShape: Bool) -> [Conflict] {
        var found = conflicts(one, and: other, onlyShape: onlyShape)
        for spread in other.spreads { found += conflicts(one, withFragment: spread, onlyShape: onlyShape) }
        for spread in one.spreads { found += conflicts(other, withFragment: spread, onlyShape: onlyShape) }
        for spread in one.spreads {
            for otherSpread in other.spreads {
                found += conflicts(ofFragment: spread, andFragment: otherSpread, onlyShape: onlyShape)
            }
        }
        return found
    }
}
