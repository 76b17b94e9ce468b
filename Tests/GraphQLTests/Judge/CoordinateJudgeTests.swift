import Testing

@testable import GraphQL

/// Coordinates of generated schemas, right and broken: graphql-core reads the same and finds the same.
@Suite(.enabled(if: Judge.python != nil, "made by Scripts/judge/prepare"))
struct CoordinateJudgeTests {
    @Test func coordinatesNameTheSameElements() throws {
        var cases: [(schema: Schema, coordinates: [String])] = []
        var questions: [[String: String]] = []
        for seed in 0..<UInt64(20) {
            let sdl = SchemaGenerator.schema(seed: seed)
            let schema = try SchemaBuilder.build([try Parser.parseDocument(sdl, limits: .schemas)])
            var random = SeededGenerator(state: seed)
            let known = coordinates(of: schema)
            let all = known + known.map { broken($0, using: &random) }
            cases.append((schema, all))
            let list = all.map { Printer.quoted($0) }.joined(separator: ",")
            questions.append(["schema": sdl, "coordinates": "[\(list)]"])
        }
        var kinds: Set<String> = []
        for (item, answer) in zip(cases, try Judge.answers(to: questions)) {
            guard case .array(let theirs) = try json(answer) else { throw Judge.Failure(description: answer) }
            for (coordinate, theirs) in zip(item.coordinates, theirs) {
                kinds.insert("\(theirs)")
                #expect(kind(of: coordinate, in: item.schema) == theirs, "\(coordinate)")
            }
        }
        // All seven kinds of elements, nothing, and both kinds of errors.
        #expect(kinds.count == 10)
    }

    private func kind(of text: String, in schema: Schema) -> JSONValue {
        guard let coordinate = try? SchemaCoordinate(text) else { return .string("syntax") }
        do throws(GraphQLError) {
            return switch try schema.element(at: coordinate) {
            case nil: .null
            case .type: .string("ResolvedNamedType")
            case .field: .string("ResolvedField")
            case .inputField: .string("ResolvedInputField")
            case .enumValue: .string("ResolvedEnumValue")
            case .argument: .string("ResolvedFieldArgument")
            case .directive: .string("ResolvedDirective")
            case .directiveArgument: .string("ResolvedDirectiveArgument")
            }
        } catch {
            return .string("error")
        }
    }

    /// Of everything that the schema itself defines.
    private func coordinates(of schema: Schema) -> [String] {
        var result: [SchemaCoordinate] = []
        for type in schema.types where type.location != nil {
            result.append(.type(type.name))
            for field in type.fields {
                result.append(.member(field.name, of: type.name))
                for argument in field.arguments {
                    result.append(.argument(argument.name, field: field.name, of: type.name))
                }
            }
            switch type.kind {
            case .inputObject(let fields, _): result += fields.map { .member($0.name, of: type.name) }
            case .enumeration(let values): result += values.map { .member($0.name, of: type.name) }
            default: break
            }
        }
        for directive in schema.directives {
            result.append(.directive(directive.name))
            result += directive.arguments.map { .directiveArgument($0.name, of: directive.name) }
        }
        return result.map(\.description)
    }

    /// With one character taken away, doubled, or another put in.
    private func broken(_ text: String, using random: inout SeededGenerator) -> String {
        var characters = Array(text)
        let index = Int.random(in: 0..<characters.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: characters.remove(at: index)
        case 1: characters.insert(characters[index], at: index)
        default: characters.insert(Array(".():@ x1,").randomElement(using: &random)!, at: index)
        }
        return String(characters)
    }
}
