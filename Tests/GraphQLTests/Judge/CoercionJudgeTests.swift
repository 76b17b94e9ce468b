import Foundation
import Testing

@testable import GraphQL

/// Variables of generated types with generated values, right and wrong: graphql-core coerces them to the same values,
/// or refuses the same ones.
@Suite(.enabled(if: Judge.python != nil, "made by Scripts/judge/prepare"))
struct CoercionJudgeTests {
    @Test func variablesAreCoercedAlike() throws {
        var cases: [(schema: Schema, document: String, variables: String)] = []
        var questions: [[String: String]] = []
        for seed in 0..<UInt64(40) {
            let sdl = SchemaGenerator.schema(seed: seed)
            let schema = try SchemaBuilder.build([try Parser.parseDocument(sdl, limits: .schemas)])
            var generator = VariableGenerator(schema: schema, seed: seed)
            for _ in 0..<50 {
                let (document, variables) = generator.next()
                cases.append((schema, document, variables))
                questions.append(["schema": sdl, "document": document, "variables": variables])
            }
        }
        var refused = 0
        for (item, answer) in zip(cases, try Judge.answers(to: questions)) {
            let theirs = try json(answer)
            let operation = try Parser.parseDocument(item.document).operation(named: nil)
            do throws(ErrorList) {
                let values = try InputCoercion.variables(try! json(item.variables), for: operation, schema: item.schema)
                var ours: [JSONMember] = []
                for (definition, value) in zip(operation.variables, values) {
                    if let value { ours.append(JSONMember(definition.name.text, value)) }
                }
                #expect(
                    normal(.object(ours)) == theirs["values"].map(normal),
                    "\(item.document) \(item.variables) \(theirs)"
                )
            } catch {
                refused += 1
                #expect(theirs["values"] == nil, "\(item.document) \(item.variables) \(error.errors.map(\.message))")
            }
        }
        // Both kinds are there.
        #expect(refused > cases.count / 10 && refused < cases.count * 9 / 10)
    }

    /// With members sorted, and numbers as numbers.
    private func normal(_ value: JSONValue) -> JSONValue {
        switch value {
        case .integer(let integer): .number("\(Double(integer))")
        case .number(let text): .number(Double(text).map { "\($0)" } ?? text)
        case .array(let items): .array(items.map(normal))
        case .object(let members):
            .object(members.map { JSONMember($0.name, normal($0.value)) }.sorted { $0.name < $1.name })
        default: value
        }
    }
}

/// Makes operations with variables, and values for them.
private struct VariableGenerator {
    private let schema: Schema
    private var random: SeededGenerator
    private let types: [String]

    init(schema: Schema, seed: UInt64) {
        self.schema = schema
        random = SeededGenerator(state: seed &* 31 &+ 5)
        types = schema.types.filter { $0.isInput && !$0.name.hasPrefix("__") }.map(\.name)
    }

    /// A document with one to three variables, and the request's `variables` as JSON.
    mutating func next() -> (document: String, variables: String) {
        var definitions: [String] = []
        var members: [String] = []
        for index in 0..<int(1...3) {
            let text = wrapped(pick(types))
            guard let type = try? Parser.parseType(text) else { continue }
            definitions.append("$v\(index): \(text)\(chance(6) ? " = null" : "")".replacing("! = null", with: "!"))
            if !chance(6) { members.append("\"v\(index)\": \(value(type, 3))") }
        }
        if chance(8) { members.append("\"unknown\": 1") }
        return ("query(\(definitions.joined(separator: ", "))) { __typename }", "{\(members.joined(separator: ", "))}")
    }

    private mutating func wrapped(_ type: String) -> String {
        pick([type, type + "!", "[\(type)]", "[\(type)!]!", "[[\(type)]]"])
    }

    private mutating func value(_ type: AST.TypeReference, _ depth: Int) -> String {
        if chance(15) {
            return pick(["null", "1.5", "\"x\"", "{}", "[]", "true", "99999999999", "{\"f0\": 1}", "[[1]]"])
        }
        switch type {
        case .nonNull(let inner): return value(inner, depth)
        case .list(let item, _):
            if chance(4) { return value(item, depth) }
            return "[" + (0..<int(0...2)).map { _ in value(item, depth - 1) }.joined(separator: ", ") + "]"
        case .named(let name):
            if chance(8) { return "null" }
            switch schema.type(named: name.text)?.kind {
            case .enumeration(let values): return "\"\(pick(values).name)\""
            case .inputObject(let fields, let isOneOf): return object(fields, isOneOf, depth)
            default: return scalar(name.text)
            }
        }
    }

    private mutating func object(_ fields: [InputValueDefinition], _ isOneOf: Bool, _ depth: Int) -> String {
        if depth <= 0 { return "null" }
        var chosen = fields.filter { $0.isRequired || chance(2) }
        if isOneOf && !chance(8) { chosen = [pick(fields)] }
        let members = chosen.map { "\"\($0.name)\": \(value($0.type, depth - 1))" }
        return "{\(members.joined(separator: ", "))}"
    }

    private mutating func scalar(_ name: String) -> String {
        switch name {
        case "Int": pick(["1", "-7", "2147483647", "2147483648", "1.0", "1e2", "1.5", "\"1\""])
        case "Float": pick(["1", "1.5", "-2e10", "\"1.5\"", "12345678901"])
        case "String": pick(["\"s\"", "\"\"", "1", "true"])
        case "Boolean": pick(["true", "false", "1", "\"true\""])
        case "ID": pick(["\"a\"", "1", "1.5", "true", "12345678901"])
        default: pick(["1", "\"any\"", "{\"a\": [1, null]}", "[true]"])
        }
    }

    private mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func chance(_ oneIn: Int) -> Bool { int(1...oneIn) == 1 }
    private mutating func pick<Element>(_ items: [Element]) -> Element { items[int(0...items.count - 1)] }
}
