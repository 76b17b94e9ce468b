import Gateway
import GraphQL
import Planning
import Testing

/// A query for each type that shows all of its fields, and what the schema's files say that each field needs:
/// read here from the text, not from what the gateway has made of it.
struct SchemaSurvey {
    /// One type, reached by the shortest way from the query root.
    struct Visit: CustomTestStringConvertible, Sendable {
        let type: String
        let query: String
        /// The permissions that a field needs, by its path without list indices.
        let needs: [String: Set<String>]
        /// The path of the object itself.
        let path: [String]

        var testDescription: String { type }
    }

    /// A list, and everything that can be asked of it by one of its rows' fields.
    struct ListVisit: CustomTestStringConvertible, Sendable {
        struct Leaf: Sendable {
            let name: String
            let needs: Set<String>
        }

        /// Of its rows.
        let type: String
        /// Fields above it, such as `reports`.
        let above: [String]
        let field: String
        let leaves: [Leaf]
        /// By the leaf's name and the kind of question; the text stands behind `field`.
        let questions: [String: [String: String]]

        var testDescription: String { type }

        /// An operation that asks the list several times, under the names `q0`, `q1`, …
        func operation(_ selections: [String]) -> String {
            let asked = selections.enumerated().map { "q\($0): \(field)\($1)" }.joined(separator: " ")
            return above.reversed().reduce("{ \(asked) }") { "{ \($1) \($0) }" }
        }

        /// An operation that asks for the rows with the fields.
        func rows(_ fields: [String], _ arguments: String = "") -> String {
            let list = "{ \(field)\(arguments) { nodes { \(fields.joined(separator: " ")) } } }"
            return above.reversed().reduce(list) { "{ \($1) \($0) }" }
        }
    }

    private let schema: Schema
    private let catalog: Catalog
    private let requirements: [String: String]
    private let fieldRequirements: [String: String]

    /// - Parameter folder: the schema's files.
    init(_ catalog: Catalog, folder: String) throws {
        self.catalog = catalog
        schema = catalog.schema
        var requirements: [String: String] = [:]
        var fieldRequirements: [String: String] = [:]
        for document in try SchemaFiles(at: folder).documents {
            for definition in document.definitions {
                guard let type = SchemaSurvey.type(definition) else { continue }
                requirements[type.name.text] = SchemaSurvey.requirement(type.directives) ?? requirements[type.name.text]
                guard case .object(_, let fields) = type.kind else { continue }
                for field in fields {
                    fieldRequirements["\(type.name.text).\(field.name.text)"] = SchemaSurvey.requirement(
                        field.directives
                    )
                }
            }
        }
        self.requirements = requirements
        self.fieldRequirements = fieldRequirements
    }

    private static func type(_ definition: AST.Definition) -> AST.TypeDefinition? {
        switch definition {
        case .type(let type), .typeExtension(let type): type
        default: nil
        }
    }

    private static func requirement(_ directives: [AST.Directive]) -> String? {
        for directive in directives where directive.name.text == "requires" {
            for argument in directive.arguments {
                if case .enumeration(let permission) = argument.value.kind { return permission }
            }
        }
        return nil
    }

    /// The permissions that a field needs: its own, and that of the type of what it returns.
    private func needs(_ field: FieldDefinition, on type: String) -> Set<String> {
        let returned = field.type.namedType.text
        var needs: Set<String> = []
        if let own = fieldRequirements["\(type).\(field.name)"] { needs.insert(own) }
        // A list needs what its rows need, and a group's part what the rows need that it is taken from.
        let suffix = ["Connection", "GroupKey"].first { returned.hasSuffix($0) } ?? ""
        for target in [returned, String(returned.dropLast(suffix.count))] {
            if let permission = requirements[target] { needs.insert(permission) }
        }
        return needs
    }

    // MARK: Ways

    /// The shortest way from the query root to every object type that a query can reach.
    private func ways() -> [String: [(type: String, field: FieldDefinition)]] {
        var ways: [String: [(type: String, field: FieldDefinition)]] = [schema.queryType: []]
        var open = [schema.queryType]
        while !open.isEmpty {
            let type = open.removeFirst()
            // A related row's part of a group's key is there only if the groups are made by it.
            guard let way = ways[type], !type.hasSuffix("GroupKey") else { continue }
            for field in schema.type(named: type)?.fields ?? [] {
                let returned = field.type.namedType.text
                guard ways[returned] == nil, case .object = schema.type(named: returned)?.kind,
                    !isLookup(field, on: type), !isCommand(field, on: type)
                else { continue }
                ways[returned] = way + [(type, field)]
                open.append(returned)
            }
        }
        return ways
    }

