@testable import GraphQL

/// Makes valid schemas of every kind of type, the same for the same seed.
struct SchemaGenerator {
    var random: SeededGenerator

    private struct Field {
        var name: String
        var arguments: [(name: String, type: String, isOptional: Bool)]
        var type: String
        var isDeprecated: Bool
    }

    private var enums: [(name: String, values: [String])] = []
    private var inputs: [String] = []
    private var interfaces: [(name: String, parents: [String], fields: [Field])] = []
    private var objects: [String] = []
    private var unions: [String] = []
    private let scalars = ["Int", "Float", "String", "Boolean", "ID", "Opaque"]

    init(seed: UInt64) { random = SeededGenerator(state: seed &* 7919) }

    /// One schema as SDL.
    static func schema(seed: UInt64) -> String {
        var generator = SchemaGenerator(seed: seed)
        return generator.schema()
    }

    private mutating func schema() -> String {
        var parts: [String] = []
        enums = (0..<int(1...3)).map { index in ("E\(index)", (0..<int(1...4)).map { "V\(index)\($0)" }) }
        inputs = (0..<int(1...4)).map { "In\($0)" }
        objects = (0..<int(2...6)).map { "O\($0)" }
        unions = (0..<int(0...2)).map { "U\($0)" }
        let interfaceNames = (0..<int(0...3)).map { "I\($0)" }
        parts.append("scalar Opaque" + (chance(2) ? " @specifiedBy(url: \"https://example.com/opaque\")" : ""))
        parts += enums.map { item in
            let values = item.values.map { value in
                "  \(description())\(value)\(chance(6) ? " @deprecated(reason: \"old\")" : "")"
            }
            return "\(description())enum \(item.name) {\n\(values.joined(separator: "\n"))\n}"
        }
        for index in inputs.indices { parts.append(inputObject(index)) }
        for name in interfaceNames { parts.append(interface(name, among: interfaceNames)) }
        for name in objects { parts.append(object(name, among: interfaceNames)) }
        for name in unions {
            let members = objects.filter { _ in chance(2) }
            parts.append(
                "\(description())union \(name) = \((members.isEmpty ? [objects[0]] : members).joined(separator: " | "))"
            )
        }
        parts.append(contentsOf: roots())
        parts.append(contentsOf: directives())
        if chance(2), let object = objects.last { parts.append("extend type \(object) {\n  extra: Int\n}") }
        if chance(4) { parts.append("extend enum E0 {\n  EXTRA\n}") }
        parts.shuffle(using: &random)
        return parts.joined(separator: "\n") + "\n"
    }

    private mutating func roots() -> [String] {
        var roots = [rootType("Query")]
        let hasMutation = chance(2)
        let hasSubscription = !chance(3)
        if hasMutation { roots.append(rootType("Mutation")) }
        if hasSubscription { roots.append(rootType("Subscription")) }
        if chance(3) {
            var entries = ["  query: Query"]
            if hasMutation { entries.append("  mutation: Mutation") }
            if hasSubscription { entries.append("  subscription: Subscription") }
            roots.append("schema {\n\(entries.joined(separator: "\n"))\n}")
        }
        return roots
    }

    private mutating func rootType(_ name: String) -> String {
        let fields = (0..<int(2...6)).map { index -> String in
            var field = self.field("\(name.lowercased())\(index)")
            if index == 0 { field.type = objects[0] }
            return text(field)
        }
        return "\(description())type \(name) {\n\(fields.joined(separator: "\n"))\n}"
    }

    private mutating func directives() -> [String] {
        (0..<int(1...3)).map { index in
            let locations = AST.DirectiveLocation.allCases.filter { _ in chance(3) }.map(\.rawValue)
            let argument = chance(2) ? "(a: \(inputType()), n: Int = 3)" : ""
            return "\(description())directive @d\(index)\(argument)\(chance(2) ? " repeatable" : "") on "
                + (locations.isEmpty ? ["FIELD", "QUERY"] : locations).joined(separator: " | ")
        }
    }

    private mutating func inputObject(_ index: Int) -> String {
        let isOneOf = chance(4)
        let fields = (0..<int(1...4)).map { field -> String in
            // Other input objects stay nullable, so that there is no cycle.
            // A @oneOf type has a field that leads to an end, too.
            var type = chance(3) && !(isOneOf && field == 0) ? inputs[int(0...inputs.count - 1)] : leaf()
            if chance(4) { type = "[\(type)\(chance(2) ? "!" : "")]" }
            if isOneOf { return "  f\(field): \(type)" }
            if !type.hasPrefix("In") && chance(4) { type += "!" }
            let value = chance(4) && !type.contains("In") ? " = \(literal(type))" : ""
            return "  \(description())f\(field): \(type)\(value)"
        }
        return
            "\(description())input \(inputs[index])\(isOneOf ? " @oneOf" : "") {\n\(fields.joined(separator: "\n"))\n}"
    }

