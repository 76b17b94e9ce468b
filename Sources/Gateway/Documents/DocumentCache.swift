import Glibc
import GraphQL

/// Documents by their bytes, so that a request whose document is known is neither parsed nor validated.
final class DocumentCache {
    private struct Entry {
        let bytes: [UInt8]
        let document: PreparedDocument
    }

    private let schema: Schema
    private let parserLimits: ParserLimits
    private let operationLimits: OperationLimits
    private let maximum: Bounds
    private var entries: [UInt64: [Entry]] = [:]
    private var turn = 0
    /// Bytes of the texts that are kept.
    private var bytes = 0
    private(set) var count = HitCount()
    /// The plans that were made of the documents.
    let plans = PlanCount()

    /// How much is kept. A parsed document takes about twenty times its text, a plan about half a kilobyte a field.
    struct Bounds {
        var documents = 1_000
        /// Of all texts.
        var bytes = 512 << 10
        /// Of the largest text that is kept.
        var bytesOfOne = 32 << 10
        /// Of all plans.
        var planFields = 40_000
    }

    init(
        schema: Schema,
        parserLimits: ParserLimits,
        operationLimits: OperationLimits,
        maximum: Bounds = Bounds()
    ) {
        self.schema = schema
        self.parserLimits = parserLimits
        self.operationLimits = operationLimits
        self.maximum = maximum
    }

    /// The document of these bytes.
    ///
    /// - Throws: what is wrong with it. Faulty documents are not kept.
    func document(_ text: UnsafeRawBufferPointer) throws(ErrorList) -> PreparedDocument {
        turn += 1
        let hash = DocumentCache.hash(text)
        if let entry = entries[hash]?.first(where: { DocumentCache.areEqual($0.bytes, text) }) {
            count.hits += 1
            entry.document.lastUse = turn
            if plans.fields > maximum.planFields { evict() }
            return entry.document
        }
        count.misses += 1
        let parsed: AST.Document
        do throws(GraphQLError) {
            parsed = try Parser.parseDocument(text, limits: parserLimits)
        } catch {
            throw ErrorList([error])
        }
        let errors = Validator.validate(parsed, schema: schema, limits: operationLimits)
        if !errors.isEmpty { throw ErrorList(errors) }
        let document = PreparedDocument(parsed, plans: plans)
        document.lastUse = turn
        if text.count > maximum.bytesOfOne { return document }
        if count.entries >= maximum.documents || bytes + text.count > maximum.bytes
            || plans.fields > maximum.planFields
        {
            evict()
        }
        entries[hash, default: []].append(Entry(bytes: Array(text), document: document))
        count.entries += 1
        bytes += text.count
        return document
    }

    /// Drops what was not asked for longest, with its plans, until no bound is near.
    private func evict() {
        var oldest = entries.values.joined().map(\.document.lastUse).sorted()[...]
        repeat {
            guard let last = oldest.prefix(oldest.count / 4 + 1).last else { return }
            oldest = oldest.drop { $0 <= last }
            entries = entries.compactMapValues { same in
                let kept = same.filter { $0.document.lastUse > last }
                return kept.isEmpty ? nil : kept
            }
            bytes = entries.values.joined().reduce(0) { $0 + $1.bytes.count }
            count.entries = oldest.count
        } while bytes > maximum.bytes / 4 * 3 || plans.fields > maximum.planFields / 4 * 3
    }

    private static func areEqual(_ one: [UInt8], _ other: UnsafeRawBufferPointer) -> Bool {
        guard one.count == other.count, let start = other.baseAddress else { return one.count == other.count }
        return one.withUnsafeBytes { $0.baseAddress.map { memcmp($0, start, other.count) == 0 } ?? true }
    }

    /// A hash for the table's sake; equality is decided by the bytes.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
