import Testing

@testable import GraphQL

/// Documents of a megabyte that are made to cost time or memory: refused or validated with bounded work. How long they
/// take is measured by `Scripts/fuzz attack`; here it is that they end, and how.
struct AttackTests {
    /// What becomes of a document: the code and rule of the first error, or `nil` if it may run.
    private func outcome(_ text: String) throws -> String? {
        let document: AST.Document
        do throws(GraphQLError) {
            document = try Parser.parseDocument(text)
        } catch {
            return error.code.rawValue
        }
        return Validator.validate(document, schema: try schema()).first.map { "\($0.code.rawValue) \($0.rule ?? "")" }
    }

    @Test(arguments: AttackDocument.all)
    func aHostileMegabyteIsRefused(_ attack: AttackDocument) throws {
        #expect(try outcome(attack.text) == attack.outcome, "\(attack.name)")
    }

    @Test(arguments: AttackDocument.withinTokens)
    func aHostileDocumentWithinTheTokenLimitEnds(_ attack: AttackDocument) throws {
        #expect(try outcome(attack.text) == attack.outcome, "\(attack.name)")
    }
}