    private mutating func interface(_ name: String, among names: [String]) -> String {
        let parents = interfaces.filter { _ in chance(3) }
        let inherited = closed(parents.map(\.name))
        var fields = merged(inherited)
        for index in 0..<int(1...3) { fields.append(field("\(name.lowercased())f\(index)")) }
        interfaces.append((name, inherited, fields))
        let clause = inherited.isEmpty ? "" : " implements \(inherited.joined(separator: " & "))"
        return "\(description())interface \(name)\(clause) {\n\(fields.map { text($0) }.joined(separator: "\n"))\n}"
    }

    private mutating func object(_ name: String, among names: [String]) -> String {
        let chosen = closed(interfaces.map(\.name).filter { _ in chance(2) })
        var fields = merged(chosen).map { field in
            var field = field
            // A subtype will do.
            if !field.type.hasSuffix("!") && chance(3) { field.type += "!" }
            if chance(5) { field.arguments.append(("more", "Int", true)) }
            return field
        }
        for index in 0..<int(1...4) { fields.append(field("f\(index)")) }
        let clause = chosen.isEmpty ? "" : " implements \(chosen.joined(separator: " & "))"
        return "\(description())type \(name)\(clause) {\n\(fields.map { text($0) }.joined(separator: "\n"))\n}"
    }

    /// Interfaces with all that they implement.
    private func closed(_ names: [String]) -> [String] {
        var result: [String] = []
        for name in names {
            for parent in (interfaces.first { $0.name == name }?.parents ?? []) + [name] where !result.contains(parent)
            {
                result.append(parent)
            }
        }
        return result
    }

    private func merged(_ names: [String]) -> [Field] {
        var result: [Field] = []
        for interface in interfaces where names.contains(interface.name) {
            for field in interface.fields where !result.contains(where: { $0.name == field.name }) {
                result.append(field)
            }
        }
        return result
    }

    private mutating func field(_ name: String) -> Field {
        let arguments = (0..<max(0, int(-1...2))).map { index -> (String, String, Bool) in
            let type = inputType()
            return ("a\(index)", type, !type.hasSuffix("!"))
        }
        return Field(name: name, arguments: arguments, type: outputType(), isDeprecated: chance(10))
    }

    private mutating func text(_ field: Field) -> String {
        let arguments = field.arguments.map { argument -> String in
            let value =
                argument.isOptional && chance(4) && !argument.type.contains("In") ? " = \(literal(argument.type))" : ""
            return "\(argument.name): \(argument.type)\(value)"
        }
        let list = arguments.isEmpty ? "" : "(\(arguments.joined(separator: ", ")))"
        let deprecated = field.isDeprecated ? " @deprecated" : ""
        return "  \(description())\(field.name)\(list): \(field.type)\(deprecated)"
    }

    private mutating func outputType() -> String {
        let composite = objects + interfaces.map(\.name) + unions
        return wrapped(chance(2) ? pick(composite) : leaf())
    }

    private mutating func inputType() -> String { wrapped(chance(3) ? pick(inputs) : leaf()) }

    private mutating func leaf() -> String { chance(4) ? pick(enums).name : pick(scalars) }

    private mutating func wrapped(_ type: String) -> String {
        switch int(0...7) {
        case 0, 1: "\(type)!"
        case 2: "[\(type)]"
        case 3: "[\(type)!]!"
        case 4 where chance(3): "[[\(type)]]"
        default: type
        }
    }

    private mutating func literal(_ type: String) -> String {
        if type.hasSuffix("!") { return literal(String(type.dropLast())) }
        if type.hasPrefix("[") { return "[\(literal(String(type.dropFirst().dropLast())))]" }
        switch type {
        case "Int": return "\(int(-5...100))"
        case "Float": return chance(2) ? "1.5" : "2"
        case "String", "ID": return "\"text\""
        case "Boolean": return "true"
        case "Opaque": return "{ any: [1, \"two\", THREE] }"
        default: return enums.first { $0.name == type }?.values[0] ?? "null"
        }
    }

    private mutating func description() -> String { chance(8) ? "\"about\" " : "" }

    private mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func chance(_ oneIn: Int) -> Bool { int(1...oneIn) == 1 }
    private mutating func pick<Element>(_ items: [Element]) -> Element { items[int(0...items.count - 1)] }
}
