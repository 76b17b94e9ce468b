/// Finds the changes between two schemas.
///
/// The classes are those of graphql-js's `findBreakingChanges` and `findDangerousChanges`, and beyond them
/// root types, `@oneOf`, deprecations and descriptions.
package struct SchemaComparison {
    let old: Schema
    let new: Schema
    private(set) var changes: [SchemaChange] = []

    /// All changes: breaking ones first, then dangerous ones, then safe ones, each in the order of the schemas.
    package static func changes(from old: Schema, to new: Schema) -> [SchemaChange] {
        var comparison = SchemaComparison(old: old, new: new)
        comparison.compareRoots()
        comparison.compareTypes()
        comparison.compareDirectives()
        return SchemaChange.Severity.allCases.flatMap { severity in
            comparison.changes.filter { $0.severity == severity }
        }
    }

    private init(old: Schema, new: Schema) {
        self.old = old
        self.new = new
    }

    mutating func add(_ severity: SchemaChange.Severity, _ kind: String, _ coordinate: String, _ message: String) {
        changes.append(SchemaChange(severity: severity, kind: kind, coordinate: coordinate, message: message))
    }

    /// Pairs what both have, and gives what only one has; the order is the sources'.
    func match<Item>(
        _ old: [Item],
        _ new: [Item],
        by name: (Item) -> String
    ) -> (removed: [Item], kept: [(old: Item, new: Item)], added: [Item]) {
        let oldNames = Dictionary(old.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        let newNames = Dictionary(new.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        return (
            old.filter { newNames[name($0)] == nil },
            old.compactMap { item in newNames[name(item)].map { (item, $0) } },
            new.filter { oldNames[name($0)] == nil }
        )
    }

    // MARK: Root types

    private mutating func compareRoots() {
        for operation in AST.OperationType.allCases {
            switch (old.rootType(for: operation), new.rootType(for: operation)) {
            case (let before?, let after?) where before != after:
                add(
                    .breaking,
                    "ROOT_TYPE_CHANGED",
                    after,
                    "The \(operation.rawValue) root was `\(before)` and is `\(after)`."
                )
            case (let before?, nil):
                add(.breaking, "ROOT_TYPE_REMOVED", before, "There is no \(operation.rawValue) root any more.")
            case (nil, let after?):
                add(.safe, "ROOT_TYPE_ADDED", after, "`\(after)` is the \(operation.rawValue) root.")
            default: break
            }
        }
        describe(old.description, new.description, "schema")
    }

    // MARK: Types

    private mutating func compareTypes() {
        let types = match(old.types.filter { !$0.isBuiltIn }, new.types.filter { !$0.isBuiltIn }, by: \.name)
        for type in types.removed { add(.breaking, "TYPE_REMOVED", type.name, "`\(type.name)` was removed.") }
        for type in types.added { add(.safe, "TYPE_ADDED", type.name, "`\(type.name)` was added.") }
        for (before, after) in types.kept {
            describe(before.description, after.description, before.name)
            compare(before, after)
        }
    }

    private mutating func compare(_ before: TypeDefinition, _ after: TypeDefinition) {
        let name = before.name
        switch (before.kind, after.kind) {
        case (.scalar(let url), .scalar(let newURL)):
            if url != newURL {
                add(.dangerous, "SPECIFIED_BY_CHANGED", name, "The specification of `\(name)` changed.")
            }
        case (.object, .object), (.interface, .interface):
            compareInterfaces(before, after)
            compareFields(before, after)
        case (.union(let members), .union(let newMembers)): compareMembers(name, members, newMembers)
        case (.enumeration(let values), .enumeration(let newValues)): compareValues(name, values, newValues)
        case (.inputObject(let fields, let isOneOf), .inputObject(let newFields, let newIsOneOf)):
            if newIsOneOf && !isOneOf {
                add(.breaking, "ONE_OF_ADDED", name, "Of `\(name)` exactly one field must be given now.")
            } else if isOneOf && !newIsOneOf {
                add(.safe, "ONE_OF_REMOVED", name, "Of `\(name)` any number of fields may be given now.")
            }
            compareInputFields(name, fields, newFields)
        default:
            add(.breaking, "TYPE_CHANGED_KIND", name, "`\(name)` was \(before.noun) and is \(after.noun).")
        }
    }

    private mutating func compareInterfaces(_ before: TypeDefinition, _ after: TypeDefinition) {
        let interfaces = match(before.interfaces, after.interfaces) { $0 }
        for interface in interfaces.removed {
            let message = "`\(before.name)` no longer implements `\(interface)`."
            add(.breaking, "IMPLEMENTED_INTERFACE_REMOVED", before.name, message)
        }
        for interface in interfaces.added {
            add(.dangerous, "IMPLEMENTED_INTERFACE_ADDED", before.name, "`\(before.name)` implements `\(interface)`.")
        }
    }

    private mutating func compareMembers(_ union: String, _ before: [String], _ after: [String]) {
        let members = match(before, after) { $0 }
        for member in members.removed {
            add(.breaking, "TYPE_REMOVED_FROM_UNION", union, "`\(member)` was removed from the union `\(union)`.")
        }
        for member in members.added {
            add(.dangerous, "TYPE_ADDED_TO_UNION", union, "`\(member)` was added to the union `\(union)`.")
        }
    }

    private mutating func compareValues(
        _ name: String,
        _ before: [EnumValueDefinition],
        _ after: [EnumValueDefinition]
    ) {
        let values = match(before, after, by: \.name)
        for value in values.removed {
            add(.breaking, "VALUE_REMOVED_FROM_ENUM", "\(name).\(value.name)", "`\(name).\(value.name)` was removed.")
        }
        for value in values.added {
            add(.dangerous, "VALUE_ADDED_TO_ENUM", "\(name).\(value.name)", "`\(name).\(value.name)` was added.")
        }
        for (before, after) in values.kept {
            describe(before.description, after.description, "\(name).\(before.name)")
            deprecate(before.deprecationReason, after.deprecationReason, "\(name).\(before.name)")
        }
    }

    // MARK: What may stand on everything

    mutating func describe(_ before: String?, _ after: String?, _ coordinate: String) {
        guard before != after else { return }
        add(.safe, "DESCRIPTION_CHANGED", coordinate, "The description of `\(coordinate)` changed.")
    }

    mutating func deprecate(_ before: String?, _ after: String?, _ coordinate: String) {
        switch (before, after) {
        case (nil, let reason?):
            add(.safe, "DEPRECATION_ADDED", coordinate, "`\(coordinate)` is deprecated: \(reason)")
        case (_?, nil): add(.safe, "DEPRECATION_REMOVED", coordinate, "`\(coordinate)` is no longer deprecated.")
        case (let before?, let after?) where before != after:
            add(.safe, "DEPRECATION_REASON_CHANGED", coordinate, "`\(coordinate)` is deprecated: \(after)")
        default: break
        }
    }
}

extension TypeDefinition {
    /// Scalars and introspection types that every schema has.
    fileprivate var isBuiltIn: Bool { location == nil }

    fileprivate var noun: String {
        switch kind {
        case .scalar: "a scalar"
        case .object: "an object type"
        case .interface: "an interface"
        case .union: "a union"
        case .enumeration: "an enum"
        case .inputObject: "an input object type"
        }
    }
}
