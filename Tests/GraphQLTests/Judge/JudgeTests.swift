import Foundation
import Testing

@testable import GraphQL

/// Thousands of generated schemas and documents, valid ones and broken ones, judged by graphql-core as well: both must
/// say the same of each, with errors at the same places.
///
/// `Scripts/judge/run` judges over 20,000 documents; here it is a part of them.
@Suite(.enabled(if: Judge.python != nil, "made by Scripts/judge/prepare"))
struct JudgeTests {
    private static func setting(_ name: String, _ value: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? value
    }

    private let schemas = setting("JUDGE_SCHEMAS", 30)
    private let documents = setting("JUDGE_DOCUMENTS", 100)

    @Test func documentsAreJudgedAlike() throws {
        var report = JudgeReport()
        for start in stride(from: 0, to: schemas, by: 20) {
            let cases = try (start..<min(schemas, start + 20)).map { try documentCase(UInt64($0)) }
            for (item, verdict) in zip(cases, try Judge.verdicts(on: cases)) {
                let schema = try SchemaBuilder.build([try Parser.parseDocument(item.schema, limits: .schemas)])
                let judged = try #require(verdict.documents, "seed \(item.seed): \(verdict.schema)\n\(item.schema)")
                for (text, theirs) in zip(item.documents, judged) {
                    report.compare(
                        Verdict(ofDocument: text, schema: schema),
                        theirs.verdict,
                        of: JudgeReport.Subject(document: text, schema: item.schema)
                    )
                }
            }
        }
        print("judged \(report.summary)")
        #expect(report.unexplained.isEmpty, "\(report.unexplained.prefix(5).joined(separator: "\n\n"))")
        #expect(report.valid * 5 > report.total, "too few valid documents to mean anything")
    }

    @Test func schemasAreJudgedAlike() throws {
        var report = JudgeReport()
        let cases = (0..<UInt64(schemas)).flatMap { schemaCases($0) }
        for (item, verdict) in zip(cases, try Judge.verdicts(on: cases)) {
            let ours = Verdict(ofSchema: item.schema, onlyDocumentRules: verdict.schema.types == nil)
            report.compare(ours, verdict.schema.verdict, of: JudgeReport.Subject(document: nil, schema: item.schema))
        }
        print("judged \(report.summary) (schemas)")
        #expect(report.unexplained.isEmpty, "\(report.unexplained.prefix(5).joined(separator: "\n\n"))")
    }

    /// The table has no row that is not needed: each is shown by its own sample.
    @Test(arguments: KnownDifferences.rows)
    func everyKnownDifferenceShows(_ row: KnownDifferences.Row) throws {
        let item = JudgeCase(seed: 0, schema: row.schema, documents: row.document.map { [$0] } ?? [])
        let verdict = try #require(try Judge.verdicts(on: [item]).first)
        let ours: Verdict
        let theirs: Verdict
        if let document = row.document {
            let schema = try SchemaBuilder.build([try Parser.parseDocument(row.schema)])
            ours = Verdict(ofDocument: document, schema: schema)
            theirs = try #require(verdict.documents?.first).verdict
        } else {
            ours = Verdict(ofSchema: row.schema, onlyDocumentRules: verdict.schema.types == nil)
            theirs = verdict.schema.verdict
        }
        #expect(ours != theirs)
        #expect(row.applies(ours, theirs, JudgeReport.Subject(document: row.document, schema: row.schema)))
    }

    /// A schema with documents for it, a half of them broken.
    private func documentCase(_ seed: UInt64) throws -> JudgeCase {
        let sdl = SchemaGenerator.schema(seed: seed)
        let schema = try SchemaBuilder.build([try Parser.parseDocument(sdl, limits: .schemas)])
        var random = SeededGenerator(state: seed)
        let names = Mutation.names(in: sdl)
        let texts = (0..<documents).map { index in
            var generator = QueryGenerator(schema: schema, seed: seed * 1_000 + UInt64(index / 2))
            let text = generator.document()
            if index % 2 == 0 { return text }
            return Mutation.mutated(text, names: names + Mutation.names(in: text), using: &random)
        }
        return JudgeCase(seed: seed, schema: sdl, documents: texts)
    }

    /// A valid schema and ten broken ones.
    private func schemaCases(_ seed: UInt64) -> [JudgeCase] {
        let sdl = SchemaGenerator.schema(seed: seed)
        var random = SeededGenerator(state: seed)
        let names = Mutation.names(in: sdl)
        let broken = (0..<10).map { _ in Mutation.mutated(sdl, names: names, using: &random) }
        return ([sdl] + broken).map { JudgeCase(seed: seed, schema: $0, documents: []) }
    }
}

extension Verdict {
    init(ofDocument text: String, schema: Schema) {
        do throws(GraphQLError) {
            self.init(Validator.validate(try Parser.parseDocument(text), schema: schema, limits: nil))
        } catch {
            self.init([error])
        }
    }

    /// - Parameter onlyDocumentRules: without those that the other judge asks of correct documents only.
    init(ofSchema text: String, onlyDocumentRules: Bool) {
        let document: AST.Document
        do throws(GraphQLError) {
            document = try Parser.parseDocument(text, limits: .schemas)
        } catch {
            self.init([error])
            return
        }
        do throws(SchemaErrors) {
            _ = try SchemaBuilder.build([document])
            self.init([])
        } catch {
            self.init(error.errors.filter { !onlyDocumentRules || Self.documentRules.contains($0.rule ?? "") })
        }
    }

    /// Rules that graphql-core asks of a schema's documents before it builds the schema.
    private static let documentRules: Set<String> = Set(
        [
            Rule.loneSchemaDefinition, .uniqueOperationTypes, .uniqueTypeNames, .uniqueEnumValueNames,
            .uniqueFieldDefinitionNames, .uniqueArgumentDefinitionNames, .uniqueDirectiveNames, .knownTypeNames,
            .directivesAreDefined, .directivesInValidLocations, .directivesAreUniquePerLocation,
            .possibleTypeExtensions, .knownArgumentNames, .uniqueArgumentNames, .inputObjectFieldUniqueness,
            .requiredArguments,
        ].map(\.rawValue)
    )
}
