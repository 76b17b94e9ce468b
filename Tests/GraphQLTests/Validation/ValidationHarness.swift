@testable import GraphQL

/// A document that breaks a rule, or a schema; and the errors, each as `rule line:column …`.
struct RuleCase: Sendable, CustomStringConvertible {
    let text: String
    let errors: [String]

    init(_ text: String, _ errors: String...) {
        self.text = text
        self.errors = errors
    }

    var description: String { text }
}

func schema(_ sdl: String = exampleSDL) throws -> Schema {
    try SchemaBuilder.build([try Parser.parseDocument(sdl, limits: .schemas)])
}

private func lines(_ errors: [GraphQLError]) -> [String] {
    errors.map { error in
        ([error.rule ?? "?"] + error.locations.map { "\($0.line):\($0.column)" }).joined(separator: " ")
    }
}

/// The errors of a document, as in `RuleCase`.
func errors(_ document: String, sdl: String = exampleSDL) throws -> [String] {
    lines(Validator.validate(try Parser.parseDocument(document), schema: try schema(sdl), limits: nil))
}

/// The errors of a schema, as in `RuleCase`.
func schemaErrors(_ sdl: String) throws -> [String] {
    do throws(SchemaErrors) {
        _ = try SchemaBuilder.build([try! Parser.parseDocument(sdl, limits: .schemas)])
        return []
    } catch {
        return lines(error.errors)
    }
}