    /// Every object type that a query can reach.
    func visits() -> [Visit] { ways().sorted { $0.key < $1.key }.map { visit($0.key, by: $0.value) } }

    /// Every kind of list that a query can reach without a list above it.
    func lists() -> [ListVisit] {
        ways().sorted { $0.key < $1.key }.compactMap { connection, way in
            guard connection.hasSuffix("Connection"), let last = way.last,
                let rows = schema.type(named: connection)?.fields.first(where: { $0.name == "nodes" }),
                !way.contains(where: { $0.type.hasSuffix("Connection") })
            else { return nil }
            let type = rows.type.namedType.text
            let leaves = (schema.type(named: type)?.fields ?? []).filter { field in
                schema.type(named: field.type.namedType.text)?.isLeaf == true && !isCommand(field, on: type)
            }
            let wayNeeds = way.reduce(into: Set<String>()) { $0.formUnion(needs($1.field, on: $1.type)) }
            return ListVisit(
                type: type,
                above: way.dropLast().map(\.field.name),
                field: last.field.name,
                leaves: leaves.map { ListVisit.Leaf(name: $0.name, needs: wayNeeds.union(needs($0, on: type))) },
                questions: questions(last.field, connection)
            )
        }
    }

    /// Every command with all that its payload can show of the rows that it is about.
    func payloads() -> [Visit] {
        guard let mutations = schema.mutationType.flatMap({ schema.type(named: $0) }) else { return [] }
        return mutations.fields.map { command in
            let payload = command.type.namedType.text
            var needs = [command.name: self.needs(command, on: mutations.name)]
            var selections = ["__typename"]
            for field in schema.type(named: payload)?.fields ?? [] {
                let path = "\(command.name).\(field.name)"
                needs[path] = self.needs(field, on: payload)
                let row = field.type.namedType.text
                guard schema.type(named: row)?.isLeaf == false else {
                    selections.append(field.name)
                    continue
                }
                let leaves = (schema.type(named: row)?.fields ?? []).filter {
                    schema.type(named: $0.type.namedType.text)?.isLeaf == true && !isCommand($0, on: row)
                }
                for leaf in leaves { needs["\(path).\(leaf.name)"] = self.needs(leaf, on: row) }
                selections.append("\(field.name) { \((["__typename"] + leaves.map(\.name)).joined(separator: " ")) }")
            }
            let inner = "{ \(selections.joined(separator: " ")) }"
            let query = "mutation { \(command.name)\(arguments(command, on: mutations.name)) \(inner) }"
            return Visit(type: command.name, query: query, needs: needs, path: [command.name])
        }
    }

    /// Everything that is told as it happens, with all plain fields of the object and of what has happened to it.
    func subscriptions() -> [Visit] {
        guard let told = schema.subscriptionType.flatMap({ schema.type(named: $0) }) else { return [] }
        return told.fields.map { field in
            var needs: [String: Set<String>] = [:]
            let selection = selection(of: field, on: told.name, path: field.name, needs: &needs)
            return Visit(type: field.name, query: "subscription { \(selection) }", needs: needs, path: [field.name])
        }
    }

    /// A field with the plain fields of its object, or, of a change, with those of the object that has changed.
    private func selection(
        of field: FieldDefinition,
        on type: String,
        path: String,
        needs: inout [String: Set<String>]
    ) -> String {
        needs[path] = self.needs(field, on: type)
        let row = field.type.namedType.text
        let fields = (schema.type(named: row)?.fields ?? []).filter { !isCommand($0, on: row) }
        if fields.isEmpty { return field.name }
        let isChange = fields.contains { $0.type.namedType.text == "ChangeOperation" }
        let selected = fields.filter { isChange || schema.type(named: $0.type.namedType.text)?.isLeaf == true }
        let inner = selected.map { selection(of: $0, on: row, path: "\(path).\($0.name)", needs: &needs) }
        return "\(field.name) { \(inner.joined(separator: " ")) }"
    }

