import GraphQL

/// The types that a schema's author leaves to the gateway, as SDL: each once, and only those that something refers to.
struct DerivedTypes {
    let declared: DeclaredTypes
    private(set) var sdl = ""
    /// Output types whose fields the planner answers itself, by name.
    private(set) var roles: [String: DerivedRole] = [:]
    private(set) var names: [String] = []
    private var isWritten: Set<String> = []
    private var pending: [() -> (inout DerivedTypes) -> Void] = []

    init(declared: DeclaredTypes) {
        self.declared = declared
    }

    /// Writes a type, and later those that it refers to.
    mutating func define(_ name: String, role: DerivedRole? = nil, _ body: @autoclosure () -> String) {
        guard isWritten.insert(name).inserted else { return }
        names.append(name)
        roles[name] = role
        sdl += body()
    }

    /// Puts off what a type refers to, so that types that refer to each other do not recurse.
    mutating func later(_ action: @escaping (inout DerivedTypes) -> Void) {
        pending.append { action }
    }

    mutating func finish() {
        while let next = pending.popLast() { next()(&self) }
    }

    func isDefined(_ name: String) -> Bool { isWritten.contains(name) }
}

/// What a derived output type shows.
package enum DerivedRole: Sendable, Hashable {
    /// Aggregates of the rows of a type.
    case aggregate(of: String)
    /// One group of them.
    case group(of: String)
    /// The values that a group's rows share.
    case groupKey(of: String)
    /// One function of each field that allows it.
    case measures(of: String)
}

// MARK: Conditions

extension DerivedTypes {
    /// `XFilter`, and what it refers to.
    mutating func filter(of type: String) -> String {
        let name = "\(type)Filter"
        guard !isDefined(name) else { return name }
        var members: [String] = []
        for field in declared.fields(of: type) where !["and", "or", "not"].contains(field.name) {
            switch field.role {
            case .identifier: members.append("\(field.name): \(scalarFilter("ID"))")
            case .scalar(let scalar), .enumeration(let scalar):
                members.append("\(field.name): \(scalarFilter(scalar))")
            case .list(let scalar): members.append("\(field.name): \(listFilter(scalar))")
            case .toOne(let target):
                members.append("\(field.name): \(target)Filter")
                later { _ = $0.filter(of: target) }
            case .toMany(let target):
                members.append("\(field.name): \(target)ListFilter")
                later { $0.relatedFilter(target) }
            }
        }
        define(
            name,
            """
            "Conditions on rows of `\(type)`: those that are given must all hold. Null is no condition: leave it out."
            input \(name) {
              "All of these hold."
              and: [\(name)!]
              "At least one of these holds."
              or: [\(name)!]
              "This does not hold."
              not: \(name)
              \(members.joined(separator: "\n  "))
            }

            """
        )
        return name
    }

    private mutating func relatedFilter(_ type: String) {
        let filter = filter(of: type)
        define(
            "\(type)ListFilter",
            """
            "Conditions on a list of `\(type)`."
            input \(type)ListFilter {
              "At least one row of the list is like this."
              some: \(filter)
              "No row of the list is like this."
              none: \(filter)
              "All rows of the list are like this; also if there are none."
              every: \(filter)
            }

            """
        )
    }

    private mutating func scalarFilter(_ scalar: String) -> String {
        let name = "\(scalar)Filter"
        var members: [String] = []
        func add(_ operators: [ComparisonOperator]) {
            for comparison in operators {
                members.append("\"\(comparison.summary)\"\n  \(comparison.rawValue): \(comparison.type(for: scalar))")
            }
        }
        if scalar != "JSON" {
            add([.eq, .ne])
            if scalar != "Boolean" { add([.in, .notIn]) }
        }
        if ScalarClass.ordered.contains(scalar) { add([.lt, .lte, .gt, .gte]) }
        if ScalarClass.texts.contains(scalar) {
            add([.contains, .startsWith, .endsWith, .eqIgnoringCase, .containsIgnoringCase])
            add([.startsWithIgnoringCase, .endsWithIgnoringCase])
        }
        add([.isNull])
        define(
            name,
            """
            "Conditions on a value of type `\(scalar)`: those that are given must all hold."
            input \(name) {
              \(members.joined(separator: "\n  "))
            }

            """
        )
        return name
    }

    private mutating func listFilter(_ scalar: String) -> String {
        let name = "\(scalar)ValuesFilter"
        define(
            name,
            """
            "Conditions on a list of values of type `\(scalar)`: those that are given must all hold."
            input \(name) {
              "The list has this value."
              has: \(scalar)
              "The list has all of these values."
              hasAll: [\(scalar)!]
              "The list has at least one of these values."
              hasAny: [\(scalar)!]
              "Whether the list has no values."
              isEmpty: Boolean
              "Whether there is no list."
              isNull: Boolean
            }

            """
        )
        return name
    }
}

// MARK: Orderings

extension DerivedTypes {
    /// Whether rows of a type can be put in an order other than that of their key.
    func isSortable(_ type: String) -> Bool {
        declared.fields(of: type).contains { field in
            switch field.role {
            case .identifier, .enumeration: true
            case .scalar(let scalar): ScalarClass.isSortable(scalar)
            default: false
            }
        }
    }

    /// `XOrderBy`, and what it refers to.
    mutating func ordering(of type: String) -> String {
        let name = "\(type)OrderBy"
        guard !isDefined(name) else { return name }
        var members: [String] = []
        for field in declared.fields(of: type) {
            switch field.role {
            case .scalar(let scalar) where !ScalarClass.isSortable(scalar): break
            case .identifier, .scalar, .enumeration: members.append("\(field.name): OrderDirection")
            case .toOne(let target) where isSortable(target):
                members.append("\(field.name): \(target)OrderBy")
                later { _ = $0.ordering(of: target) }
            default: break
            }
        }
        direction()
        define(
            name,
            """
            "One term of an order of `\(type)`: a field and its direction."
            input \(name) @oneOf {
              \(members.joined(separator: "\n  "))
            }

            """
        )
        return name
    }

    mutating func direction() {
        define(
            "OrderDirection",
            """
            "Which way a list runs, and where rows without a value stand."
            enum OrderDirection {
              "The smallest first, rows without a value last."
              ASC
              "The largest first, rows without a value before them."
              DESC
              "The smallest first, rows without a value before them."
              ASC_NULLS_FIRST
              "The smallest first, rows without a value last."
              ASC_NULLS_LAST
              "The largest first, rows without a value before them."
              DESC_NULLS_FIRST
              "The largest first, rows without a value last."
              DESC_NULLS_LAST
            }

            """
        )
    }
}