    /// For each leaf, the ways of asking by it: `field(filter: …)` and so on, as text behind the list's name.
    private func questions(_ list: FieldDefinition, _ connection: String) -> [String: [String: String]] {
        var questions: [String: [String: String]] = [:]
        for field in inputs(list.arguments, "filter") {
            guard inputFields(field.type.namedType.text).contains(where: { $0.name == "isNull" }) else { continue }
            questions[field.name, default: [:]]["filter"] =
                "(first: 1, filter: { \(field.name): { isNull: false } }) { nodes { __typename } }"
        }
        for field in inputs(list.arguments, "orderBy") where isEnumeration(field.type.namedType.text) {
            questions[field.name, default: [:]]["order"] =
                "(first: 1, orderBy: [{ \(field.name): ASC }]) { nodes { __typename } }"
        }
        let parts = schema.type(named: connection)?.fields ?? []
        if let groups = parts.first(where: { $0.name == "groups" }) {
            for field in inputs(groups.arguments, "by") {
                guard case .enumeration(let values)? = schema.type(named: field.type.namedType.text)?.kind,
                    let value = values.first?.name
                else { continue }
                questions[field.name, default: [:]]["group"] =
                    "{ groups(by: [{ \(field.name): \(value) }], first: 1) { count } }"
            }
        }
        if let aggregate = parts.first(where: { $0.name == "aggregate" }) {
            for figure in schema.type(named: aggregate.type.namedType.text)?.fields ?? [] {
                for field in schema.type(named: figure.type.namedType.text)?.fields ?? []
                where schema.type(named: field.type.namedType.text)?.isLeaf == true {
                    questions[field.name, default: [:]]["aggregate by \(figure.name)"] =
                        "{ aggregate { \(figure.name) { \(field.name) } } }"
                }
            }
        }
        return questions
    }

    private func inputs(_ arguments: [InputValueDefinition], _ name: String) -> [InputValueDefinition] {
        arguments.first { $0.name == name }.map { inputFields($0.type.namedType.text) } ?? []
    }

    private func inputFields(_ type: String) -> [InputValueDefinition] {
        if case .inputObject(let fields, _)? = schema.type(named: type)?.kind { fields } else { [] }
    }

    private func isEnumeration(_ type: String) -> Bool {
        if case .enumeration? = schema.type(named: type)?.kind { true } else { false }
    }

    private func isLookup(_ field: FieldDefinition, on type: String) -> Bool {
        if case .lookup? = catalog.binding(of: field.name, on: type)?.source { true } else { false }
    }

    /// What commands answer, their own tests hold to its permissions.
    private func isCommand(_ field: FieldDefinition, on type: String) -> Bool {
        if case .command? = catalog.binding(of: field.name, on: type)?.source { true } else { false }
    }

    private func visit(_ type: String, by way: [(type: String, field: FieldDefinition)]) -> Visit {
        var path: [String] = []
        var needs: [String: Set<String>] = [:]
        for (type, field) in way {
            path.append(field.name)
            needs[path.joined(separator: ".")] = self.needs(field, on: type)
        }
        var selections = ["__typename"]
        for field in schema.type(named: type)?.fields ?? [] where !isCommand(field, on: type) {
            needs[(path + [field.name]).joined(separator: ".")] = self.needs(field, on: type)
            let isObject = schema.type(named: field.type.namedType.text)?.isLeaf == false
            selections.append(field.name + arguments(field, on: type) + (isObject ? " { __typename }" : ""))
        }
        let inner = "{ \(selections.joined(separator: " ")) }"
        let query = way.reversed().reduce(inner) { "{ \($1.field.name)\(arguments($1.field, on: $1.type)) \($0) }" }
        return Visit(type: type, query: "query Survey \(query)", needs: needs, path: path)
    }

    /// The arguments that a field must have, and short pages.
    private func arguments(_ field: FieldDefinition, on type: String) -> String {
        var given: [String] = []
        for argument in field.arguments {
            let isNeeded = argument.type.isNonNull && argument.defaultValue == nil
            if isNeeded || (given.isEmpty && isLookup(field, on: type)) {
                given.append("\(argument.name): \(literal(argument.type.namedType.text))")
            } else if argument.name == "first" {
                given.append("first: 5")
            }
        }
        return given.isEmpty ? "" : "(\(given.joined(separator: ", ")))"
    }

    private func literal(_ type: String) -> String {
        switch type {
        case "Int", "Float": return "1"
        case "Boolean": return "true"
        case "Date": return "\"2026-03-14\""
        case "DateTime": return "\"2026-03-14T00:00:00Z\""
        case "EmailAddress": return "\"none@none.example\""
        case "CountryCode": return "\"DE\""
        case "Currency": return "\"EUR\""
        case "Locale": return "\"en\""
        default:
            if case .enumeration(let values)? = schema.type(named: type)?.kind, let first = values.first {
                return first.name
            }
            if case .inputObject(let fields, _)? = schema.type(named: type)?.kind {
                let needed = fields.filter { $0.type.isNonNull && $0.defaultValue == nil }
                let given = (needed.isEmpty ? Array(fields.prefix(1)) : needed).map { field in
                    "\(field.name): \(literal(field.type.namedType.text))"
                }
                return "{ \(given.joined(separator: ", ")) }"
            }
            return "\"none\""
        }
    }
}
